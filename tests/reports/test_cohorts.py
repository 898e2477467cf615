from datetime import UTC, date, datetime

import pytest

from reports.cohorts import Cohort, Lengths
from reports.spans import Span

BEGIN = int(datetime(2026, 11, 2, 9, tzinfo=UTC).timestamp())
HOUR = 3600
DAYS = Span(date(2026, 11, 2), date(2026, 11, 3))


def lengths(*hours: int) -> Lengths:
    rows = [(BEGIN, BEGIN, BEGIN + number * HOUR) for number in hours]
    return Cohort(DAYS, rows).within(DAYS)


@pytest.mark.parametrize(
    ("hours", "median", "percentile_90"),
    [
        ((5,), 5, 5),
        ((1, 3), 2, 2.8),
        ((10, 1, 2), 2, 8.4),
        (tuple(range(1, 12)), 6, 10),
    ],
)
def test_percentiles_are_those_of_sql(hours: tuple[int, ...], median: float, percentile_90: float) -> None:
    found = lengths(*hours)
    assert found.median == median * 3600
    assert found.percentile_90 == pytest.approx(percentile_90 * 3600)


def test_without_anything_to_measure_there_is_no_number() -> None:
    found = Cohort(DAYS, [(BEGIN, BEGIN, None)]).within(DAYS)
    assert (found.tickets, found.median, found.percentile_90) == (1, None, None)


def test_a_marketplaces_fast_clock_makes_no_time_negative() -> None:
    assert lengths(-1).median == 0


def test_days_are_told_apart_and_together() -> None:
    later = BEGIN + 24 * HOUR
    cohort = Cohort(DAYS, [(BEGIN, BEGIN, BEGIN + HOUR), (later, later, later + 3 * HOUR)])
    assert [cohort.within(day).median for day in DAYS.by_day()] == [3600, 3 * 3600]
    assert cohort.within(DAYS).median == 2 * 3600
