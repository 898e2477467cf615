from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.days import begin_of, end_of


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Warsaw", date(2026, 3, 29), 23),
        ("Europe/Warsaw", date(2026, 10, 25), 25),
        ("Europe/Warsaw", date(2026, 7, 1), 24),
        ("Africa/Cairo", date(2026, 4, 24), 23),  # goes forward at midnight: the day begins at 1:00
        ("Atlantic/Azores", date(2026, 10, 25), 25),  # goes back from 1:00: there is a second midnight
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
    ],
)
def test_a_day_is_as_long_as_the_readers_clock_makes_it(zone: str, day: date, hours: float) -> None:
    with timezone.override(zone):
        assert end_of(day).astimezone(UTC) - begin_of(day).astimezone(UTC) == timedelta(hours=hours)
        assert begin_of(day) == end_of(day - timedelta(days=1))


def test_a_day_begins_when_it_begins_for_the_reader() -> None:
    day = date(2026, 7, 1)
    assert begin_of(day) == datetime(2026, 6, 30, 22, tzinfo=UTC)
    with timezone.override("America/New_York"):
        assert begin_of(day) == datetime(2026, 7, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "UTC", "Etc/GMT+12"])
@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_moments_in_every_time_zone(zone: str, day: date) -> None:
    with timezone.override(zone):
        for moment in (begin_of(day), end_of(day)):
            assert abs(moment.astimezone(UTC).date() - day) <= timedelta(days=3)
