"""A whole marketplace in memory: it speaks the port of tickets/channels.py and nothing else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.utils import timezone

from crm.models import CustomField
from tickets import channels
from tickets.facts import PASSED, Author, BuyerFacts, MessageFacts, Verdict

TYPES = ("image/png", "image/jpeg", "application/pdf")


@dataclass
class DummyChannel:
    """Set the attributes to what the marketplace shall say; `sent` is what arrived there.

    `before_sending` and `meanwhile` are what others do while a worker is held up: just before the reply leaves,
    and after the marketplace has heard the call but has not answered it. `verdict` is what it makes of what is sent,
    `gap` why it does not hand out all of it when it is read back,
    `ahead` how far its clock is ahead of ours: everything there happens so much later.
    """

    slug: str = "dummy"
    name: str = "Dummy Market"
    text_limit: int = 200
    file_limit: int = 10_000
    available: channels.Availability = field(default_factory=lambda: channels.Availability(can_reply=True))
    closable: bool = True
    in_trouble: tuple[channels.Trouble, ...] = ()
    fails_with: Exception | None = None
    stores_before_failing: bool = False
    before_sending: Callable[[], object] = lambda: None
    meanwhile: Callable[[], object] = lambda: None
    verdict: Verdict = PASSED
    unreadable: Exception | None = None
    gap: str = ""
    ahead: timedelta = timedelta(0)
    files: dict[str, list[bytes] | Exception] = field(default_factory=dict)
    sent: list[tuple[int, MessageFacts, channels.OutgoingReply]] = field(default_factory=list)

    def kind_name(self, kind: str) -> str:
        return kind.title()

    def accounts(self) -> list[str]:
        return ["our-shop", "our-other-shop"]

    def kinds(self) -> list[tuple[str, str]]:
        return [("claim", "Claim"), ("discussion", "Discussion")]

    def view_of(self, ticket_id: int) -> channels.CaseView:
        return channels.CaseView(
            availability=self.available,
            limits=channels.Limits(self.text_limit, self.file_limit, TYPES),
            can_ask_closure=self.closable,
            closure_message="Is your problem solved?",
            case_url=f"https://market.example/cases/{ticket_id}",
            panel=channels.Panel("", {}),
        )

    def troubles(self) -> tuple[channels.Trouble, ...]:
        return self.in_trouble

    def deliver(self, ticket_id: int, reply: channels.OutgoingReply) -> channels.Receipt:
        self.before_sending()
        if not reply.is_current():
            raise channels.NotSent("Held up for too long.")
        stored = self.fails_with is None or self.stores_before_failing
        external_id = self._store(ticket_id, reply) if stored else ""
        self.meanwhile()
        if self.fails_with is not None:
            raise self.fails_with
        return channels.Receipt(external_id, trace_id="trace-1", verdict=self.verdict)

    def read_back(self, ticket_id: int) -> channels.Reading:
        self.meanwhile()
        if self.unreadable is not None:
            raise self.unreadable
        mine = (fact for sent_to, fact, _ in self.sent if sent_to == ticket_id)
        return channels.Reading(tuple(replace(fact, verdict=self.verdict) for fact in mine), self.gap)

    def clock_ahead(self, ticket_id: int) -> timedelta:
        return self.ahead

    @contextmanager
    def fetch_attachment(self, ticket_id: int, external_id: str) -> Iterator[channels.DownloadedFile]:
        content = self.files.get(external_id, channels.AttachmentUnavailable("Not found"))
        if isinstance(content, Exception):
            raise content
        yield channels.DownloadedFile(chunks=iter(content))

    def buyer(self, ticket_id: int) -> BuyerFacts:
        return BuyerFacts(
            "77", "jan_k", "Jan Kowalski", "", ("jan@market.example", "jan+1@market.example"), ("600100200",)
        )

    def login_field_id(self, ticket_id: int) -> int:
        return CustomField.objects.get_or_create(name="Dummy login")[0].pk

    def _store(self, ticket_id: int, reply: channels.OutgoingReply) -> str:
        external_id = f"dummy-{len(self.sent) + 1}"
        fact = MessageFacts(external_id, Author.SELLER, "our-shop", reply.text, timezone.now() + self.ahead)
        self.sent.append((ticket_id, fact, reply))
        return external_id


@contextmanager
def dummy_market() -> Iterator[DummyChannel]:
    """The dummy marketplace, registered for as long as the block lasts."""
    channel = DummyChannel()
    channels.register(channel)
    try:
        yield channel
    finally:
        channels.unregister(channel.slug)
