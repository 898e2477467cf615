"""One case of Allegro and its ticket, stored together in one transaction."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from integrations import unreadable
from integrations.allegro.models import Account, Case
from integrations.allegro.orders import Product
from integrations.allegro.translate import Snapshot, case_facts, products
from tickets.facts import BuyerFacts, CaseFacts, MessageFacts
from tickets.intake import Received, Rules, receive, receive_buyer, receive_new

steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them


LAG = timedelta(hours=1)
ABOUT = timedelta(seconds=1)  # the list and the chat need not agree on milliseconds


@dataclass(frozen=True)
class OrderFacts:
    """What the order adds to a case; None stands for "could not be read"."""

    buyer: BuyerFacts
    products: tuple[Product, ...]
    bought_at: datetime | None = None
    total: str = ""


@dataclass(frozen=True)
class Reading:
    """What one reading of a case brought. `messages` is None when the chat could not be read.

    `order_due_at` is when to ask for an order that was not read, None for as soon as there is time.
    """

    snapshot: Snapshot
    messages: Sequence[MessageFacts] | None
    order: OrderFacts | None
    failure: str = ""
    trace_id: str = ""
    retry_at: datetime | None = None
    order_due_at: datetime | None = None


@transaction.atomic
def store(account: Account, case: Case | None, reading: Reading, rules: Rules) -> Received:
    """Bring the case and its ticket up to date, or make both. What could not be read is kept as it was."""
    if case is None:
        return store_new(account, [reading], rules)[0]
    if reading.snapshot.order_id and case.order_id not in ("", reading.snapshot.order_id[:100]):
        _forget_order(case)
    buyer = _buyer(case, reading)
    received = receive(case.ticket, _facts(account, case, reading, buyer), rules)
    if case.failure or reading.failure:
        _note_unreadable(account, [reading])
    _note(case, reading, buyer, received)
    case.save()
    steps.debug("case written")
    return received


@transaction.atomic
def store_new(account: Account, readings: Sequence[Reading], rules: Rules) -> list[Received]:
    """Make the cases that are not known yet, and their tickets: all of them or none."""
    cases = [Case(account=account, external_id=reading.snapshot.external_id) for reading in readings]
    buyers = [_buyer(case, reading) for case, reading in zip(cases, readings, strict=True)]
    each = list(zip(cases, readings, buyers, strict=True))
    received = receive_new([_facts(account, case, reading, buyer) for case, reading, buyer in each], rules)
    for (case, reading, buyer), one in zip(each, received, strict=True):
        _note(case, reading, buyer, one)
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


def _facts(account: Account, case: Case, reading: Reading, buyer: BuyerFacts) -> CaseFacts:
    case.products = [asdict(product) for product in _products(case, reading)]
    facts = case_facts(
        reading.snapshot, reading.messages or (), buyer, history_incomplete=_is_incomplete(case, reading)
    )
    return replace(facts, products=_names(case), account=account.seller_login)


def _note(case: Case, reading: Reading, buyer: BuyerFacts, received: Received) -> None:
    case.ticket = received.ticket
    _copy(case, reading.snapshot)
    _note_reading(case, reading, buyer)


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


def _is_incomplete(case: Case, reading: Reading) -> bool:
    """Whether Allegro reports more messages than it hands out (F02, F04); what was read once is kept."""
    reported = reading.snapshot.messages_reported
    if reading.messages is None or reported is None:
        return bool(case.pk and case.ticket.history_incomplete)
    ids: set[str | None] = {message.external_id for message in reading.messages}
    if case.pk:
        ids.update(case.ticket.messages.filter(external_id__isnull=False).values_list("external_id", flat=True))
    return reported > len(ids)


def _copy(case: Case, snapshot: Snapshot) -> None:
    case.kind = snapshot.kind
    case.status = snapshot.status[:60]
    case.chat_active = snapshot.chat_active
    case.reference_number = snapshot.reference[:60]
    case.order_id = snapshot.order_id[:100] or case.order_id
    case.reason = snapshot.reason[:100]
    case.reason_text = snapshot.reason_text
    case.opened_at = snapshot.opened_at
    case.decision_due_at = snapshot.decision_due_at
    case.status_due_at = snapshot.status_due_at
    case.return_required = snapshot.return_required
    case.expectations = list(snapshot.expectations)
    case.messages_reported = snapshot.messages_reported
    case.last_message_at = snapshot.last_message_at


def _lags(reading: Reading, now: datetime) -> bool:
    """Whether the chat does not hold yet what the list already knows: then the case stays news, for an hour at most."""
    last = reading.snapshot.last_message_at
    if last is None or last < now - LAG or reading.messages is None:
        return False
    return all(message.occurred_at < last - ABOUT for message in reading.messages)


def _note_unreadable(account: Account, readings: Sequence[Reading]) -> None:
    """In the transaction of the case: whoever is killed here leaves neither a case that is read nor one that is not."""
    for reading in readings:
        if reading.failure:
            unreadable.note(account.integration_id, reading.snapshot.external_id, reading.failure)
    read = [reading.snapshot.external_id for reading in readings if not reading.failure]
    unreadable.settle(account.integration_id, read)


def _next_look(case: Case, reading: Reading, now: datetime) -> datetime | None:
    """An ended case is never listed as news again: what its chat still owes (F04) is asked for during an hour."""
    last, is_short = reading.snapshot.last_message_at, case.ticket.history_incomplete
    if reading.snapshot.chat_active or not is_short or last is None or last < now - LAG:
        return None
    return now + LAG / 4


def _note_reading(case: Case, reading: Reading, buyer: BuyerFacts) -> None:
    now = timezone.now()
    case.buyer = asdict(buyer)
    if reading.order is not None:
        _note_order(case, reading.order)
    elif case.order_id and case.order_read_at is None and case.order_due_at is None:
        case.order_due_at = reading.order_due_at or now
    if reading.messages is not None:
        case.chat_read_at = now
        case.fingerprint = "" if _lags(reading, now) else reading.snapshot.fingerprint
    case.failure = reading.failure[:500]
    case.failure_trace_id = reading.trace_id[:100]
    case.retry_at = reading.retry_at or _next_look(case, reading, now)


def _forget_order(case: Case) -> None:
    """The case concerns another order by now, which is still to be read; until then its ticket shows what it did."""
    case.products, case.order_read_at, case.order_due_at = [], None, None
    case.bought_at, case.order_total = None, ""


def _note_order(case: Case, order: OrderFacts) -> None:
    case.order_read_at, case.order_due_at = timezone.now(), None
    case.bought_at = order.bought_at
    case.order_total = order.total[:40]
