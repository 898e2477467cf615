"""Reading many things at once, by threads that only talk to Allegro.

Rows, tokens and turns stay with the thread that asked. What a thread reads is one request whose turn was taken before;
what needs more than that (a second page, another try, a new token) is then read in the ordinary way.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from threading import Event, local
from typing import Generic, TypeVar

import requests
from django.conf import settings

from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import AllegroError, RateLimited, TokenExpired, Unreachable
from integrations.allegro.client.http import Call, Http
from integrations.allegro.session import ACCOUNT_WIDE, Session

LOOK_EVERY = 0.1  # seconds, for a block while an answer is awaited
Item = TypeVar("Item")
T = TypeVar("T")
Work = Callable[[Client, Item], T]


def read_ahead(
    session: Session, route: str, items: Sequence[Item], work: "Work[Item, T]", *, tries_again: bool = True
) -> Iterator[tuple[Item, T | AllegroError]]:
    """What `work` reads of each item, or why it could not, in their order. `route` is what it asks first.

    What concerns the whole account is raised at the end, after everything that was read before it. `tries_again` False
    leaves passing failures to the caller, who has time.
    """
    if len(items) < 2:
        for item in items:
            yield item, _read(session, item, work)
        return
    with Ahead(session, route, work, tries_again) as ahead:
        yield from ahead.outcomes(items)


def _read(session: Session, item: Item, work: "Work[Item, T]") -> T | AllegroError:
    try:
        return session.call(lambda client: work(client, item))
    except ACCOUNT_WIDE:
        raise
    except AllegroError as error:
        return error


class NotInOne(Exception):
    """One request is not enough."""


@dataclass
class OneTurn:
    """The gate of a request whose turn is taken already; `is_shut` once nothing more may leave.

    `blocks` takes what Allegro asked for with a 429, in seconds.
    """

    is_shut: Event
    blocks: "SimpleQueue[float]"
    is_spent: bool = False

    def enter(self, route: str, *, writes: bool) -> None:
        if self.is_spent or self.is_shut.is_set():
            raise NotInOne
        self.is_spent = True

    def leave(self, route: str) -> None:
        """Only messages are waited for."""

    def shut(self, route: str, seconds: float) -> None:
        self.blocks.put(seconds)
        self.is_shut.set()


@dataclass
class Ahead(Generic[Item, T]):
    """The threads, and what they were given to read."""

    session: Session
    route: str
    work: "Work[Item, T]"
    tries_again: bool = True
    is_shut: Event = field(default_factory=Event)
    blocks: "SimpleQueue[float]" = field(default_factory=SimpleQueue)
    calls: "SimpleQueue[Call]" = field(default_factory=SimpleQueue)
    mine: local = field(default_factory=local)
    open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> "Ahead[Item, T]":
        self.pool = ThreadPoolExecutor(settings.ALLEGRO_THREADS, thread_name_prefix="ahead")
        return self

    def __exit__(self, *_exception: object) -> None:
        self.pool.shutdown(cancel_futures=True)
        self.open.close()

    def outcomes(self, items: Sequence[Item]) -> Iterator[tuple[Item, T | AllegroError]]:
        """As `read_ahead`."""
        upcoming, under_way = deque(items), deque[tuple[Item, Future[T]]]()
        trouble: AllegroError | None = None
        while upcoming or under_way:
            try:
                while upcoming and len(under_way) < 2 * settings.ALLEGRO_THREADS:
                    under_way.append((upcoming[0], self._send(upcoming[0])))
                    upcoming.popleft()
                item, future = under_way.popleft()
                error = self._error_of(future)
                self._note_calls()
                if trouble is not None and error is not None:
                    continue  # nothing may be asked any more
                outcome = future.result() if error is None else self._instead(item, error)
            except ACCOUNT_WIDE as error:
                trouble = trouble or error
                upcoming.clear()
                continue
            yield item, outcome
        if trouble is not None:
            raise trouble

    def _send(self, item: Item) -> "Future[T]":
        client = self.session.client()
        self.gate = client.http.gate
        self.gate.enter(self.route, writes=False)
        return self.pool.submit(self._ask, client, item)

    def _ask(self, client: Client, item: Item) -> T:
        """In a thread: no row may be touched here."""
        http = client.http
        if not hasattr(self.mine, "session"):
            self.mine.session = self.open.enter_context(requests.Session())
        once = Http(
            http.environment,
            http.token,
            self.calls.put,
            OneTurn(self.is_shut, self.blocks),
            attempts=1,
            session=self.mine.session,
        )
        return self.work(replace(client, http=once), item)

    def _error_of(self, future: "Future[T]") -> BaseException | None:
        """Why a request failed, once it is over. A block that a later one meets is told to all processes at once."""
        while True:
            is_over = bool(wait([future], LOOK_EVERY).done)
            while not self.blocks.empty():
                self.gate.shut(self.route, self.blocks.get())
            if is_over:
                return future.exception()

    def _note_calls(self) -> None:
        while not self.calls.empty():
            self.session.note(self.calls.get())

    def _instead(self, item: Item, error: BaseException) -> T | AllegroError:
        """What comes of a request that failed: another try in the ordinary way, or its error."""
        if self._deserves_another_try(error):
            try:
                return _read(self.session, item, self.work)
            except ACCOUNT_WIDE:
                self.is_shut.set()
                raise
        if isinstance(error, AllegroError) and not isinstance(error, ACCOUNT_WIDE):
            return error
        raise error

    def _deserves_another_try(self, error: BaseException) -> bool:
        if isinstance(error, NotInOne | TokenExpired | Unreachable):
            return True
        passes = isinstance(error, AllegroError) and error.transient and not isinstance(error, RateLimited)
        return passes and self.tries_again
