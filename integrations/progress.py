"""What a marketplace's sweep is given: the integration, the run to count on, and a way to be told to stop."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min, Q
from django.utils import timezone

from integrations import heartbeats
from integrations.leases import Lease
from integrations.models import Integration, SyncRun

SAVE_EVERY = timedelta(seconds=1)
# A sweep that takes longer gives way to accounts that wait, and goes on where it was when its turn comes again.
SLICE = timedelta(seconds=30)
LATE = timedelta(seconds=10)  # by then a free worker would have begun
COUNTS = ("cases_total", "cases_done", "cases_failed", "messages_new", "requests")


class Interrupted(Exception):
    """The integration was stopped, or others wait for a worker: leave the rest for the next sweep."""


class SweepFailed(Exception):
    """The sweep cannot go on. `reason` is a plain sentence; `retry_after` what the marketplace asked for."""

    def __init__(self, reason: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


@dataclass
class Sweep:
    """One sweep under way."""

    integration: Integration
    run: SyncRun
    lease: Lease
    began_at: datetime = field(default_factory=timezone.now)
    saved_at: datetime = field(default_factory=timezone.now)

    def checkpoint(self) -> None:
        """Call after each request: about once a second it keeps the lease and shows the progress.

        Raises Interrupted when the integration was stopped or its slice of time is over while others wait, LeaseLost
        when another worker took over. Nothing may be half done at that moment: never call it within a transaction.
        """
        now = timezone.now()
        if now - self.saved_at < SAVE_EVERY:
            return
        self.saved_at = now
        heartbeats.note_beside_work(heartbeats.SWEEPS)
        self.lease.renew()
        if not Integration.objects.filter(pk=self.integration.pk, is_running=True).exists():
            raise Interrupted
        if now - self.began_at > SLICE and self._others_wait(now):
            raise Interrupted
        self.run.save(update_fields=list(COUNTS))

    def resumes(self) -> datetime | None:
        """When the deep sweep began that this one takes up after an interruption; None when it is a new one."""
        since = timezone.now() - timedelta(seconds=settings.DEEP_SWEEP_SECONDS)
        since = max(since, self.integration.last_deep_at or since)
        unfinished = self.integration.runs.filter(kind=SyncRun.Kind.DEEP, outcome=SyncRun.Outcome.INTERRUPTED)
        first: datetime | None = unfinished.filter(started_at__gt=since).aggregate(first=Min("started_at"))["first"]
        return first

    def _others_wait(self, now: datetime) -> bool:
        """Whether the quick sweep of another account has been due for so long that no worker can be free for it."""
        late = now - timedelta(seconds=settings.QUICK_SWEEP_SECONDS) - LATE
        waiting = Integration.objects.filter(
            Q(not_before__isnull=True) | Q(not_before__lte=now),
            Q(lease_until__isnull=True) | Q(lease_until__lte=now),
            Q(last_quick_at__lt=late) | Q(last_quick_at__isnull=True, started_at__lt=late),
            is_running=True,
        )
        return waiting.exclude(pk=self.integration.pk).exists()
