"""Work that waits in the database for its moment, although clocks may be set back."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

# The clocks of several machines differ a little, and nobody set them.
TOLERANCE = timedelta(minutes=1)


def growing_pause(age: timedelta, *, soonest: timedelta, latest: timedelta) -> timedelta:
    """How long to wait before looking again at what has been as it is for so long: a quarter of it, within bounds."""
    return min(max(age / 4, soonest), latest)


def is_due(longest: timedelta, field: str = "due_at") -> Q:
    """The rows whose moment has come, where nothing is ever put off for longer than `longest`.

    A moment further ahead comes from a clock that was set back since: waiting for it could take hours.
    """
    now = timezone.now()
    return Q(**{f"{field}__lte": now}) | Q(**{f"{field}__gt": now + longest + TOLERANCE})
