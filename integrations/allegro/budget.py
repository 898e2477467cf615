"""How fast this installation may ask Allegro: one view for all its processes, in the database.

Allegro counts by client id, all accounts together: 9 000 requests a minute. After a 429 each further request prolongs
the block (tracker 1973, 3454, 4577). A seller may write one message a second in purchase problems: they count where
they arrive, so the next one leaves when more than a second has passed since the answer to the one before.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic, sleep

from django.db.models import Q
from django.utils import timezone
from pyrate_limiter import GCRA, Duration, Rate, WallClock

from integrations.allegro.client.answers import LONGEST_BLOCK
from integrations.allegro.client.errors import RateLimited
from integrations.allegro.client.http import TIME_LIMITS
from integrations.allegro.models import Budget
from integrations.clock import is_pending, pending

A_MINUTE = 9_000
# One bucket for all. Together with its burst, and with turns that are used a second after they were taken, never more
# than Allegro allows in any minute. Readings may fill it to a lower mark than replies: whatever sweeps take, a reply
# finds room, and where both wait it goes first.
EVERYTHING = "all"
READING = Rate(8_750, Duration.MINUTE, burst=60)
REPLIES = Rate(8_750, Duration.MINUTE, burst=100)
# Decided claims have a share of their own: with its burst less than a third of what Allegro allows in any minute. Their
# list goes before their chats, which take turns only where nobody else needs them.
DECIDED = "decided"
A_THIRD = A_MINUTE // 3
Turns = tuple[tuple[str, Rate], ...]
ORDINARY: Turns = ((EVERYTHING, READING),)
DECIDED_LIST: Turns = ((DECIDED, Rate(2_850, Duration.MINUTE, burst=100)), *ORDINARY)
DECIDED_CHATS: Turns = (
    (DECIDED, Rate(2_850, Duration.MINUTE, burst=70)),
    (EVERYTHING, Rate(8_750, Duration.MINUTE, burst=30)),
)
MESSAGE_ROUTE = "threads.message"
# From an answer to the next message: the second that Allegro asks for, and what the clocks of machines differ by.
APART = timedelta(seconds=1.25)
# Nobody waits longer than this for an answer; whoever died meanwhile holds the others up for no longer.
ANSWER_LIMIT = timedelta(seconds=sum(TIME_LIMITS))
LOOK_AGAIN = 0.1  # seconds, while an answer is under way
LONGEST_WAIT = 2.0  # whoever would have to wait longer gives its worker back and comes again
LARGEST_SLICE = 25  # turns taken at once by whoever reads a lot
SLICE_LASTS = 0.5  # seconds; what is not used by then is lost
TOO_FAR = int(Duration.MINUTE)  # milliseconds; no burst reaches so far ahead
MOST_BLOCKED = timedelta(seconds=LONGEST_BLOCK)


@dataclass(frozen=True)
class Left:
    """Requests that may still leave in this minute, and until when none may."""

    requests: int
    blocked_until: datetime | None


@dataclass
class Slice:
    """Turns taken ahead by one reader: twice as many each time they are used up at once, fewer where they are not."""

    turns: int = 0
    size: int = 1
    ends_at: float = 0.0

    def use(self) -> bool:
        """Whether a turn was left."""
        is_over = monotonic() > self.ends_at
        if self.turns and not is_over:
            self.turns -= 1
            return True
        self.size = max(1, self.size // 2) if is_over else min(LARGEST_SLICE, self.size * 2)
        return False

    def fill(self) -> None:
        """So many turns were taken, the first of them for now."""
        self.turns, self.ends_at = self.size - 1, monotonic() + SLICE_LASTS


@dataclass
class Claim:
    """The turn of the message that we are sending: whose it is, is told by how long it is waited for."""

    answer_due_at: datetime | None = None


@dataclass(frozen=True)
class SharedGate:
    """The gate of one seller's calls. `pause` waits (seconds); a reading needs a turn from each share of `turns`."""

    client_id: str
    seller_id: str
    pause: Callable[[float], None] = sleep
    turns: Turns = ORDINARY
    slice: Slice = field(default_factory=Slice, repr=False)
    claim: Claim = field(default_factory=Claim, repr=False)

    def enter(self, route: str, *, writes: bool) -> None:
        """Wait for our turn, two seconds at most. RateLimited during a block, or when the queue is longer."""
        if writes:
            self._take(EVERYTHING, REPLIES)
        elif not self.slice.use():
            for share, rate in self.turns:
                self._take(share, rate, self.slice.size)
            self.slice.fill()
        if route == MESSAGE_ROUTE:
            self._wait(self._try_message)

    def leave(self, route: str) -> None:
        """The next message may leave in a while, unless somebody else has taken over because we took so long."""
        if route != MESSAGE_ROUTE or self.claim.answer_due_at is None:
            return
        mine = Budget.objects.filter(client_id=self.client_id, share=self._messages)
        mine = mine.filter(answer_due_at=self.claim.answer_due_at)
        mine.update(answer_due_at=None, free_at=timezone.now() + APART)
        self.claim.answer_due_at = None

    def shut(self, route: str, seconds: float) -> None:
        """Nothing leaves until the block ends; a refused message in a purchase problem stops only its seller's."""
        self.slice.turns = 0
        share = self._messages if route == MESSAGE_ROUTE else EVERYTHING
        until = timezone.now() + timedelta(seconds=seconds)
        Budget.objects.get_or_create(client_id=self.client_id, share=share)
        row = Budget.objects.filter(client_id=self.client_id, share=share)
        row.filter(~pending("blocked_until", MOST_BLOCKED) | Q(blocked_until__lt=until)).update(blocked_until=until)

    @property
    def _messages(self) -> str:
        return f"messages {self.seller_id}"

    def _take(self, share: str, rate: Rate, turns: int = 1) -> None:
        self._wait(lambda: self._try(share, rate, turns))

    def _wait(self, attempt: Callable[[], float]) -> None:
        deadline = monotonic() + LONGEST_WAIT
        while wait := attempt():
            if monotonic() + wait > deadline:
                raise RateLimited("waiting for our turn at Allegro", retry_after=wait)
            self.pause(wait)

    def _row(self, share: str) -> tuple[Budget, float]:
        """The share's row, and for how many seconds it is blocked."""
        shares = Budget.objects.filter(client_id=self.client_id, share__in={share, EVERYTHING})
        rows = {row.share: row for row in shares}
        row = rows.get(share) or Budget.objects.get_or_create(client_id=self.client_id, share=share)[0]
        return row, max(_blocked_for(one) for one in (row, *rows.values()))

    def _try_message(self) -> float:
        """Seconds to wait; 0 when the message may leave, and everybody else waits for its answer then."""
        row, blocked = self._row(self._messages)
        if blocked:
            return blocked
        now = timezone.now()
        if is_pending(row.answer_due_at, ANSWER_LIMIT):
            return LOOK_AGAIN
        if row.free_at is not None and is_pending(row.free_at, APART):
            return (row.free_at - now).total_seconds()
        due_at = now + ANSWER_LIMIT
        seen = Budget.objects.filter(pk=row.pk, free_at=row.free_at, answer_due_at=row.answer_due_at)
        if not seen.update(answer_due_at=due_at):  # somebody else took it in between
            return 0.001
        self.claim.answer_due_at = due_at
        return 0.0

    def _try(self, share: str, rate: Rate, turns: int) -> float:
        """Seconds to wait; 0 when so many requests may leave, which are counted then."""
        row, blocked = self._row(share)
        if blocked:
            return blocked
        now = WallClock().now()
        # Further ahead than any burst: it was written before the clock was put back, and would stop us for as long.
        before = row.arrival if row.arrival <= (now + TOO_FAR) * 1000 else 0
        (arrival,), decision = GCRA().step([rate], (before,), now, turns)
        if not decision.allowed:
            return max(1, decision.retry_after_ms or 0) / 1000
        minute = now // int(Duration.MINUTE)
        used = row.used + turns if row.minute == minute else turns
        # Somebody else may have taken this turn in between: then the row has another arrival, and we look again.
        mine = Budget.objects.filter(pk=row.pk, arrival=row.arrival)
        return 0.0 if mine.update(arrival=int(arrival), minute=minute, used=used) else 0.001


def left(client_id: str) -> Left:
    """What is left of this minute, for pages."""
    row = Budget.objects.filter(client_id=client_id, share=EVERYTHING).first()
    if row is None:
        return Left(A_MINUTE, None)
    if _blocked_for(row):
        return Left(0, row.blocked_until)
    is_of_now = row.minute == WallClock().now() // int(Duration.MINUTE)
    return Left(max(0, A_MINUTE - row.used) if is_of_now else A_MINUTE, None)


def _blocked_for(row: Budget) -> float:
    if row.blocked_until is None or not is_pending(row.blocked_until, MOST_BLOCKED):
        return 0.0
    return (row.blocked_until - timezone.now()).total_seconds()
