"""The reader's days as moments: comparing a column with moments is served by its index, turning it into days is not."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

DAY = timedelta(days=1)
# Nearer to the ends of the calendar a moment may have no counterpart in another time zone.
EARLIEST, LATEST = date.min + 2 * DAY, date.max - 2 * DAY


def begin_of(day: date) -> datetime:
    """The day's first moment, which is not 0:00 where the clock goes forward at midnight."""
    counted = min(max(day, EARLIEST), LATEST)
    return datetime.combine(counted, time.min, tzinfo=timezone.get_current_timezone())


def end_of(day: date) -> datetime:
    """The first moment of the day after it, which is outside."""
    return begin_of(min(day, LATEST) + DAY)
