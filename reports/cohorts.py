"""Tickets that were opened, or closed, in the span: how many on each day, and how long something took.

One pass each over plain columns, in Python: the two databases have no percentile in common, and their own would
differ. Moments are read as whole seconds, which costs half of what dates do. What is kept is eight bytes a ticket, and
the span is a year at most.
"""

import statistics
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from django.db.models import BigIntegerField, Func, Q

from reports.choosing import Chosen
from reports.spans import Span, Steps

ROWS_AT_ONCE = 2000


class Seconds(Func):
    """A moment of a row as whole seconds since 1970."""

    output_field = BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint", **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        template = "CAST(STRFTIME('%%%%s', %(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **extra)


@dataclass(frozen=True)
class Lengths:
    """How many tickets there are, and how many seconds something took for those where it came to pass."""

    tickets: int
    seconds: "array[float]"  # only subscriptable from Python 3.12 on

    @property
    def median(self) -> float | None:
        return statistics.median(self.seconds) if self.seconds else None

    @property
    def percentile_90(self) -> float | None:
        """Nine of ten took no longer; between two of them, in proportion (what SQL calls PERCENTILE_CONT)."""
        if len(self.seconds) < 2:
            return self.seconds[0] if self.seconds else None
        return statistics.quantiles(self.seconds, n=10, method="inclusive")[-1]


class Cohort:
    """Tickets by the day of one moment of theirs."""

    def __init__(self, span: Span, rows: Iterable[tuple[int, int, int | None]]) -> None:
        """`rows`: the moment that counts, and the two between which the length is measured, in seconds since 1970."""
        days = span.by_day()
        self._span, self._steps = span, Steps(days)
        self._tickets = [0] * len(days)
        self._seconds = [array("d") for _ in days]
        for moment, begin, end in rows:
            day = self._steps.number_of(moment)
            self._tickets[day] += 1
            if end is not None:
                # Marketplaces' clocks differ from ours by a little: nothing takes less than no time.
                self._seconds[day].append(max(end - begin, 0))

    def within(self, step: Span) -> Lengths:
        """Those of some days of the span."""
        first = (step.first - self._span.first).days
        days = slice(first, first + step.days)
        return Lengths(sum(self._tickets[days]), array("d", chain.from_iterable(self._seconds[days])))


class Cohorts:
    """Both cohorts of what is chosen, each read when it is first asked for."""

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = chosen

    @cached_property
    def opened(self) -> Cohort:
        """Tickets by the day they were opened, and the time to the first answer."""
        return self._read("opened_at", "opened_at", "first_response_at")

    @cached_property
    def closed(self) -> Cohort:
        """Tickets by the day they were closed, and the time that took since they were opened."""
        return self._read("closed_at", "opened_at", "closed_at")

    def _read(self, moment: str, begin: str, end: str) -> Cohort:
        tickets = self._chosen.tickets.filter(within(self._chosen.span, moment))
        both = tickets.values_list(Seconds(begin), Seconds(end)).iterator(ROWS_AT_ONCE)
        counts_by = (begin, end).index(moment)
        return Cohort(self._chosen.span, ((pair[counts_by], *pair) for pair in both))


def within(span: Span, moment: str) -> Q:
    """Tickets whose moment lies in the span, told so that an index of that column serves."""
    return Q(**{f"{moment}__gte": span.begins, f"{moment}__lt": span.ends})
