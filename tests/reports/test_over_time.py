from datetime import UTC, datetime, timedelta

import pytest

from reports.catalogue import one_report
from tests.factories import make_status, make_ticket
from tests.reports.asking import chosen_by, listed, numbers
from tests.tickets.dummy import DummyChannel
from tickets.models import Status

pytestmark = pytest.mark.django_db
HOUR = 3600


def opened(day: int, hour: int = 12, **fields: object) -> None:
    """A ticket opened in October 2026, around the night when Warsaw's clocks go back."""
    make_ticket(opened_at=datetime(2026, 10, day, hour, tzinfo=UTC), **fields)


def test_cases_are_counted_on_the_days_they_were_opened_and_closed(market: DummyChannel) -> None:
    opened(24, closed_at=datetime(2026, 10, 25, 8, tzinfo=UTC))
    opened(25)
    opened(25, closed_at=datetime(2026, 10, 25, 20, tzinfo=UTC))
    opened(23, closed_at=datetime(2026, 10, 30, tzinfo=UTC))

    report = one_report("opened-and-closed", chosen_by(since="2026-10-24", until="2026-10-26"))

    assert [row.plain_label for row in report.rows] == ["2026-10-24", "2026-10-25", "2026-10-26"]
    assert list(numbers(report).values()) == [(1, 0), (2, 2), (0, 0)]
    assert report.total is not None
    assert [value.number for value in report.total.values] == [3, 2]


def test_the_day_of_25_hours_holds_all_of_them(market: DummyChannel) -> None:
    opened(24, 22)  # midnight in Warsaw
    opened(25, 22)  # eleven in the evening, an hour later than the day before
    opened(25, 23)  # the next midnight
    chosen = chosen_by(since="2026-10-25", until="2026-10-25")

    (row,) = one_report("opened-and-closed", chosen).rows

    assert row.values[0].number == 2
    assert listed(row.values[0].url) == 2


def test_long_spans_are_told_by_weeks(market: DummyChannel) -> None:
    opened(24)
    ninety = chosen_by(since="2026-08-01", until="2026-10-29")
    year = chosen_by(since="2026-01-01", until="2026-12-31")
    assert len(one_report("opened-and-closed", ninety).rows) == 90
    assert len(one_report("first-answer", ninety).rows) == 14
    assert len(one_report("opened-and-closed", year).rows) == 53


def test_the_first_answer_counts_for_the_day_the_case_was_opened(market: DummyChannel) -> None:
    for hours in (1, 2, 6):
        opened(24, first_response_at=datetime(2026, 10, 24, 12, tzinfo=UTC) + timedelta(hours=hours))
    opened(24)

    report = one_report("first-answer", chosen_by(since="2026-10-24", until="2026-10-25"))

    assert [value.number for value in report.rows[0].values] == [4, 3, 2 * HOUR, pytest.approx(5.2 * HOUR)]
    assert [value.number for value in report.rows[1].values] == [0, 0, None, None]
    assert report.rows[0].values[2].words == "2 h"


def test_the_resolution_counts_for_the_day_the_case_was_closed(market: DummyChannel) -> None:
    closed = make_status(kind=Status.Kind.CLOSED)
    for hours in (24, 48):
        opened(24, status=closed, closed_at=datetime(2026, 10, 24, 12, tzinfo=UTC) + timedelta(hours=hours))

    report = one_report("resolution", chosen_by(since="2026-10-26", until="2026-10-26"))

    assert [value.number for value in report.rows[0].values] == [1, 48 * HOUR, 48 * HOUR]
    assert listed(report.rows[0].values[1].url) == 1
