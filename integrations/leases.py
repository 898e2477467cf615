"""One worker at a time sweeps an account: a lease on the integration's row, which a dead worker loses by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils import timezone

from integrations.clock import pending
from integrations.models import Integration

# Longer than one call to a marketplace may take, the renewal of a token before it included.
LASTS = timedelta(minutes=2)


class LeaseLost(Exception):
    """Another worker took over, because this one did not renew in time."""


@dataclass(frozen=True)
class Lease:
    integration_id: int
    holder: UUID

    def renew(self) -> None:
        """Keep it for as long again; raises LeaseLost when it is no longer ours."""
        mine = Integration.objects.filter(pk=self.integration_id, lease_holder=self.holder)
        if not mine.update(lease_until=timezone.now() + LASTS):
            raise LeaseLost


def is_leased() -> Q:
    """The integrations that a worker is at."""
    return pending("lease_until", LASTS)


@contextmanager
def lease(integration_id: int) -> Iterator[Lease | None]:
    """The lease on an integration for as long as the block lasts, or None while another worker has it."""
    holder = uuid4()
    free = Integration.objects.filter(~is_leased(), pk=integration_id)
    taken = free.update(lease_holder=holder, lease_until=timezone.now() + LASTS)
    if not taken:
        yield None
        return
    try:
        yield Lease(integration_id, holder)
    finally:
        mine = Integration.objects.filter(pk=integration_id, lease_holder=holder)
        mine.update(lease_holder=None, lease_until=None)
