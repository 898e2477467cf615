"""What can be chosen above the ticket list, and how a choice reads in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.days import begin_of, end_of
from accounts.models import User
from crm.models import Customer
from tickets import channels, search
from tickets.access import tickets_for
from tickets.models import Category, Message, Queue, Status, Tag, Ticket

ME, NOBODY = "me", "none"
OPEN, CLOSED, ANY = "open", "closed", "any"
LONGEST_ID = 19  # digits


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]  # django-filter ships no types
    """From a day on ("gte") or until its end ("lt"), in the reader's time zone."""

    def __init__(self, field_name: str, lookup_expr: Literal["gte", "lt"], label: Any) -> None:
        picker = forms.DateInput({"type": "date"}, "%Y-%m-%d")
        super().__init__(field_name, lookup_expr, label=label, widget=picker)

    def filter(self, queryset: QuerySet[Ticket], value: date | None) -> Any:
        if value is None:
            return queryset
        return super().filter(queryset, begin_of(value) if self.lookup_expr == "gte" else end_of(value))


class MarkFilter(django_filters.BooleanFilter):  # type: ignore[misc]  # see above
    """A box to tick: ticked, only those that fulfil the condition."""

    def __init__(self, condition: Q | Exists, label: Any) -> None:
        super().__init__(label=label, widget=forms.CheckboxInput)
        self.condition = condition

    def filter(self, queryset: QuerySet[Ticket], value: object) -> QuerySet[Ticket]:
        return queryset.filter(self.condition) if value else queryset


def problems() -> QuerySet[Message]:
    """Replies of a ticket (OuterRef pk) that need a person's eye."""
    in_trouble = [Message.Delivery.UNCERTAIN, Message.Delivery.FAILED, Message.Delivery.BLOCKED]
    return Message.objects.filter(ticket=OuterRef("pk"), delivery__in=in_trouble)


class TicketFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Every filter of the list; values that mean nothing are ignored. Reports lead here with the same names."""

    q = django_filters.CharFilter(method="filter_text", label=gettext_lazy("Text"))
    state = django_filters.ChoiceFilter(
        method="filter_state",
        choices=[
            (OPEN, pgettext_lazy("tickets", "Open")),
            (CLOSED, pgettext_lazy("tickets", "Closed")),
            (ANY, pgettext_lazy("tickets", "Open and closed")),
        ],
        label=gettext_lazy("Open or closed"),
    )
    waiting_for = django_filters.ChoiceFilter(choices=Ticket.WaitingFor.choices, label=gettext_lazy("Waits for"))
    source = django_filters.ChoiceFilter(choices=channels.choices, label=gettext_lazy("Source"))
    account = django_filters.CharFilter(label=gettext_lazy("Account"))
    kind = django_filters.CharFilter(label=gettext_lazy("Kind of case"))  # also one that nobody has announced
    queue = django_filters.ModelChoiceFilter(queryset=Queue.objects.all(), label=gettext_lazy("Queue"))
    category = django_filters.ModelChoiceFilter(queryset=Category.objects.all(), label=gettext_lazy("Category"))
    status = django_filters.ModelChoiceFilter(queryset=Status.objects.all(), label=gettext_lazy("Status"))
    assignee = django_filters.CharFilter(method="filter_assignee", label=gettext_lazy("Assignee"))
    priority = django_filters.ChoiceFilter(choices=Ticket.Priority.choices, label=gettext_lazy("Priority"))
    tag = django_filters.ModelChoiceFilter(field_name="tags", queryset=Tag.objects.all(), label=gettext_lazy("Tag"))
    in_crm = django_filters.ChoiceFilter(
        method="filter_in_crm",
        choices=[("yes", gettext_lazy("In the CRM")), ("no", gettext_lazy("Outside the CRM"))],
        label=gettext_lazy("Buyer"),
    )
    subject = django_filters.CharFilter(label=gettext_lazy("Subject"))
    product = django_filters.CharFilter(field_name="products", lookup_expr="contains", label=gettext_lazy("Product"))
    opened_after = DayFilter("opened_at", "gte", gettext_lazy("Opened from"))
    opened_before = DayFilter("opened_at", "lt", gettext_lazy("Opened until"))
    closed_after = DayFilter("closed_at", "gte", gettext_lazy("Closed from"))
    closed_before = DayFilter("closed_at", "lt", gettext_lazy("Closed until"))
    active_after = DayFilter("last_activity_at", "gte", gettext_lazy("Active from"))
    active_before = DayFilter("last_activity_at", "lt", gettext_lazy("Active until"))
    customer = django_filters.ModelChoiceFilter(
        queryset=Customer.objects.all(), widget=forms.HiddenInput, label=gettext_lazy("Customer")
    )
    unread = MarkFilter(Q(is_unread=True), gettext_lazy("Unread"))
    overdue = MarkFilter(Q(is_overdue=True), gettext_lazy("Overdue"))
    missed = MarkFilter(Q(missed_deadline=True), gettext_lazy("Missed a deadline"))
    met = MarkFilter(Q(last_due_at__isnull=False, due_at=None, missed_deadline=False), gettext_lazy("Met its deadline"))
    answered = MarkFilter(Q(first_response_at__isnull=False), gettext_lazy("Answered"))
    problems = MarkFilter(Exists(problems()), gettext_lazy("Delivery problems"))

    class Meta:
        model = Ticket
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for chooser in self.filters.values():
            if isinstance(chooser, django_filters.ChoiceFilter | django_filters.ModelChoiceFilter):
                chooser.extra["empty_label"] = _("any")
        self.filters["kind"].extra["widget"] = forms.Select(choices=[("", _("any")), *channels.kinds()])

    def filter_text(self, queryset: QuerySet[Ticket], name: str, value: str) -> QuerySet[Ticket]:
        return search.search(queryset, value)

    def filter_state(self, queryset: QuerySet[Ticket], name: str, value: str) -> QuerySet[Ticket]:
        if value == ANY:
            return queryset
        return queryset.filter(closed_at__isnull=value == OPEN)

    def filter_assignee(self, queryset: QuerySet[Ticket], name: str, value: str) -> QuerySet[Ticket]:
        if value == ME:
            return queryset.filter(assignee=self.request.user)
        if value == NOBODY:
            return queryset.filter(assignee=None)
        return queryset.filter(assignee=int(value)) if value.isdecimal() and len(value) < LONGEST_ID else queryset

    def filter_in_crm(self, queryset: QuerySet[Ticket], name: str, value: str) -> QuerySet[Ticket]:
        return queryset.filter(customer__isnull=value == "no")


@dataclass(frozen=True)
class Chip:
    """One filter in force: its name, what is chosen, and the list's query without it."""

    label: str
    value: str
    without: str


