"""The ticket list: its filters, its search, its pages. The only home of list queries."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import django_filters
from cursor_pagination import CursorPage, CursorPaginator, InvalidCursor
from django import forms
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from crm.models import Customer
from tickets import channels
from tickets.models import Category, Message, Queue, Status, Ticket

PAGE_SIZE = 25
NEWEST_FIRST = ("-last_activity_at", "-id")
ME, NOBODY = "me", "none"
BIGGEST_ID = BigIntegerField.MAX_BIGINT


class TicketFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """What can be chosen above the list; values that mean nothing are ignored."""

    q = django_filters.CharFilter(method="filter_text", label=gettext_lazy("Text"))
    source = django_filters.ChoiceFilter(choices=channels.choices, label=gettext_lazy("Source"))
    waiting_for = django_filters.ChoiceFilter(choices=Ticket.WaitingFor.choices, label=gettext_lazy("Waits for"))
    queue = django_filters.ModelChoiceFilter(queryset=Queue.objects.all(), label=gettext_lazy("Queue"))
    category = django_filters.ModelChoiceFilter(queryset=Category.objects.all(), label=gettext_lazy("Category"))
    status = django_filters.ModelChoiceFilter(queryset=Status.objects.all(), label=gettext_lazy("Status"))
    assignee = django_filters.ChoiceFilter(
        method="filter_assignee", choices=lambda: assignee_choices(), label=gettext_lazy("Assignee")
    )
    in_crm = django_filters.ChoiceFilter(
        method="filter_in_crm",
        choices=[("yes", gettext_lazy("In the CRM")), ("no", gettext_lazy("Outside the CRM"))],
        label=gettext_lazy("Buyer"),
    )
    customer = django_filters.ModelChoiceFilter(queryset=Customer.objects.all(), widget=forms.HiddenInput)
    problems = django_filters.BooleanFilter(
        method="filter_problems", widget=forms.CheckboxInput, label=gettext_lazy("Delivery problems")
    )

    class Meta:
        model = Ticket
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A bar of many choices stays one line high when each says its own name until something is chosen.
        for chooser in self.filters.values():
            if isinstance(chooser, django_filters.ChoiceFilter | django_filters.ModelChoiceFilter):
                chooser.extra["empty_label"] = chooser.label

    def filter_text(self, queryset: QuerySet[Ticket], name: str, value: str) -> QuerySet[Ticket]:
        """Subject, messages, comments, buyer, order, case number, customer: each word somewhere."""
        for word in value.replace("\x00", " ").split()[:8]:
            said = Message.objects.filter(ticket=OuterRef("pk"), text__icontains=word)
            queryset = queryset.filter(
                Q(subject__icontains=word)
                | Q(buyer_login__icontains=word)
                | Q(buyer_name__icontains=word)
                | Q(order_id__icontains=word)
                | Q(reference__icontains=word)
                | Q(customer__name__icontains=word)
                | Exists(said)
            )
        return queryset

    def filter_assignee(self, queryset: QuerySet[Ticket], name: str, value: str) -> QuerySet[Ticket]:
        if value == ME:
            return queryset.filter(assignee=self.request.user)
        return queryset.filter(assignee=None if value == NOBODY else int(value))

    def filter_in_crm(self, queryset: QuerySet[Ticket], name: str, value: str) -> QuerySet[Ticket]:
        return queryset.filter(customer__isnull=value == "no")

    def filter_problems(self, queryset: QuerySet[Ticket], name: str, value: bool) -> QuerySet[Ticket]:  # noqa: FBT001
        return queryset.filter(Exists(_problems())) if value else queryset


class _NewestFirst(CursorPaginator):  # type: ignore[misc]  # the library ships no types
    """Pages by key. The library compares its cursor as text, which the two databases read differently."""

    def _nulls_ordering(self, ordering: tuple[str, ...], from_last: bool = False) -> list[OrderBy]:  # noqa: FBT001, FBT002
        # The library orders with NULLS LAST, which keeps PostgreSQL from our index; none of these columns is null.
        return [F(key.lstrip("-")).desc() if key.startswith("-") else F(key).asc() for key in ordering]

    def decode_cursor(self, cursor: str) -> tuple[datetime, int]:
        """The place that a cursor stands for. Raises InvalidCursor."""
        try:
            moment, number = super().decode_cursor(cursor)
            return datetime.fromisoformat(moment).astimezone(UTC), min(int(number), BIGGEST_ID)
        except (TypeError, ValueError, OverflowError) as error:
            raise InvalidCursor from error

    def apply_cursor(
        self,
        cursor: str,
        queryset: QuerySet[Ticket],
        from_last: bool,  # noqa: FBT001
        reverse: bool = False,  # noqa: FBT001, FBT002
    ) -> QuerySet[Ticket]:
        moment, number = self.decode_cursor(cursor)
        side = "gt" if reverse else "lt"
        beyond = Q(**{f"last_activity_at__{side}": moment}) | Q(**{f"id__{side}": number})
        # The first bound alone is what the index can start from.
        return queryset.filter(beyond, **{f"last_activity_at__{side}e": moment})


def with_marks(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Tickets with what a row of the list shows besides their own columns."""
    return tickets.annotate(has_problem=Exists(_problems())).select_related(
        "queue", "category", "status", "assignee", "customer"
    )


def _problems() -> QuerySet[Message]:
    in_trouble = [Message.Delivery.UNCERTAIN, Message.Delivery.FAILED]
    return Message.objects.filter(ticket=OuterRef("pk"), delivery__in=in_trouble)


def page_of(tickets: QuerySet[Ticket], params: Mapping[str, Any]) -> tuple[CursorPage, CursorPaginator]:
    """One page by key, newest activity first; a cursor that means nothing gives the first page."""
    paginator = _NewestFirst(tickets, ordering=NEWEST_FIRST)
    try:
        if params.get("before"):
            return paginator.page(last=PAGE_SIZE, before=params["before"]), paginator
        return paginator.page(first=PAGE_SIZE, after=params.get("after") or None), paginator
    except (InvalidCursor, ValueError):
        return paginator.page(first=PAGE_SIZE), paginator


def assignee_choices() -> list[tuple[str, str]]:
    """Me, nobody, and everybody who can work on tickets."""
    people = [(str(person.pk), str(person)) for person in User.objects.filter(is_active=True)]
    return [(ME, _("Me")), (NOBODY, _("Nobody")), *people]
