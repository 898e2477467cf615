"""What a clock that was set back leaves behind: moments of the future. They count as unknown in every comparison.

Otherwise everything would seem to have happened just now, or to be still to come, for as long as the clock was ahead.
"""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from tickets.due import TOLERANCE


def known(moment: datetime | None) -> datetime | None:
    """When something happened, or None when that is not known: a moment of the future was never one."""
    return moment if moment is not None and moment <= timezone.now() + TOLERANCE else None


def known_since(field: str, moment: datetime) -> Q:
    """The rows of which it is known that it happened at this moment or later."""
    return Q(**{f"{field}__gte": moment, f"{field}__lte": timezone.now() + TOLERANCE})


def is_pending(end: datetime | None, longest: timedelta) -> bool:
    """Whether an end is still to come that was put `longest` ahead at most: one further ahead is unknown, and over."""
    now = timezone.now()
    return end is not None and now < end <= now + longest + TOLERANCE


def pending(field: str, longest: timedelta) -> Q:
    """The rows of which `is_pending` is true."""
    now = timezone.now()
    return Q(**{f"{field}__gt": now, f"{field}__lte": now + longest + TOLERANCE})