def chosen(request: HttpRequest, query: Mapping[str, Any] | None = None) -> TicketFilter:
    """The tickets of this person that fit the query (by default the request's own)."""
    params = request.GET if query is None else query
    return TicketFilter(with_default(params), queryset=tickets_for(request.user), request=request)


def with_default(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Who asks for nothing gets what is open; who asks for anything gets all that fits."""
    return params if any(params.get(name) for name in TicketFilter.base_filters) else {"state": OPEN}


def query_of(params: Mapping[str, Any]) -> str:
    """The filters of an address in one order and without empty ones: the name of a list."""
    return urlencode([(name, params[name]) for name in TicketFilter.base_filters if params.get(name)])


def parsed(query: str) -> QueryDict:
    """The filters that a stored query holds."""
    return QueryDict(query[:2000])


def chips(filters: TicketFilter) -> list[Chip]:
    """What is chosen besides the search, in words."""
    params = {name: filters.data.get(name) for name in TicketFilter.base_filters if filters.data.get(name)}
    found = []
    for name in params:
        value = (
            filters.form.cleaned_data.get(name) if filters.form.is_valid() or name not in filters.form.errors else None
        )
        if name == "q" or value in (None, "", False):
            continue
        others = {key: one for key, one in params.items() if key != name} or {"state": ANY}
        found.append(Chip(str(filters.form.fields[name].label), _in_words(filters, name, value), query_of(others)))
    return found


def _in_words(filters: TicketFilter, name: str, value: Any) -> str:
    if value is True:
        return ""
    if name == "assignee":
        return _assignee_name(value)
    if not isinstance(value, str):
        return str(value)  # a row, or a day
    field = filters.form.fields[name]
    choices = field.choices if hasattr(field, "choices") else getattr(field.widget, "choices", ())
    return next((str(words) for key, words in choices if str(key) == value), value)


def _assignee_name(value: str) -> str:
    if value in (ME, NOBODY):
        return _("me") if value == ME else _("nobody")
    somebody = User.objects.filter(pk=value).first() if value.isdecimal() and len(value) < LONGEST_ID else None
    return str(somebody or value)
