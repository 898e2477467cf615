"""The cases opened in the span by what they are: kind, reason, product, agent."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from reports.choosing import Chosen
from reports.cohorts import ROWS_AT_ONCE, Cohorts, within
from reports.over_time import closed_url, opened_url
from reports.tables import MOST_SHOWN, Column, Look, Report, Row, Value
from tickets import channels
from tickets.filters import NOBODY


def kinds(chosen: Chosen, cohorts: Cohorts) -> Report:
    """By kind of case; with more than one marketplace, by both."""
    sources, known = dict(channels.choices()), dict(channels.kinds())
    rows = []
    for source, kind, count in _counted(chosen, "source", "kind"):
        label = known.get(kind, kind) or "–"
        if len(sources) > 1:
            label = f"{label} ({sources.get(source, source)})"
        # The list's filter offers connected marketplaces only, and finds no others.
        can_be_listed = source in sources and kind
        rows.append(_row(chosen, label, count, {"source": source, "kind": kind} if can_be_listed else {}))
    return Report(
        slug="kinds",
        title=_("By kind of case"),
        about="",
        rows_are=_("Kind of case"),
        columns=(Column(_("Opened")),),
        rows=tuple(rows),
        look=Look.BARS,
    )


def reasons(chosen: Chosen, cohorts: Cohorts) -> Report:
    """By the reason the buyer chose, which is the ticket's subject."""
    rows = (
        _row(chosen, subject, count, {"subject": subject} if subject.strip() else {})
        for subject, count in _counted(chosen, "subject")
    )
    return Report(
        slug="reasons",
        title=_("By reason"),
        about="",
        rows_are=_("Reason"),
        columns=(Column(_("Opened")),),
        rows=tuple(rows),
        look=Look.BARS,
    )


def products(chosen: Chosen, cohorts: Cohorts) -> Report:
    """By product; a case about two products counts for both."""
    found: Counter[str] = Counter()
    for names, count in _counted(chosen, "products"):
        for name in {line.strip() for line in names.splitlines()} - {""}:
            found[name] += count
    in_order = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return Report(
        slug="products",
        title=_("By product"),
        about=_("A case about several products counts for each."),
        rows_are=_("Product"),
        columns=(Column(_("Opened")),),
        # Only what the page shows leads to its tickets: a file has no addresses, and there may be thousands.
        rows=tuple(
            _row(chosen, name, count, {"product": name} if place < MOST_SHOWN else {})
            for place, (name, count) in enumerate(in_order)
        ),
        look=Look.BARS,
    )


def agents(chosen: Chosen, cohorts: Cohorts) -> Report:
    """By assignee: cases opened in the span, and cases closed in it, whoever did so. One query."""
    opened, closed = within(chosen.span, "opened_at"), within(chosen.span, "closed_at")
    found = (
        chosen.tickets.filter(opened | closed)
        .values("assignee", "assignee__name", "assignee__email")
        .annotate(opened=Count("pk", filter=opened), closed=Count("pk", filter=closed))
        .order_by("-opened", "-closed", "assignee__name", "assignee")
    )
    return Report(
        slug="agents",
        title=_("By agent"),
        about=_("Whom the cases opened or closed in these days are assigned to now."),
        rows_are=_("Agent"),
        columns=(Column(_("Opened")), Column(_("Closed"))),
        rows=tuple(_agent(chosen, one) for one in found),
        look=Look.BARS,
        total=_both(_("In total"), chosen, sum(one["opened"] for one in found), sum(one["closed"] for one in found)),
    )


def _agent(chosen: Chosen, one: dict[str, Any]) -> Row:
    assignee = NOBODY if one["assignee"] is None else str(one["assignee"])
    name = _("Nobody") if assignee == NOBODY else one["assignee__name"] or one["assignee__email"]
    return _both(name, chosen, one["opened"], one["closed"], assignee=assignee)


def _both(label: str, chosen: Chosen, opened: int, closed: int, **more: str) -> Row:
    """Cases opened and cases closed in the span."""
    opened_there, closed_there = opened_url(chosen, chosen.span, **more), closed_url(chosen, chosen.span, **more)
    return Row(label, (Value(opened, opened_there), Value(closed, closed_there)))


def _row(chosen: Chosen, label: str, count: int, more: dict[str, str]) -> Row:
    return Row(label, (Value(count, opened_url(chosen, chosen.span, **more) if more else ""),))


def _counted(chosen: Chosen, *columns: str) -> Iterable[tuple[Any, ...]]:
    """Those columns' values and how many tickets have them, most frequent first."""
    tickets = chosen.tickets.filter(within(chosen.span, "opened_at"))
    counted = tickets.values(*columns).annotate(tickets=Count("pk")).order_by("-tickets", *columns)
    rows: Iterable[tuple[Any, ...]] = counted.values_list(*columns, "tickets").iterator(ROWS_AT_ONCE)
    return rows
