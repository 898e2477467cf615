from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from reports.spans import Span, Steps, last_days

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # Warsaw's clocks change on these days


def test_the_day_the_clocks_go_forward_has_23_hours_and_the_other_25() -> None:
    assert Span(SPRING, SPRING).ends.astimezone(UTC) - Span(SPRING, SPRING).begins.astimezone(UTC) == timedelta(
        hours=23
    )
    assert Span(AUTUMN, AUTUMN).ends.astimezone(UTC) - Span(AUTUMN, AUTUMN).begins.astimezone(UTC) == timedelta(
        hours=25
    )


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), 0),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), 1),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), 1),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), 2),
    ],
)
def test_a_moment_falls_in_its_day_of_the_readers_time_zone(moment: datetime, day: int) -> None:
    days = Span(date(2026, 10, 24), date(2026, 10, 26)).by_day()
    assert Steps(days).number_of(int(moment.timestamp())) == day


def test_weeks_run_from_monday_and_the_outer_ones_may_be_shorter() -> None:
    weeks = Span(date(2026, 11, 5), date(2026, 11, 17)).by_week()
    assert weeks == (
        Span(date(2026, 11, 5), date(2026, 11, 8)),
        Span(date(2026, 11, 9), date(2026, 11, 15)),
        Span(date(2026, 11, 16), date(2026, 11, 17)),
    )


@time_machine.travel(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))  # already the 24th in Warsaw
def test_the_last_days_end_with_today_here() -> None:
    assert last_days(7) == Span(date(2026, 11, 18), date(2026, 11, 24))
    assert last_days(7).days == 7


@time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC))
def test_days_in_words_have_the_year_only_where_it_is_another() -> None:
    assert Span(date(2025, 12, 31), date(2026, 1, 2)).words == "31 Dec 2025 – 2 Jan"
    assert Span(date(2026, 1, 2), date(2026, 1, 2)).words == "2 Jan"
    assert Span(date(2025, 12, 31), date(2026, 1, 2)).plain == "2025-12-31/2026-01-02"
