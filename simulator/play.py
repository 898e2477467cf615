"""The verbs of the marketplace: what buyer, seller, adviser and system can do to a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from simulator.moments import to_millisecond
from simulator.records import Author, Case, Expectation, File, Kind, Message, Order
from simulator.subjects import ISSUE_REASONS, PROBLEM_REASONS, QUESTION_REASONS
from simulator.world import World

OPEN_STATUS = {
    Kind.DISCUSSION: "DISPUTE_ONGOING",
    Kind.CLAIM: "CLAIM_SUBMITTED",
    Kind.PURCHASE_PROBLEM: "OPEN",
    Kind.QUESTION: "OPEN",
}
CLOSED_STATUS = {
    Kind.DISCUSSION: "DISPUTE_CLOSED",
    Kind.PURCHASE_PROBLEM: "CLOSED",
    Kind.QUESTION: "CLOSED",
}
REASONS = {
    Kind.DISCUSSION: ISSUE_REASONS,
    Kind.CLAIM: ISSUE_REASONS,
    Kind.PURCHASE_PROBLEM: PROBLEM_REASONS,
    Kind.QUESTION: QUESTION_REASONS,
}
EXPECTATIONS = ("REPAIR", "EXCHANGE", "REFUND", "PARTIAL_REFUND")

# Allegro's calendar for a claim: the seller's own date first, the legal one a day later.
MESSAGE_STATUSES = ("VERIFYING", "BLOCKED", "DELIVERED", "INTERACTING", "DISMISSED")
BLOCKED_FOR = timedelta(hours=24)  # so long its sender still sees a blocked message
MILLISECOND = timedelta(milliseconds=1)
STATUS_TERM = timedelta(days=14)
DECISION_TERM = timedelta(days=15)


class NotPossible(Exception):
    """The marketplace does not allow this now; the text says why."""


@dataclass(frozen=True)
class Claim:
    """What only a claim says. `offer_id` None means the first product of the order; `amount` in its currency."""

    offer_id: str | None = None
    quantity: int = 1
    expectation: str = "REFUND"
    amount: Decimal | None = None


def open_case(
    world: World,
    *,
    kind: Kind,
    order: Order,
    reason: str,
    text: str,
    files: Sequence[File] = (),
    claim: Claim | None = None,
    at: datetime | None = None,
) -> Case:
    """A buyer opens a case about an order. NotPossible for a reason that this kind does not have."""
    if reason not in REASONS[kind]:
        raise NotPossible(f"{reason} is no reason for a {kind.value}")
    moment = to_millisecond(at or world.clock())
    case = Case(
        id=world.new_uuid() if kind.is_issue else world.new_opaque(),
        seller_id=order.seller_id,
        buyer_id=order.buyer_id,
        order_id=order.id,
        kind=kind,
        status=OPEN_STATUS[kind],
        reason=reason,
        created_at=moment,
        opened_at=moment,
        status_due=moment + STATUS_TERM if kind.is_issue else None,
    )
    if kind is Kind.CLAIM:
        make_claim(world, case, claim or Claim(), moment)
    first = compose(world, case, Author.BUYER, text, files, at=moment)
    world.keep(case, first, *bound(files, first))
    return case


def make_claim(world: World, case: Case, claim: Claim, moment: datetime) -> None:
    """Fill in what only a claim has. NotPossible for an offer outside the order or an unknown wish."""
    order = world.orders[case.order_id]
    offer_id = claim.offer_id or order.items[0].offer_id
    if offer_id not in {item.offer_id for item in order.items}:
        raise NotPossible("This offer is not part of the order")
    if claim.expectation not in EXPECTATIONS:
        raise NotPossible(f"{claim.expectation} is nothing a buyer can ask for")
    wish = Expectation(name=claim.expectation)
    if claim.amount is not None:
        wish.amount, wish.currency = claim.amount, order.currency
    case.kind, case.status = Kind.CLAIM, OPEN_STATUS[Kind.CLAIM]
    case.offer_id, case.quantity, case.expectations = offer_id, claim.quantity, [wish]
    case.right, case.reference = "COMPLAINT", next_reference(world, case, moment)
    case.status_due, case.decision_due = moment + STATUS_TERM, moment + DECISION_TERM


def next_reference(world: World, case: Case, moment: datetime) -> str:
    """A claim's number, `17/2026`: counted per seller and year."""
    return f"{world.last_claim(case.seller_id, moment.year) + 1}/{moment.year}"


def write(
    world: World,
    case: Case,
    author: Author,
    text: str,
    *,
    files: Sequence[File] = (),
    type_: str = "REGULAR",
    at: datetime | None = None,
) -> Message:
    """Add a message. NotPossible when the case has ended (Allegro itself may always add) or nothing was said."""
    if case.ended and author in {Author.BUYER, Author.SELLER}:
        raise NotPossible("The case has ended and takes no more messages")
    if not text and not files:
        raise NotPossible("A message needs a text or a file")
    message = compose(world, case, author, text, files, type_=type_, at=at)
    case.read = author is Author.SELLER
    world.keep(case, message, *bound(files, message))
    return message


