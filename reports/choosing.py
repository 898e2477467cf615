"""What the reports are about: which days, and which tickets. All of it is in the address."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.days import DAY
from accounts.models import User
from accounts.requests import person
from reports.spans import MOST_DAYS, Span, last_days
from tickets.access import tickets_for
from tickets.filters import ANY, LONGEST_ID, ME, NOBODY, TicketFilter
from tickets.models import Ticket

RANGES = (7, 30, 90)
USUAL_RANGE = 30
FILTERS = ("queue", "category", "source", "kind", "assignee")
_CALENDAR = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1)))


def _day(label: Any) -> forms.DateField:
    # Browsers' own pickers speak ISO 8601, whatever they show.
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=picker, input_formats=["%Y-%m-%d"], validators=_CALENDAR)


class SpanForm(forms.Form):
    """Days of one's own; without them the last so many (`days`). The span ends up in `cleaned_data["span"]`."""

    since = _day(gettext_lazy("From"))
    until = _day(gettext_lazy("To"))

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        span = self._span(self.cleaned_data["since"], self.cleaned_data["until"])
        if span.last < span.first:
            self.add_error("until", _("The last day is before the first."))
        if span.days > MOST_DAYS:
            at_most = ngettext("Choose at most %(count)s day.", "Choose at most %(count)s days.", MOST_DAYS)
            self.add_error("since", at_most % {"count": MOST_DAYS})
        self.cleaned_data["span"] = span

    @property
    def days(self) -> int:
        """The range that is asked for by its length; what means nothing is the usual one."""
        return next((count for count in RANGES if self.data.get("days") == str(count)), USUAL_RANGE)

    @property
    def kept(self) -> dict[str, str]:
        """What of the address says which days."""
        own = {name: self.data[name] for name in ("since", "until") if self.data.get(name)}
        return own or {"days": str(self.days)}

    def _span(self, since: date | None, until: date | None) -> Span:
        recent = last_days(self.days)
        if since and until:
            return Span(since, until)
        if since:
            return Span(since, max(since, recent.last))
        return Span(until - DAY * (USUAL_RANGE - 1), until) if until else recent


@dataclass(frozen=True)
class Chosen:
    """The days; the tickets that pass the filters, of any day; and what of the address makes them so."""

    span: Span
    tickets: QuerySet[Ticket]
    filters: dict[str, str]

    def list_url(self, **more: str) -> str:
        """These tickets in the ticket list, narrowed by more of its own filters."""
        return f"{reverse('tickets:list')}?{urlencode({'state': ANY, **self.filters, **more})}"


def filters_of(request: HttpRequest) -> TicketFilter:
    """The ticket list's own filters, those of them that reports offer: a number here is the same number there."""
    asked = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    filters = TicketFilter(asked, queryset=tickets_for(person(request)), request=request)
    filters.form.fields["assignee"].widget = forms.Select(choices=_assignees(asked.get("assignee", "")))
    return filters


def _assignees(asked: str) -> list[tuple[str, str]]:
    """Everybody who can work on tickets, and whoever is asked for."""
    asked_for = Q(pk=int(asked)) if asked.isdecimal() and len(asked) < LONGEST_ID else Q()
    people = User.objects.filter(Q(is_active=True) | asked_for)
    return [("", _("any")), (ME, _("Me")), (NOBODY, _("Nobody")), *((str(one.pk), str(one)) for one in people)]


def choose(form: SpanForm, filters: TicketFilter) -> Chosen | None:
    """What the address asks for; None while its days make no sense. Filters that mean nothing are ignored."""
    if not form.is_valid():
        return None
    understood = {name: value for name, value in filters.data.items() if name not in filters.form.errors}
    return Chosen(form.cleaned_data["span"], filters.qs.order_by(), understood)
