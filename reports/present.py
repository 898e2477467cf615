"""How things stand: who waits for us now, and what became of deadlines."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.choosing import Chosen
from reports.cohorts import Cohorts, within
from reports.over_time import opened_url
from reports.tables import Column, Look, Report, Row, Value
from tickets.filters import OPEN
from tickets.models import Ticket


@dataclass(frozen=True)
class Age:
    """How long a ticket has waited: at least `least` (None: since just now), less than `most` (None: for ever)."""

    label: str
    least: timedelta | None
    most: timedelta | None

    def condition(self, now: datetime) -> Q:
        """Of the tickets that wait."""
        condition = Q()
        if self.least is not None:
            condition &= Q(last_activity_at__lte=now - self.least)
        return condition if self.most is None else condition & Q(last_activity_at__gt=now - self.most)

    def url(self, chosen: Chosen, now: datetime) -> str:
        """The list knows whole days only, so the days at both ends are in it as a whole."""
        days = {}
        if self.most is not None:
            days["active_after"] = str(timezone.localdate(now - self.most))
        if self.least is not None:
            days["active_before"] = str(timezone.localdate(now - self.least))
        return chosen.list_url(waiting_for=Ticket.WaitingFor.US, state=OPEN, **days)


def waiting(chosen: Chosen, cohorts: Cohorts) -> Report:
    """What waits for us at this moment, by the time since anything happened. One query."""
    now, ages = timezone.now(), _ages()
    ours = chosen.tickets.filter(waiting_for=Ticket.WaitingFor.US, closed_at=None)
    found = ours.aggregate(
        total=Count("pk"),
        **{f"age{number}": Count("pk", filter=age.condition(now)) for number, age in enumerate(ages)},
    )
    rows = (Row(age.label, (Value(found[f"age{n}"], age.url(chosen, now)),)) for n, age in enumerate(ages))
    everything = chosen.list_url(waiting_for=Ticket.WaitingFor.US, state=OPEN)
    return Report(
        slug="waiting",
        title=_("Waiting for us now"),
        about=_("Whatever days are chosen, by the last activity. The lists behind the bars hold whole days."),
        rows_are=_("Since"),
        columns=(Column(_("Tickets")),),
        rows=tuple(rows),
        look=Look.COLUMNS,
        total=Row(_("In total"), (Value(found["total"], everything),)),
        nothing=_("Nobody waits for us."),
    )


def deadlines(chosen: Chosen, cohorts: Cohorts) -> Report:
    """Deadlines that have passed and run out now, and how those of the span's cases ended. One query."""
    opened = within(chosen.span, "opened_at")
    # A deadline that still runs is neither met nor missed.
    met = opened & Q(last_due_at__isnull=False, due_at__isnull=True, missed_deadline=False)
    # Said before it is counted, so that indexes serve: the history is much longer than the span.
    found = chosen.tickets.filter(opened | Q(is_overdue=True)).aggregate(
        overdue=Count("pk", filter=Q(is_overdue=True)),
        met=Count("pk", filter=met),
        missed=Count("pk", filter=opened & Q(missed_deadline=True)),
    )
    return Report(
        slug="deadlines",
        title=_("Deadlines"),
        about=_("Overdue now, whatever days are chosen; met and missed by the cases opened in these days."),
        rows_are=_("Deadline"),
        columns=(Column(_("Tickets")),),
        rows=(
            Row(_("Overdue now"), (Value(found["overdue"], chosen.list_url(overdue="on")),)),
            Row(_("Missed"), (Value(found["missed"], opened_url(chosen, chosen.span, missed="on")),)),
            Row(_("Met"), (Value(found["met"], opened_url(chosen, chosen.span, met="on")),)),
        ),
        look=Look.BARS,
        nothing=_("No deadline has passed, and none was met."),
    )


def _ages() -> tuple[Age, ...]:
    four_hours, day = timedelta(hours=4), timedelta(days=1)
    return (
        Age(_("< 4 h"), None, four_hours),
        Age(_("4–24 h"), four_hours, day),
        Age(_("1–3 days"), day, 3 * day),
        Age(_("3–7 days"), 3 * day, 7 * day),
        Age(_("older"), 7 * day, None),
    )
