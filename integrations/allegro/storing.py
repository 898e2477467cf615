"""One case of Allegro and its ticket, stored together in one transaction."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from integrations import unreadable
from integrations.allegro import proving
from integrations.allegro.client.paging import Listing
from integrations.allegro.models import Account, Case
from integrations.allegro.orders import Product
from integrations.allegro.proving import Proof, Stored, prove
from integrations.allegro.translate import Snapshot, case_facts, products
from tickets.facts import BuyerFacts, CaseFacts, MessageFacts
from tickets.intake import Received, Rules, receive, receive_buyer, receive_new
from tickets.models import Message, Ticket

steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them


# Not what a person may write meanwhile.
WRITTEN = [one.name for one in Case._meta.concrete_fields if one.name not in ("id", "accepted_difference")]


@dataclass(frozen=True)
class OrderFacts:
    """What the order adds to a case; None stands for "could not be read"."""

    buyer: BuyerFacts
    products: tuple[Product, ...]
    bought_at: datetime | None = None
    total: str = ""


@dataclass(frozen=True)
class Chat:
    """The messages of a case as far as they were handed out, and how their listing went."""

    messages: Sequence[MessageFacts]
    listing: Listing[Any]


@dataclass(frozen=True)
class Reading:
    """What one reading of a case brought. `chat` is None when it could not be read.

    `order_due_at` is when to ask for an order that was not read, None for as soon as there is time; `order_failure` why
    another's order was handed out instead.
    """

    snapshot: Snapshot
    chat: Chat | None
    order: OrderFacts | None = None
    failure: str = ""
    trace_id: str = ""
    order_due_at: datetime | None = None
    order_failure: str = ""

    @property
    def messages(self) -> Sequence[MessageFacts]:
        """Those that were read."""
        return self.chat.messages if self.chat else ()


@transaction.atomic
def store(account: Account, case: Case | None, reading: Reading, rules: Rules) -> Received:
    """Bring the case and its ticket up to date, or make both. What could not be read is kept as it was."""
    if case is None:
        return store_new(account, [reading], rules)[0]
    # Anew, and the ticket first as everywhere: a person may have accepted a difference meanwhile.
    Ticket.objects.select_for_update().get(pk=case.ticket_id)
    case = Case.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=case.pk)
    reading = replace(reading, snapshot=_completed(reading.snapshot, case))
    if reading.snapshot.order_id and case.order_id not in ("", reading.snapshot.order_id[:100]):
        _forget_order(case)
    buyer, proof = _buyer(case, reading), _prove(case, reading)
    received = receive(case.ticket, _facts(account, case, reading, buyer, proof), rules)
    if case.failure or reading.failure:
        _note_unreadable(account, [reading])
    _note(case, reading, buyer, proof, received)
    case.save(update_fields=WRITTEN)
    steps.debug("case written")
    return received


@transaction.atomic
def store_new(account: Account, readings: Sequence[Reading], rules: Rules) -> list[Received]:
    """Make the cases that are not known yet, and their tickets: all of them or none."""
    cases = [Case(account=account, external_id=reading.snapshot.external_id) for reading in readings]
    each = [
        (case, reading, _buyer(case, reading), _prove(case, reading))
        for case, reading in zip(cases, readings, strict=True)
    ]
    received = receive_new([_facts(account, *one) for one in each], rules)
    for one, ticket in zip(each, received, strict=True):
        _note(*one, ticket)
    Case.objects.bulk_create(cases)
    _note_unreadable(account, readings)
    steps.debug("case written")
    return received


@transaction.atomic
def store_order(case: Case, order: OrderFacts, rules: Rules) -> None:
    """What the order adds to a case that came before it."""
    case.products = [asdict(product) for product in products(_known_products(case), order.products)]
    buyer = _merged(known_buyer(case), known_buyer(case), order)
    case.buyer = asdict(buyer)
    _note_order(case, order)
    case.save(update_fields=["products", "buyer", "order_read_at", "order_due_at", "bought_at", "order_total"])
    receive_buyer(case.ticket, buyer, _names(case), rules)


def known_buyer(case: Case) -> BuyerFacts:
    """The buyer as stored with the case."""
    stored = case.buyer or {}
    return BuyerFacts(
        external_id=stored.get("external_id", ""),
        login=stored.get("login", ""),
        name=stored.get("name", ""),
        company=stored.get("company", ""),
        emails=tuple(stored.get("emails", ())),
        phones=tuple(stored.get("phones", ())),
    )


def _completed(snapshot: Snapshot, case: Case) -> Snapshot:
    """What Allegro does not tell this time stays as it was."""
    if not snapshot.status:
        snapshot = replace(snapshot, status=case.status, chat_active=case.chat_active)
    return replace(snapshot, kind=snapshot.kind or case.kind, opened_at=snapshot.opened_at or case.opened_at)


def _opened_at(reading: Reading) -> datetime:
    """When the case was opened, as far as is known: its first message may tell, too."""
    snapshot = reading.snapshot
    told = [message.occurred_at for message in reading.messages if message.is_time_known]
    return snapshot.opened_at or min(told, default=None) or snapshot.last_message_at or timezone.now()


def _prove(case: Case, reading: Reading) -> Proof | None:
    """None when there is nothing to judge."""
    if reading.chat is None:
        return None
    messages = case.ticket.messages.filter(external_id__isnull=False) if case.pk else Message.objects.none()
    stored = Stored(
        ids=lambda: {id_ for id_ in messages.values_list("external_id", flat=True) if id_ is not None},
        newest=lambda: messages.aggregate(newest=Max("occurred_at"))["newest"],
    )
    return prove(
        reading.snapshot,
        reading.chat.messages,
        reading.chat.listing,
        stored,
        accepted=case.accepted_difference,
        now=timezone.now(),
    )


def _facts(account: Account, case: Case, reading: Reading, buyer: BuyerFacts, proof: Proof | None) -> CaseFacts:
    case.products = [asdict(product) for product in _products(case, reading)]
    facts = case_facts(
        reading.snapshot,
        reading.messages,
        buyer,
        opened_at=_opened_at(reading),
        history_incomplete=proof is None or proof.doubt is not None,
    )
    return replace(facts, products=_names(case), account=account.seller_login)


def _note(case: Case, reading: Reading, buyer: BuyerFacts, proof: Proof | None, received: Received) -> None:
    case.ticket = received.ticket
    _copy(case, reading)
    _note_reading(case, reading, buyer, proof)


def _buyer(case: Case, reading: Reading) -> BuyerFacts:
    return _merged(known_buyer(case), reading.snapshot.buyer, reading.order)


def _merged(known: BuyerFacts, entry: BuyerFacts, order: OrderFacts | None) -> BuyerFacts:
    """The order knows the buyer best, then the case's entry, then what was known before."""
    if order is None:
        return replace(known, external_id=entry.external_id or known.external_id, login=entry.login or known.login)
    return replace(
        order.buyer,
        external_id=order.buyer.external_id or entry.external_id or known.external_id,
        login=entry.login or order.buyer.login or known.login,
    )


