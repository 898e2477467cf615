"""What a marketplace's sweep is given: the integration, the run to count on, and a way to be told to stop."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from integrations.leases import Lease
from integrations.models import Integration, SyncRun

SAVE_EVERY = timedelta(seconds=1)
COUNTS = ("cases_total", "cases_done", "cases_failed", "messages_new", "requests")


class Interrupted(Exception):
    """The integration was stopped, or taken over: leave the rest for the next sweep."""


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
    saved_at: datetime = field(default_factory=timezone.now)

    def checkpoint(self) -> None:
        """Call after each request: about once a second it keeps the lease and shows the progress.

        Raises Interrupted when the integration was stopped, LeaseLost when another worker took over. Nothing may be
        half done at that moment: never call it within a transaction.
        """
        now = timezone.now()
        if now - self.saved_at < SAVE_EVERY:
            return
        self.saved_at = now
        self.lease.renew()
        if not Integration.objects.filter(pk=self.integration.pk, is_running=True).exists():
            raise Interrupted
        self.run.save(update_fields=list(COUNTS))
