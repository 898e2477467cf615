"""How fast this installation may ask Allegro: one view for all its processes, in the database.

Allegro counts by client id, all accounts together: 9 000 requests a minute. After a 429 each further request prolongs
the block (tracker 1973, 3454, 4577). A seller may write one message a second in purchase problems.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic, sleep

from django.db.models import Q, Sum
from django.utils import timezone
from pyrate_limiter import GCRA, Duration, Rate, WallClock

from integrations.allegro.client.errors import RateLimited
from integrations.allegro.models import Budget

A_MINUTE = 9_000
# Together, bursts included, never more than Allegro allows in any minute. Replies have a share of their own: no sweep,
# however large its account, can make an agent wait.
READING = Rate(8_400, Duration.MINUTE, burst=100)
REPLIES = Rate(400, Duration.MINUTE, burst=40)
MESSAGES = Rate(1, Duration.SECOND, burst=1)
MESSAGE_ROUTE = "threads.message"
LONGEST_WAIT = 2.0  # whoever would have to wait longer gives its worker back and comes again


@dataclass(frozen=True)
class Left:
    """Requests that may still leave in this minute, and until when none may."""

    requests: int
    blocked_until: datetime | None


@dataclass(frozen=True)
class SharedGate:
    """The gate of one seller's calls. `pause` waits (seconds)."""

    client_id: str
    seller_id: str
    pause: Callable[[float], None] = sleep

    def enter(self, route: str, *, writes: bool) -> None:
        """Wait for our turn, two seconds at most. RateLimited during a block, or when the queue is longer."""
        share = "replies" if writes else "reading"
        if route == MESSAGE_ROUTE:
            self._take(self._messages, MESSAGES)
        self._take(share, REPLIES if writes else READING)

    def shut(self, route: str, seconds: float) -> None:
        """Nothing leaves until the block ends; a refused message in a purchase problem stops only its seller's."""
        share = self._messages if route == MESSAGE_ROUTE else "reading"
        until = timezone.now() + timedelta(seconds=seconds)
        Budget.objects.get_or_create(client_id=self.client_id, share=share)
        row = Budget.objects.filter(client_id=self.client_id, share=share)
        row.filter(Q(blocked_until__isnull=True) | Q(blocked_until__lt=until)).update(blocked_until=until)

    @property
    def _messages(self) -> str:
        return f"messages {self.seller_id}"

    def _take(self, share: str, rate: Rate) -> None:
        deadline = monotonic() + LONGEST_WAIT
        while wait := self._try(share, rate):
            if monotonic() + wait > deadline:
                raise RateLimited("waiting for our turn at Allegro", retry_after=wait)
            self.pause(wait)

    def _try(self, share: str, rate: Rate) -> float:
        """Seconds to wait; 0 when the request may leave, which is counted then."""
        rows = {row.share: row for row in Budget.objects.filter(client_id=self.client_id, share__in={share, "reading"})}
        row = rows.get(share) or Budget.objects.get_or_create(client_id=self.client_id, share=share)[0]
        blocked = max((_blocked_for(one) for one in (row, *rows.values())), default=0.0)
        if blocked:
            return blocked
        now = WallClock().now()
        (arrival,), decision = GCRA().step([rate], (row.arrival,), now, 1)
        if not decision.allowed:
            return max(1, decision.retry_after_ms or 0) / 1000
        minute = now // int(Duration.MINUTE)
        used = row.used + 1 if row.minute == minute else 1
        # Somebody else may have taken this turn in between: then the row has another arrival, and we look again.
        mine = Budget.objects.filter(pk=row.pk, arrival=row.arrival)
        return 0.0 if mine.update(arrival=int(arrival), minute=minute, used=used) else 0.001


def left(client_id: str) -> Left:
    """What is left of this minute, for pages."""
    rows = Budget.objects.filter(client_id=client_id, share__in=("reading", "replies"))
    used = rows.filter(minute=WallClock().now() // int(Duration.MINUTE)).aggregate(total=Sum("used"))["total"] or 0
    blocked = rows.filter(blocked_until__gt=timezone.now()).values_list("blocked_until", flat=True).first()
    return Left(0 if blocked else max(0, A_MINUTE - used), blocked)


def _blocked_for(row: Budget) -> float:
    if row.blocked_until is None:
        return 0.0
    return max(0.0, (row.blocked_until - timezone.now()).total_seconds())
