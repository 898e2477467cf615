"""What happens day by day: cases opened and closed, the time to the first answer and to the end."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from reports.choosing import Chosen
from reports.cohorts import Cohort, Cohorts, Lengths
from reports.spans import Span, day_words
from reports.tables import Column, Look, Report, Row, Unit, Value

# Longer spans are told by weeks. Medians of a day's few tickets jump about, so they change over sooner.
MOST_DAYS_OF_COUNTS, MOST_DAYS_OF_TIMES = 92, 31


def flow(chosen: Chosen, cohorts: Cohorts) -> Report:
    """Cases opened and closed."""

    def row(step: Span) -> Row:
        opened, closed = cohorts.opened.within(step), cohorts.closed.within(step)
        values = (Value(opened.tickets, opened_url(chosen, step)), Value(closed.tickets, closed_url(chosen, step)))
        return _of_step(step, values)

    return Report(
        slug="opened-and-closed",
        title=_("Cases opened and closed"),
        about="",
        rows_are=_("Days"),
        columns=(Column(_("Opened")), Column(_("Closed"))),
        rows=tuple(row(step) for step in steps(chosen.span, MOST_DAYS_OF_COUNTS)),
        look=Look.COLUMNS,
        total=_in_total(row(chosen.span)),
    )


def first_answers(chosen: Chosen, cohorts: Cohorts) -> Report:
    """How long buyers wait for the first answer of a person, by the day their case was opened."""
    return Report(
        slug="first-answer",
        title=_("Time to the first answer"),
        about=_("Of the cases opened in these days and answered by a person since."),
        rows_are=_("Opened"),
        columns=(Column(_("Cases"), is_drawn=False), Column(_("Answered"), is_drawn=False), *_times()),
        rows=_rows(chosen, cohorts.opened, opened_url, _answered),
        look=Look.LINES,
        total=_in_total(_row(chosen, cohorts.opened, chosen.span, opened_url, _answered)),
    )


def resolutions(chosen: Chosen, cohorts: Cohorts) -> Report:
    """How long cases took from beginning to end, by the day they were closed."""
    return Report(
        slug="resolution",
        title=_("Time to the resolution"),
        about=_("Of the cases closed in these days, from their opening."),
        rows_are=_("Closed"),
        columns=(Column(_("Cases"), is_drawn=False), *_times()),
        rows=_rows(chosen, cohorts.closed, closed_url, _ended),
        look=Look.LINES,
        total=_in_total(_row(chosen, cohorts.closed, chosen.span, closed_url, _ended)),
    )


def steps(span: Span, most_days: int) -> tuple[Span, ...]:
    """Days, or weeks where days would be too many."""
    return span.by_day() if span.days <= most_days else span.by_week()


def opened_url(chosen: Chosen, step: Span, **more: str) -> str:
    """The tickets opened in these days."""
    return chosen.list_url(opened_after=str(step.first), opened_before=str(step.last), **more)


def closed_url(chosen: Chosen, step: Span, **more: str) -> str:
    """The tickets closed in these days."""
    return chosen.list_url(closed_after=str(step.first), closed_before=str(step.last), **more)


Address = Callable[[Chosen, Span], str]
Counts = Callable[[Chosen, Lengths, Span], tuple[Value, ...]]


def _answered(chosen: Chosen, lengths: Lengths, step: Span) -> tuple[Value, ...]:
    answered = Value(len(lengths.seconds), opened_url(chosen, step, answered="on"))
    return Value(lengths.tickets, opened_url(chosen, step)), answered


def _ended(chosen: Chosen, lengths: Lengths, step: Span) -> tuple[Value, ...]:
    return (Value(lengths.tickets, closed_url(chosen, step)),)


def _times() -> tuple[Column, Column]:
    return Column(_("Median"), Unit.SECONDS), Column(_("90th percentile"), Unit.SECONDS)


def _rows(chosen: Chosen, cohort: Cohort, address: Address, counts: Counts) -> tuple[Row, ...]:
    return tuple(_row(chosen, cohort, step, address, counts) for step in steps(chosen.span, MOST_DAYS_OF_TIMES))


def _row(chosen: Chosen, cohort: Cohort, step: Span, address: Address, counts: Counts) -> Row:
    lengths = cohort.within(step)
    url = address(chosen, step)
    times = (Value(number, url, Unit.SECONDS) for number in (lengths.median, lengths.percentile_90))
    return _of_step(step, (*counts(chosen, lengths, step), *times))


def _of_step(step: Span, values: tuple[Value, ...]) -> Row:
    return Row(step.words, values, step.plain, day_words(step.first))


def _in_total(row: Row) -> Row:
    return Row(_("In total"), row.values, _("In total"))