def judge(world: World, message: Message, status: str) -> None:
    """Allegro checks a message of the message centre: until it is `DELIVERED` the other side cannot read it."""
    if world.cases[message.case_id].kind.is_issue:
        raise NotPossible("Only messages of the message centre are checked")
    message.status = status
    world.keep(message)


def is_shown(world: World, message: Message) -> bool:
    """Whether the API still hands it out: a blocked message vanishes after a day."""
    return message.status != "BLOCKED" or world.clock() < message.created_at + BLOCKED_FOR


def compose(
    world: World,
    case: Case,
    author: Author,
    text: str,
    files: Sequence[File],
    *,
    type_: str = "REGULAR",
    at: datetime | None = None,
) -> Message:
    """A message that is not kept yet."""
    login = None
    if author is Author.BUYER:
        login = world.buyers[case.buyer_id].login
    elif author is Author.SELLER:
        login = world.sellers[case.seller_id].login
    return Message(
        id=world.new_uuid(),
        case_id=case.id,
        author=author,
        login=login,
        text=text,
        created_at=to_millisecond(at or next_moment(world, case)),
        type=type_,
        files=[file.id for file in files],
    )


def next_moment(world: World, case: Case) -> datetime:
    """Now, or a millisecond after the last message when that is not past yet: a chat keeps its order."""
    chat, now = world.chat(case), world.clock()
    return max(now, chat[-1].created_at + MILLISECOND) if chat else now


def bound(files: Sequence[File], message: Message) -> Sequence[File]:
    """The same files, now belonging to the message."""
    for file in files:
        file.message_id = message.id
    return files


def attach(world: World, case_or_seller_id: Case | str, name: str, mime: str, content: bytes) -> File:
    """An uploaded file that can be given to the next message."""
    seller_id = case_or_seller_id.seller_id if isinstance(case_or_seller_id, Case) else case_or_seller_id
    file = File(
        id=world.new_uuid(),
        seller_id=seller_id,
        name=name,
        mime=mime,
        size=len(content),
        created_at=world.clock(),
        channel="buyer",
    )
    world.keep_content(file, content)
    return file


def close(world: World, case: Case, *, at: datetime | None = None) -> None:
    """The case ends. NotPossible for a claim, which is decided instead, and for a case that has ended."""
    if case.kind is Kind.CLAIM:
        raise NotPossible("A claim is decided, not closed")
    if case.ended:
        raise NotPossible("The case has ended already")
    case.status = CLOSED_STATUS[case.kind]
    note = "Kupujący potwierdził rozwiązanie problemu. Sprawa została zakończona."
    write(world, case, Author.SYSTEM, note, at=at)


def mark_unresolved(world: World, case: Case, *, at: datetime | None = None) -> None:
    """A discussion that led nowhere. NotPossible for other kinds."""
    if case.kind is not Kind.DISCUSSION or case.status == "DISPUTE_UNRESOLVED":
        raise NotPossible("Only a discussion that goes on can be marked unresolved")
    case.status = "DISPUTE_UNRESOLVED"
    write(world, case, Author.SYSTEM, "Dyskusja została oznaczona jako nierozwiązana.", at=at)


def reopen(world: World, case: Case) -> None:
    """The case goes on, with a new `opened_at`. NotPossible when it is open."""
    if case.status == OPEN_STATUS[case.kind]:
        raise NotPossible("The case is open")
    moment = next_moment(world, case)
    case.status, case.opened_at, case.decision = OPEN_STATUS[case.kind], moment, None
    if case.kind.is_issue:
        case.status_due = moment + STATUS_TERM
    if case.kind is Kind.CLAIM:
        case.decision_due = moment + DECISION_TERM
    write(world, case, Author.SYSTEM, "Sprawa została ponownie otwarta.", at=moment)


def convert(world: World, case: Case, claim: Claim | None = None) -> None:
    """A discussion becomes a claim and keeps its id. NotPossible for other kinds."""
    if case.kind is not Kind.DISCUSSION:
        raise NotPossible("Only a discussion can become a claim")
    make_claim(world, case, claim or Claim(), world.clock())
    write(world, case, Author.SYSTEM, "Kupujący zmienił dyskusję na reklamację.")


def rename_buyer(world: World, buyer_id: str, login: str | None) -> None:
    """A new login, or none; the numeric id stays. Old messages keep the login they were written under."""
    buyer = world.buyers[buyer_id]
    buyer.login = login or None
    world.keep(buyer)