def _products(case: Case, reading: Reading) -> list[Product]:
    """What the case is about. A discussion that became a claim keeps the one product of its order that it names."""
    return products(reading.snapshot.offers, reading.order.products if reading.order else _known_products(case))


def _known_products(case: Case) -> list[Product]:
    return [Product(**stored) for stored in case.products]


def _names(case: Case) -> tuple[str, ...]:
    return tuple(one.name or one.offer_id for one in _known_products(case))


def _copy(case: Case, reading: Reading) -> None:
    snapshot = reading.snapshot
    case.kind = snapshot.kind
    case.status = snapshot.status[:60]
    case.chat_active = snapshot.chat_active
    case.reference_number = snapshot.reference[:60]
    case.right = snapshot.right[:40]
    case.order_id = snapshot.order_id[:100] or case.order_id
    case.reason = snapshot.reason[:100]
    case.reason_text = snapshot.reason_text
    case.opened_at = _opened_at(reading)
    case.decision_due_at = snapshot.decision_due_at
    case.status_due_at = snapshot.status_due_at
    case.return_required = snapshot.return_required
    case.expectations = list(snapshot.expectations)
    case.messages_reported = snapshot.messages_reported
    case.last_message_at = snapshot.last_message_at


def _note_unreadable(account: Account, readings: Sequence[Reading]) -> None:
    """In the transaction of the case: whoever is killed here leaves neither a case that is read nor one that is not."""
    failures = [(one.snapshot, one.failure or one.order_failure) for one in readings]
    for snapshot, failure in failures:
        if failure:
            unreadable.note(account.integration_id, snapshot.external_id, failure, snapshot.kind)
    read = [snapshot.external_id for snapshot, failure in failures if not failure]
    unreadable.settle(account.integration_id, read)


def _note_reading(case: Case, reading: Reading, buyer: BuyerFacts, proof: Proof | None) -> None:
    now = timezone.now()
    case.buyer = asdict(buyer)
    if reading.order is not None:
        _note_order(case, reading.order)
    elif case.order_id and case.order_read_at is None and case.order_due_at is None:
        case.order_due_at = reading.order_due_at or now
    if reading.chat is not None:
        case.chat_read_at = now
    case.failure = reading.failure[:500]
    case.failure_trace_id = reading.trace_id[:100]
    proving.note(case, proof, reading.snapshot.fingerprint, now)


def _forget_order(case: Case) -> None:
    """The case concerns another order by now, which is still to be read; until then its ticket shows what it did."""
    case.products, case.order_read_at, case.order_due_at = [], None, None
    case.bought_at, case.order_total = None, ""


def _note_order(case: Case, order: OrderFacts) -> None:
    case.order_read_at, case.order_due_at = timezone.now(), None
    case.bought_at = order.bought_at
    case.order_total = order.total[:40]
