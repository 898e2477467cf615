"""The marketplace in memory, written through to the store: reads never touch the disk."""

import base64
import bisect
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random, SystemRandom
from threading import RLock

from simulator.moments import Clock
from simulator.records import Buyer, Case, Code, File, Grant, Message, Offer, Order, Record, Seller
from simulator.store import Store


def message_place(message: Message) -> tuple[float, str]:
    """Where a message stands in its case: oldest first."""
    return message.created_at.timestamp(), message.id


class World:
    """Everything that exists on the marketplace. Change a record, then `keep` it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Read the store; `clock` gives aware UTC moments. `ahead` is how far off a fault puts it."""
        self.store = store
        self.true_clock = clock
        self.ahead: Callable[[], timedelta] = timedelta
        self.lock = RLock()
        self.random: Random = SystemRandom()
        self._forget()
        self._load()

    def _forget(self) -> None:
        self.sellers: dict[str, Seller] = {}
        self.buyers: dict[str, Buyer] = {}
        self.offers: dict[str, Offer] = {}
        self.orders: dict[str, Order] = {}
        self.cases: dict[str, Case] = {}
        self.messages: dict[str, Message] = {}
        self.files: dict[str, File] = {}
        self.codes: dict[str, Code] = {}
        self.grants: dict[str, Grant] = {}
        self._grant_by_access: dict[str, Grant] = {}
        self._messages_by_case: dict[str, list[Message]] = defaultdict(list)
        self._issues: dict[str, list[Case]] = {}
        self._threads: dict[str, list[Case]] = {}
        self._claims_of_year: dict[tuple[str, str], int] = defaultdict(int)

    def _load(self) -> None:
        for shape in (Seller, Buyer, Offer, Order, Case, Message, File, Code, Grant):
            for body in self.store.load(shape.table):
                self._place(shape.model_validate_json(body))

    def clock(self) -> datetime:
        """What time the marketplace believes it is."""
        return self.true_clock() + self.ahead()

    def new_uuid(self) -> str:
        """An identifier as issues, orders and messages have; repeatable while seeding."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def new_opaque(self) -> str:
        """An identifier as threads have: 43 letters that mean nothing."""
        return base64.urlsafe_b64encode(self.random.randbytes(32)).decode().rstrip("=")

    def reset(self) -> None:
        """Forget everything, on disk too."""
        with self.lock:
            self.store.clear()
            self._forget()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Many changes in one transaction of the store."""
        with self.lock, self.store.transaction():
            yield

    def keep(self, *records: Record) -> None:
        """Remember new or changed records: all of them durably, or none."""
        with self.lock:
            self.store.save(records)
            for record in records:
                self._place(record)

    def drop_code(self, code: Code) -> None:
        """A code is used once."""
        with self.lock:
            self.store.delete(code)
            self.codes.pop(code.id, None)

    def keep_content(self, file: File, content: bytes) -> None:
        """Store the bytes of an attachment and mark it uploaded."""
        with self.lock:
            self.store.save_content(file.id, content)
            file.uploaded, file.size, file.upload_key = True, len(content), None
            self.keep(file)

    def content(self, file: File) -> bytes:
        """The bytes of an uploaded attachment. KeyError when it was never uploaded."""
        with self.lock:
            return self.store.content(file.id)

    def _place(self, record: Record) -> None:
        match record:
            case Message():
                self._place_message(record)
            case Case():
                self.cases[record.id] = record
                self._issues.pop(record.seller_id, None)
                self._threads.pop(record.seller_id, None)
                self._count_claim(record)
            case Grant():
                self.grants[record.id] = record
                self._grant_by_access[record.access] = record
            case Seller():
                self.sellers[record.id] = record
            case Buyer():
                self.buyers[record.id] = record
            case Offer():
                self.offers[record.id] = record
            case Order():
                self.orders[record.id] = record
            case File():
                self.files[record.id] = record
            case Code():
                self.codes[record.id] = record

    def _place_message(self, message: Message) -> None:
        chat = self._messages_by_case[message.case_id]
        if message.id not in self.messages:
            bisect.insort(chat, message, key=message_place)
        self.messages[message.id] = message
        case = self.cases.get(message.case_id)
        if case is not None:
            self._threads.pop(case.seller_id, None)

    def _count_claim(self, case: Case) -> None:
        if case.reference is not None:
            number, _, year = case.reference.partition("/")
            key = case.seller_id, year
            self._claims_of_year[key] = max(self._claims_of_year[key], int(number))

    def last_claim(self, seller_id: str, year: int) -> int:
        """The highest number of a seller's claims of that year; 0 before the first."""
        return self._claims_of_year[seller_id, str(year)]

    def chat(self, case: Case) -> list[Message]:
        """The messages of a case, oldest first."""
        return self._messages_by_case[case.id]

    def issues(self, seller_id: str) -> list[Case]:
        """Discussions and claims of a seller, newest `opened_at` first."""
        with self.lock:
            if seller_id not in self._issues:
                mine = [c for c in self.cases.values() if c.seller_id == seller_id and c.kind.is_issue]
                mine.sort(key=lambda c: (c.opened_at, c.id), reverse=True)
                self._issues[seller_id] = mine
            return self._issues[seller_id]

    def threads(self, seller_id: str) -> list[Case]:
        """Purchase problems and ordinary mail of a seller, newest last message first."""
        with self.lock:
            if seller_id not in self._threads:
                mine = [c for c in self.cases.values() if c.seller_id == seller_id and not c.kind.is_issue]
                mine.sort(key=lambda c: (self.chat(c)[-1].created_at, c.id), reverse=True)
                self._threads[seller_id] = mine
            return self._threads[seller_id]

    def grant_of(self, access: str) -> Grant | None:
        """The token pair an access token belongs to."""
        return self._grant_by_access.get(access)

    def seller_named(self, login: str) -> Seller | None:
        """A seller by login, upper and lower case alike."""
        wanted = login.casefold()
        return next((s for s in self.sellers.values() if s.login.casefold() == wanted), None)
