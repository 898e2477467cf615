"""Signs of life of the processes that work in the background: beat, and the workers of each queue."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.utils import timezone

from integrations.clock import known
from integrations.models import Heartbeat

BEAT, SWEEPS, REPLIES, FILES = "beat", "sweeps", "replies", "files"
QUEUES = (SWEEPS, REPLIES, FILES)
PROCESSES = (BEAT, *QUEUES)
EVERY = timedelta(seconds=10)  # how often beat has each queue say that it lives
LATE = timedelta(seconds=40)  # whoever has said nothing for so long has stopped
BETWEEN = 5.0  # seconds between two signs that a process gives beside its work


@dataclass(frozen=True)
class Sign:
    """When a process was last seen alive, None for never; and whether it has stopped."""

    name: str
    at: datetime | None

    @property
    def is_late(self) -> bool:
        at = known(self.at)
        return at is None or at < timezone.now() - LATE


def note(*names: str) -> None:
    """These live. Whoever has never given a sign is waited for from the first sign of any of them on."""
    now = timezone.now()
    Heartbeat.objects.bulk_create([Heartbeat(name=name, at=now) for name in PROCESSES], ignore_conflicts=True)
    Heartbeat.objects.filter(name__in=names).update(at=now)


_noted: dict[str, float] = {}  # when this process did so beside its work


def note_beside_work(name: str) -> None:
    """As `note`, every few seconds at most: a worker that is busy for long does not come to beat's tasks."""
    if name in QUEUES and monotonic() - _noted.get(name, float("-inf")) > BETWEEN:
        note(name)
        _noted[name] = monotonic()


def signs() -> dict[str, Sign]:
    """Of every process, in one query."""
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    return {name: Sign(name, seen.get(name)) for name in PROCESSES}
