"""What a marketplace's sweep is given: the integration, the run to count on, and a way to be told to stop."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min, Q
from django.utils import timezone

from integrations import heartbeats
from integrations.clock import known, known_since, pending
from integrations.leases import Lease, is_leased
from integrations.models import Integration, SyncRun
from integrations.timetable import is_quick_due

SAVE_EVERY = timedelta(seconds=1)
# A sweep that takes longer gives way to accounts that wait, and goes on where it was when its turn comes again.
SLICE = timedelta(seconds=30)
LATE = timedelta(seconds=10)  # by then a free worker would have begun
# The sweep of decided claims has time: whoever else is due, the same account included, hardly waits for it.
SHORT_SLICE, HARDLY_LATE = timedelta(seconds=5), timedelta(seconds=2)
# A sweep that failed is not tried again for so long at most, whatever the marketplace asks for: its own block holds.
PAUSE_MOST = timedelta(minutes=10)
COUNTS = ("cases_total", "cases_done", "cases_failed", "cases_older", "messages_new", "requests")


class Interrupted(Exception):
    """The integration was stopped, or others wait for a worker: leave the rest for the next sweep.

    `retry_after` is how long nothing more can be asked for, where a marketplace said so.
    """

    def __init__(self, *, retry_after: timedelta | None = None) -> None:
        super().__init__()
        self.retry_after = retry_after


class SweepFailed(Exception):
    """The sweep cannot go on. `reason` is a plain sentence; `retry_after` what the marketplace asked for."""

    def __init__(self, reason: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


def is_pausing() -> Q:
    """The integrations that are left alone for a while after a failure."""
    return pending("not_before", PAUSE_MOST)


@dataclass
class Sweep:
    """One sweep under way."""

    integration: Integration
    run: SyncRun
    lease: Lease
    began_at: datetime = field(default_factory=timezone.now)
    saved_at: datetime = field(default_factory=timezone.now)
    shortcoming: str = ""

    def fall_short(self, reason: str) -> None:
        """Not everything there is can be read: this sweep is not complete. `reason` is stored in English."""
        self.shortcoming = self.shortcoming or reason

    def checkpoint(self) -> None:
        """Call after each request: about once a second it keeps the lease and shows the progress.

        Raises Interrupted when the integration was stopped or its slice of time is over while others wait, LeaseLost
        when another worker took over. Nothing may be half done at that moment: never call it within a transaction.
        """
        now = timezone.now()
        if abs(now - self.saved_at) < SAVE_EVERY:  # also of a clock that is set back in the middle
            return
        self.saved_at = now
        heartbeats.note_beside_work(heartbeats.SWEEPS)
        self.lease.renew()
        if not Integration.objects.filter(pk=self.integration.pk, is_running=True).exists():
            raise Interrupted
        if self._gives_way(now):
            raise Interrupted
        self.run.save(update_fields=list(COUNTS))

    def resumes(self) -> datetime | None:
        """When the deep sweep began that this one takes up after an interruption; None when it is a new one."""
        since = timezone.now() - timedelta(seconds=settings.DEEP_SWEEP_SECONDS)
        since = max(since, known(self.integration.last_deep_at) or since)
        unfinished = self.integration.runs.filter(kind=SyncRun.Kind.DEEP, outcome=SyncRun.Outcome.INTERRUPTED)
        first: datetime | None = unfinished.filter(known_since("started_at", since)).aggregate(first=Min("started_at"))[
            "first"
        ]
        return first

    def _gives_way(self, now: datetime) -> bool:
        took = abs(now - self.began_at)
        if self.run.kind == SyncRun.Kind.DECIDED:
            return took > SHORT_SLICE and (is_quick_due(self.integration) or self._others_wait(now, HARDLY_LATE))
        return took > SLICE and self._others_wait(now, LATE)

    def _others_wait(self, now: datetime, by: timedelta) -> bool:
        """Whether the quick sweep of another account has been due for so long that no worker can be free for it."""
        late = now - timedelta(seconds=settings.QUICK_SWEEP_SECONDS) - by
        is_late = (
            ~known_since("last_quick_at", late)
            & ~known_since("short_quick_at", late)
            & ~(Q(last_quick_at__isnull=True) & (Q(started_at__isnull=True) | known_since("started_at", late)))
        )
        waiting = Integration.objects.filter(~is_pausing(), ~is_leased(), is_late, is_running=True)
        return waiting.exclude(pk=self.integration.pk).exists()
