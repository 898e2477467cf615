"""What Allegro says of a case becomes neutral facts. Pure functions; unknown words are kept."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from integrations.allegro.client.fields import PLACEHOLDER
from integrations.allegro.client.types import Issue, Thread
from integrations.allegro.files import issue_files
from integrations.allegro.orders import Product
from integrations.allegro.reasons import stored_words
from tickets.facts import AttachmentFacts, BuyerFacts, CaseFacts, CaseState, MessageFacts

SOURCE = "allegro"
DISCUSSION, CLAIM, PURCHASE_PROBLEM = "discussion", "claim", "purchase_problem"
KINDS = {"DISPUTE": DISCUSSION, "CLAIM": CLAIM, "POST_PURCHASE_ISSUE": PURCHASE_PROBLEM}

STATES = {
    "DISPUTE_ONGOING": CaseState.ONGOING,
    "DISPUTE_CLOSED": CaseState.RESOLVED,
    "DISPUTE_UNRESOLVED": CaseState.UNRESOLVED,
    "CLAIM_SUBMITTED": CaseState.ONGOING,
    "CLAIM_ACCEPTED": CaseState.ACCEPTED,
    "CLAIM_REJECTED": CaseState.REJECTED,
    "OPEN": CaseState.ONGOING,
    "CLOSED": CaseState.RESOLVED,
}


@dataclass(frozen=True)
class Snapshot:
    """What Allegro says of a case besides its messages, the same shape for issues and threads."""

    external_id: str
    kind: str
    status: str
    chat_active: bool
    opened_at: datetime | None
    subject: str
    reason: str
    reason_text: str
    fingerprint: str
    buyer: BuyerFacts
    order_id: str
    reference: str = ""
    right: str = ""
    decision_due_at: datetime | None = None
    status_due_at: datetime | None = None
    return_required: bool | None = None
    expectations: tuple[str, ...] = ()
    offers: tuple[Product, ...] = ()
    files: tuple[AttachmentFacts, ...] = ()
    messages_reported: int | None = None
    last_message_at: datetime | None = None
    first_message_id: str = ""
    seller: str = ""  # login, where Allegro tells it

    @property
    def state(self) -> CaseState:
        return STATES.get(self.status, CaseState.UNKNOWN)

    @property
    def due_at(self) -> datetime | None:
        """The nearest of Allegro's deadlines while the claim waits for a decision."""
        deadlines = [due for due in (self.decision_due_at, self.status_due_at) if due is not None]
        return min(deadlines) if deadlines and self.state == CaseState.ONGOING else None


def issue_snapshot(issue: Issue) -> Snapshot:
    """A discussion or a claim."""
    state = issue.current_state
    reason = issue.reason.type if issue.reason else ""
    chat_active = state.chat_active if state.chat_active is not None else _is_open(state.status)
    return Snapshot(
        external_id=issue.id,
        kind=KINDS.get(issue.type, issue.type[:40]),
        status=state.status,
        chat_active=chat_active,
        opened_at=issue.opened_date,
        subject=stored_words(issue.subject or reason),  # at times the subject is the reason's code
        reason=reason,
        reason_text=(issue.reason.description if issue.reason else "") or issue.description,
        fingerprint=_issue_fingerprint(issue),
        buyer=BuyerFacts(external_id=issue.buyer.id, login=issue.buyer.login) if issue.buyer else BuyerFacts(),
        order_id=issue.checkout_form.id if issue.checkout_form else "",
        reference=issue.reference_number,
        right=issue.right,
        decision_due_at=issue.decision_due_date,
        status_due_at=state.status_due_date,
        return_required=state.return_required,
        expectations=tuple(_expectations(issue)),
        offers=(Product(issue.offer.id, quantity=issue.offer.quantity or 1),) if issue.offer and issue.offer.id else (),
        files=issue_files(issue.attachments),
        messages_reported=issue.chat.messages_count,
        last_message_at=issue.chat.last_message.created_at if issue.chat.last_message else None,
        first_message_id="" if issue.chat.first_message_id == PLACEHOLDER else issue.chat.first_message_id,
    )


def thread_snapshot(thread: Thread) -> Snapshot:
    """A purchase problem: what is asked for as one is one, whatever word Allegro has for it by now (F22)."""
    buyer = next((one.login for one in thread.participants if one.role == "BUYER"), "")
    seller = next((one.login for one in thread.participants if one.role == "SELLER"), "")
    order = thread.orders[0] if thread.orders else None
    return Snapshot(
        external_id=thread.id,
        kind=PURCHASE_PROBLEM,
        status=thread.status,
        chat_active=_is_open(thread.status),
        opened_at=thread.created_at,
        subject=stored_words(thread.sub_type),
        reason=thread.sub_type,
        reason_text="",
        fingerprint=_digest(thread.type, thread.sub_type, thread.status, thread.last_message_at),
        buyer=BuyerFacts(login=buyer),
        order_id=order.id if order else "",
        offers=tuple(Product(offer.id, quantity=offer.quantity or 1) for offer in order.offers) if order else (),
        last_message_at=thread.last_message_at,
        seller=seller,
    )


def case_facts(
    snapshot: Snapshot,
    messages: Iterable[MessageFacts],
    buyer: BuyerFacts,
    *,
    opened_at: datetime,
    history_incomplete: bool,
) -> CaseFacts:
    """What intake gets. `buyer` may know more than the snapshot, from the order."""
    return CaseFacts(
        source=SOURCE,
        kind=snapshot.kind,
        subject=snapshot.subject,
        state=snapshot.state,
        state_raw=snapshot.status,
        can_reply=snapshot.chat_active,
        opened_at=opened_at,
        buyer=buyer,
        messages=tuple(messages),
        reference=snapshot.reference,
        order_id=snapshot.order_id,
        due_at=snapshot.due_at,
        history_incomplete=history_incomplete,
    )


def products(offers: Sequence[Product], of_order: Sequence[Product]) -> list[Product]:
    """A claim names its own offer, to which the order lends name and price; other cases concern the whole order."""
    if not offers:
        return list(of_order)
    known = {product.offer_id: product for product in of_order}
    return [
        Product(own.offer_id, theirs.name, own.quantity, theirs.price, theirs.currency)
        for own in offers
        for theirs in [known.get(own.offer_id, own)]
    ]


def _is_open(status: str) -> bool:
    """Where Allegro does not say so itself; statuses nobody announced count as open."""
    return STATES.get(status, CaseState.UNKNOWN) in (CaseState.ONGOING, CaseState.UNKNOWN)


def _expectations(issue: Issue) -> Iterable[str]:
    for expectation in issue.expectations:
        refund = expectation.refund
        amount = f" {refund.amount} {refund.currency}" if refund and refund.amount else ""
        yield f"{expectation.name}{amount}"


def _issue_fingerprint(issue: Issue) -> str:
    """Everything in the list's entry that may mean news; the count alone is never trusted (F04)."""
    state, last = issue.current_state, issue.chat.last_message
    return _digest(
        issue.type,
        issue.subject,
        issue.buyer.login if issue.buyer else None,
        issue.opened_date,
        issue.decision_due_date,
        issue.reference_number,
        issue.right,
        state.status,
        state.status_due_date,
        state.return_required,
        state.chat_active,
        issue.chat.messages_count,
        last.status if last else None,
        last.created_at if last else None,
    )


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr([str(part) for part in parts]).encode()).hexdigest()[:32]
