"""Allegro's rate limits: requests of a client id, and messages a user writes."""

from datetime import datetime, timedelta
from typing import NamedTuple

from simulator.errors import ApiError

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


class Block(NamedTuple):
    """A client id that is refused until then; each further request makes it last as long again."""

    until: datetime
    lasts: timedelta
    header: bool


class Limits:
    """9 000 requests a minute for a client id, all accounts together; one written message a second for a user."""

    def __init__(self, *, enabled: bool, per_minute: int = 9000) -> None:
        """`enabled=False` lets everything through."""
        self.enabled = enabled
        self.per_minute = per_minute
        self._windows: dict[str, tuple[datetime, int]] = {}
        self._blocks: dict[str, Block] = {}
        self._last_written: dict[str, datetime] = {}
        self.asked_during_block = 0

    def clear(self) -> None:
        """Forget what was asked; no block is left."""
        self._windows.clear()
        self._blocks.clear()
        self._last_written.clear()
        self.asked_during_block = 0

    def block(self, client_id: str, now: datetime, lasts: timedelta, *, header: bool = True) -> None:
        """Refuse this client for so long; `header` says whether the refusals tell how long."""
        self._blocks[client_id] = Block(now + lasts, lasts, header)

    def count_request(self, client_id: str, now: datetime) -> None:
        """Count one request; ApiError 429 over the limit. Asking during a block prolongs it."""
        block = self._blocks.get(client_id)
        if block is not None and now < block.until:
            self.asked_during_block += 1
            self.block(client_id, now, block.lasts, header=block.header)
            raise too_many("Too many requests for this client id.", block.lasts if block.header else None)
        if not self.enabled:
            return
        started, count = self._windows.get(client_id, (now, 0))
        if now - started >= MINUTE:
            started, count = now, 0
        self._windows[client_id] = (started, count + 1)
        if count + 1 > self.per_minute:
            self.block(client_id, now, MINUTE)
            raise too_many("Too many requests for this client id.", MINUTE)

    def count_message(self, seller_id: str, now: datetime) -> None:
        """Count one message written in `/messaging`; ApiError 429 within a second of the last."""
        if not self.enabled:
            return
        last = self._last_written.get(seller_id)
        if last is not None and now - last < SECOND:
            raise too_many("Too many messages: one request per second for a user.", SECOND)
        self._last_written[seller_id] = now


def too_many(message: str, wait: timedelta | None) -> ApiError:
    """429 that says when to come back, in whole seconds, or does not."""
    headers = {"Retry-After": str(int(wait.total_seconds()))} if wait else None
    return ApiError(429, "TOO_MANY_REQUESTS", message, headers=headers)
