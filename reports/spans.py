"""Days, in the reader's time zone: what a report covers, and the steps in which it tells it."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from accounts.days import DAY, begin_of, end_of

MOST_DAYS = 366


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """When the first day begins."""
        return begin_of(self.first)

    @property
    def ends(self) -> datetime:
        """When the day after the last one begins, which is outside."""
        return end_of(self.last)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        """The day, or both with a dash."""
        return day_words(self.first) if self.days == 1 else f"{day_words(self.first)} – {day_words(self.last)}"

    @property
    def plain(self) -> str:
        """The same for a file: 2026-03-29, or both with a slash, as ISO 8601 writes intervals."""
        return str(self.first) if self.days == 1 else f"{self.first}/{self.last}"

    def by_day(self) -> tuple["Span", ...]:
        return tuple(Span(day, day) for day in (self.first + DAY * number for number in range(self.days)))

    def by_week(self) -> tuple["Span", ...]:
        """Weeks from Monday to Sunday; the outer ones may be shorter."""
        weeks, first = [], self.first
        while first <= self.last:
            sunday = first + DAY * (6 - first.weekday())
            weeks.append(Span(first, min(sunday, self.last)))
            first = sunday + DAY
        return tuple(weeks)


class Steps:
    """Finds the step that a moment falls in. Moments are compared, so days of 23 or 25 hours are as good as others."""

    def __init__(self, steps: tuple[Span, ...]) -> None:
        self._begins = [int(step.begins.timestamp()) for step in steps]

    def number_of(self, moment: int) -> int:
        """The index of the step; the moment (seconds since 1970) must lie within the span."""
        return bisect_right(self._begins, moment) - 1


def last_days(count: int) -> Span:
    """So many days, today included."""
    today = timezone.localdate()
    return Span(today - DAY * (count - 1), today)


def day_words(day: date) -> str:
    """Day and month, with the year only when it is not this one."""
    if day.year == timezone.localdate().year:
        return date_format(day, pgettext("date format", "j M"))
    return date_format(day, pgettext("date format", "j M Y"))
