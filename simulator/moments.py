"""Moments as Allegro writes them: UTC, milliseconds, a trailing Z."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

Clock = Callable[[], datetime]


def now() -> datetime:
    """The current moment in UTC."""
    return to_millisecond(datetime.now(UTC))


def to_millisecond(moment: datetime) -> datetime:
    """Cut to what the API can say, so that moments sort the same inside and outside."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@lru_cache(maxsize=100_000)
def iso(moment: datetime) -> str:
    """`2026-06-10T12:12:12.019Z`. Remembered: a list of cases says the same few hundred moments every time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
