"""The last 24 hours of an integration's sweeps, hour by hour, for a chart."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncHour
from django.utils import timezone

from integrations.models import Integration, SyncRun

HOURS = 24
WIDTH, HEIGHT = 30, 80  # of one hour, in the chart's own units


@dataclass(frozen=True)
class Hour:
    """One bar: what came of the sweeps that began in this hour, and where it is drawn."""

    begins: datetime
    complete: int
    unclean: int
    failed: int
    messages: int
    x: int
    complete_height: int
    unclean_height: int
    failed_height: int

    @property
    def complete_y(self) -> int:
        return HEIGHT - self.complete_height

    @property
    def unclean_y(self) -> int:
        return self.complete_y - self.unclean_height

    @property
    def failed_y(self) -> int:
        return self.unclean_y - self.failed_height

    @property
    def is_labelled(self) -> bool:
        """Every third hour carries its number."""
        return timezone.localtime(self.begins).hour % 3 == 0


@dataclass(frozen=True)
class Chart:
    """The hours, oldest first, and what they come to. A sweep is `unclean` that left cases it could not read."""

    hours: tuple[Hour, ...]
    complete: int
    unclean: int
    failed: int
    silent_hours: int


def last_day(integration: Integration) -> Chart:
    """One query, however many sweeps there were."""
    now = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    first = now - timedelta(hours=HOURS - 1)
    failed = Q(outcome__in=[SyncRun.Outcome.FAILED, SyncRun.Outcome.INTERRUPTED, SyncRun.Outcome.INCOMPLETE])
    gave_way = Q(kind=SyncRun.Kind.DECIDED, outcome=SyncRun.Outcome.INTERRUPTED)  # as it should
    rows = (
        integration.runs.filter(~gave_way, started_at__gte=first)
        .order_by()
        .annotate(hour=TruncHour("started_at"))
        .values("hour")
        .annotate(
            complete=Count("pk", filter=Q(outcome=SyncRun.Outcome.COMPLETE, cases_failed=0)),
            unclean=Count("pk", filter=Q(outcome=SyncRun.Outcome.COMPLETE, cases_failed__gt=0)),
            failed=Count("pk", filter=failed),
            messages=Sum("messages_new"),
        )
    )
    found = {row["hour"]: row for row in rows}
    most = max((row["complete"] + row["unclean"] + row["failed"] for row in rows), default=0) or 1
    hours = tuple(_hour(first + timedelta(hours=number), number, found, most) for number in range(HOURS))
    return Chart(
        hours,
        sum(hour.complete for hour in hours),
        sum(hour.unclean for hour in hours),
        sum(hour.failed for hour in hours),
        sum(1 for hour in hours if not hour.complete + hour.unclean),
    )


def _hour(begins: datetime, number: int, found: dict[datetime, dict[str, int]], most: int) -> Hour:
    row = found.get(begins, {"complete": 0, "unclean": 0, "failed": 0, "messages": 0})
    room = HEIGHT - 14

    def height(count: int) -> int:
        """Even one among many sweeps must be seen."""
        return max(round(count / most * room), 4) if count else 0

    return Hour(
        begins=begins,
        complete=row["complete"],
        unclean=row["unclean"],
        failed=row["failed"],
        messages=row["messages"],
        x=number * WIDTH,
        complete_height=round(row["complete"] / most * room),
        unclean_height=height(row["unclean"]),
        failed_height=height(row["failed"]),
    )
