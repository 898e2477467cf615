"""How far Allegro's clock is ahead of ours, as the `Date` of an answer tells."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

SLOWEST = 5.0  # seconds; a slower answer tells the difference too roughly


def ahead(headers: Mapping[str, str], sent_at: float, answered_at: float) -> float | None:
    """Seconds that Allegro is ahead (behind: negative), right to half a second and half of what the answer took.

    `Date` is the moment of the answer in whole seconds (RFC 9110, 6.6.1); the moments of ours are of the epoch. None
    when it is not told, when a cache answered (`Age`), or when our own clock was set in between.
    """
    took = answered_at - sent_at
    if "Age" in headers or not 0 <= took <= SLOWEST:
        return None
    try:
        date = parsedate_to_datetime(headers["Date"])
    except (KeyError, ValueError, OverflowError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return date.timestamp() + 0.5 - (sent_at + answered_at) / 2
