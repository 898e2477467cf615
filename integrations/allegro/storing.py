"""One case of Allegro and its ticket, stored together in one transaction."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from integrations.allegro.models import Account, Case
from integrations.allegro.orders import Product
from integrations.allegro.translate import Snapshot, case_facts, products
from tickets.facts import BuyerFacts, MessageFacts
from tickets.intake import Received, Rules, receive

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
    """What one reading of a case brought. `messages` is None when the chat could not be read."""

    snapshot: Snapshot
    messages: Sequence[MessageFacts] | None
    order: OrderFacts | None
    failure: str = ""
    trace_id: str = ""
    retry_at: datetime | None = None


@transaction.atomic
def store(account: Account, case: Case | None, reading: Reading, rules: Rules) -> Received:
    """Bring the case and its ticket up to date, or make both. What could not be read is kept as it was."""
    case = case or Case(account=account, external_id=reading.snapshot.external_id)
    buyer = _buyer(case, reading)
    facts = case_facts(
        reading.snapshot, reading.messages or (), buyer, history_incomplete=_is_incomplete(case, reading)
    )
    names = tuple(one.name or one.offer_id for one in _products(case, reading))
    facts = replace(facts, products=names, account=account.seller_login)
    received = receive(case.ticket if case.pk else None, facts, rules)
    case.ticket = received.ticket
    _copy(case, reading.snapshot)
    _note_reading(case, reading, buyer)
    case.save()
    steps.debug("case written")
    return received


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


def _buyer(case: Case, reading: Reading) -> BuyerFacts:
    """The order knows the buyer best, then the case's entry, then what was known before."""
    known = known_buyer(case)
    entry = reading.snapshot.buyer
    if reading.order is None:
        return replace(known, external_id=entry.external_id or known.external_id, login=entry.login or known.login)
    of_order = reading.order.buyer
    return replace(
        of_order,
        external_id=of_order.external_id or entry.external_id or known.external_id,
        login=entry.login or of_order.login or known.login,
    )


def _products(case: Case, reading: Reading) -> list[Product]:
    """What the case is about. A discussion that became a claim keeps the one product of its order that it names."""
    known = [Product(**stored) for stored in case.products]
    return products(reading.snapshot, reading.order.products if reading.order else known)


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
        case.order_read_at = now
        case.bought_at = reading.order.bought_at
        case.order_total = reading.order.total[:40]
    case.products = [asdict(product) for product in _products(case, reading)]
    if reading.messages is not None:
        case.chat_read_at = now
        case.fingerprint = "" if _lags(reading, now) else reading.snapshot.fingerprint
    case.failure = reading.failure[:500]
    case.failure_trace_id = reading.trace_id[:100]
    case.retry_at = reading.retry_at or _next_look(case, reading, now)
