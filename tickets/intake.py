"""Facts about a case become a ticket and its messages. Idempotent: the same facts again change nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from crm.records import Buyer, add_buyers, complete_buyer, find_buyers
from tickets import search, workflow
from tickets.arrivals import Arrival, add_messages, first_messages, store
from tickets.automatic import Answers, answer
from tickets.deadlines import note_deadline
from tickets.facts import Author, BuyerFacts, CaseFacts, CaseState
from tickets.models import Category, Event, Message, Queue, Status, Ticket
from tickets.turns import BUYER_SIDE, OUR_SIDE, told_by, update_turns


@dataclass(frozen=True)
class Rules:
    """Where cases of one integration land. `statuses` holds one for every ended state; `answers` None is silence."""

    queue: Queue
    category: Category
    statuses: Mapping[CaseState, Status]
    login_field_id: int
    adds_customers: bool = False
    answers: Answers | None = None


@dataclass(frozen=True)
class Received:
    """What became of the facts: the ticket, whether it is new, and the messages that were not known before."""

    ticket: Ticket
    is_new: bool
    new_messages: tuple[Message, ...]


@transaction.atomic
def receive(ticket: Ticket | None, facts: CaseFacts, rules: Rules) -> Received:
    """Make or update the ticket of a case.

    Pass the case's ticket, None for a case seen for the first time. A ticket that exists keeps its queue,
    category, assignee and customer whatever the rules say now.
    """
    if ticket is None:
        return receive_new([facts], rules)[0]
    known = search.head_of(ticket)
    ticket = _update(ticket, facts, rules)
    # A case whose chat could not be read at first is still new when it can.
    is_first_word = not ticket.messages.filter(author_type__in=BUYER_SIDE).exists()
    arrived = add_messages(ticket, facts.messages)
    _reopen_for_buyer(ticket, arrived)
    _note_activity(ticket, arrived)
    if any(message.author_type not in OUR_SIDE for message in arrived):
        ticket.is_unread = True  # what came in waits for somebody to open it
        ticket.save(update_fields=["is_unread"])
    if arrived or search.head_of(ticket) != known:
        search.index(ticket)
    if rules.answers is not None:
        answer(ticket, arrived, rules.answers, is_new=is_first_word)
    return Received(ticket, is_new=False, new_messages=tuple(arrived))


@transaction.atomic
def receive_new(cases: Sequence[CaseFacts], rules: Rules) -> list[Received]:
    """Make the tickets of cases seen for the first time, all of one source; together, for a first import has many."""
    tickets = [_new_ticket(facts, rules) for facts in cases]
    arrivals = [first_messages(ticket, facts.messages) for ticket, facts in zip(tickets, cases, strict=True)]
    messages = [[arrival.message for arrival in arrived] for arrived in arrivals]
    for ticket, arrived in zip(tickets, messages, strict=True):
        _note_history(ticket, arrived)
    _find_customers(tickets, [facts.buyer for facts in cases], rules)
    Ticket.objects.bulk_create(tickets)
    Event.objects.bulk_create(Event(ticket=ticket, kind=Event.Kind.CREATED) for ticket in tickets)
    store([arrival for arrived in arrivals for arrival in arrived])
    search.index_all(zip(tickets, map(_texts, arrivals), strict=True))
    if rules.answers is not None:
        for ticket, arrived in zip(tickets, messages, strict=True):
            answer(ticket, arrived, rules.answers, is_new=True)
    return [
        Received(ticket, is_new=True, new_messages=tuple(arrived))
        for ticket, arrived in zip(tickets, messages, strict=True)
    ]


@transaction.atomic
def receive_buyer(ticket: Ticket, buyer: BuyerFacts, products: Sequence[str], rules: Rules) -> None:
    """What an order that came later than its case tells of the buyer and of what was bought."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    known, knew_login = search.head_of(ticket), bool(ticket.buyer_login)
    _note_buyer(ticket, buyer, rules)
    if ticket.customer is None and not knew_login:
        _find_customers([ticket], [buyer], rules)  # as when it had come with the case
    ticket.products = _lines(products) or ticket.products
    ticket.save(update_fields=["customer", "buyer_login", "buyer_external_id", "buyer_name", "products"])
    if search.head_of(ticket) != known:
        search.index(ticket)


def _new_ticket(facts: CaseFacts, rules: Rules) -> Ticket:
    ticket = Ticket(
        source=facts.source,
        queue=rules.queue,
        category=rules.category,
        status=rules.statuses.get(facts.state, rules.queue.open_status),
        opened_at=facts.opened_at,
        last_activity_at=facts.opened_at,
    )
    if ticket.status.kind == Status.Kind.CLOSED:
        ticket.closed_at = max((message.occurred_at for message in facts.messages), default=facts.opened_at)
    _copy(ticket, facts)
    _copy_buyer(ticket, facts.buyer)
    return ticket


def _note_history(ticket: Ticket, messages: Sequence[Message]) -> None:
    """What the messages of a new ticket mean for it. History that was answered before Parley came is not unread."""
    ticket.last_activity_at = _newest(ticket, messages)
    ticket.waiting_for, ticket.first_response_at = told_by(messages, can_reply=ticket.can_reply)
    from_others = any(message.author_type not in OUR_SIDE for message in messages)
    ticket.is_unread = from_others and ticket.waiting_for == Ticket.WaitingFor.US


def _find_customers(tickets: Sequence[Ticket], named: Sequence[BuyerFacts], rules: Rules) -> None:
    if not tickets:
        return
    source, field_id = tickets[0].source, rules.login_field_id
    buyers = [_buyer(facts) for facts in named]
    for ticket, customer in zip(tickets, find_buyers(source=source, field_id=field_id, buyers=buyers), strict=True):
        ticket.customer = customer
    if not rules.adds_customers:
        return
    unknown = [
        (ticket, buyer) for ticket, buyer in zip(tickets, buyers, strict=True) if not ticket.customer and buyer.login
    ]
    added = add_buyers(source=source, field_id=field_id, buyers=[buyer for _ticket, buyer in unknown])
    for (ticket, _buyer_of), customer in zip(unknown, added, strict=True):
        ticket.customer = customer


def _texts(arrivals: Sequence[Arrival]) -> Iterator[str]:
    """The words of the messages and the names of their files, as they are stored."""
    for arrival in arrivals:
        yield arrival.message.text
        yield from (file.name for file in arrival.fact.attachments)


def _update(ticket: Ticket, facts: CaseFacts, rules: Rules) -> Ticket:
    ticket = (
        Ticket.objects.select_for_update(of=("self",)).select_related("queue__open_status", "status").get(pk=ticket.pk)
    )
    old_kind, old_state = ticket.kind, ticket.case_state
    _copy(ticket, facts)
    _note_buyer(ticket, facts.buyer, rules)
    ticket.save()
    if old_kind != ticket.kind:
        Event.objects.create(ticket=ticket, kind=Event.Kind.KIND, old=old_kind, new=ticket.kind)
    if old_state != ticket.case_state:
        Event.objects.create(ticket=ticket, kind=Event.Kind.CASE_STATE, old=old_state, new=facts.state_raw[:200])
        _follow_state(ticket, facts.state, rules)
    return ticket


def _copy(ticket: Ticket, facts: CaseFacts) -> None:
    """What the marketplace knows best. Parts that it leaves out for a while do not erase what is known."""
    ticket.kind = facts.kind
    ticket.subject = facts.subject[:300] or ticket.subject
    ticket.case_state = facts.state
    ticket.can_reply = facts.can_reply
    ticket.due_at = facts.due_at
    note_deadline(ticket)
    ticket.history_incomplete = facts.history_incomplete
    ticket.reference = facts.reference[:60] or ticket.reference
    ticket.account = facts.account[:150] or ticket.account
    ticket.products = _lines(facts.products) or ticket.products
    ticket.order_id = facts.order_id[:100] or ticket.order_id


def _lines(products: Sequence[str]) -> str:
    return "\n".join(products)[:500]


def _note_buyer(ticket: Ticket, buyer: BuyerFacts, rules: Rules) -> None:
    knew_name = bool(ticket.buyer_name)
    _copy_buyer(ticket, buyer)
    if buyer.name and not knew_name and ticket.customer is not None and rules.adds_customers:
        # The order came later than the case. The record that the ticket has is completed, whoever bears the login by
        # now: a ticket never moves to another customer.
        complete_buyer(ticket.customer, field_id=rules.login_field_id, buyer=_buyer(buyer))


def _copy_buyer(ticket: Ticket, buyer: BuyerFacts) -> None:
    ticket.buyer_login = buyer.login[:150] or ticket.buyer_login
    ticket.buyer_external_id = buyer.external_id[:100] or ticket.buyer_external_id
    ticket.buyer_name = buyer.name[:200] or ticket.buyer_name


def _buyer(facts: BuyerFacts) -> Buyer:
    name = facts.name or facts.login
    return Buyer(facts.login, facts.external_id, name, facts.company, facts.emails, facts.phones)


def _follow_state(ticket: Ticket, state: CaseState, rules: Rules) -> None:
    """The case changed on the marketplace, in either direction: our status follows. Unknown states change nothing."""
    if state == CaseState.ONGOING:
        workflow.set_status(ticket, ticket.queue.open_status, None)
    elif state in rules.statuses:
        workflow.set_status(ticket, rules.statuses[state], None)


def _reopen_for_buyer(ticket: Ticket, arrived: list[Message]) -> None:
    """A buyer who writes on a ticket that we had put aside brings it back."""
    from_buyer = any(message.author_type == Author.BUYER for message in arrived)
    if from_buyer and ticket.can_reply and ticket.status.kind != Status.Kind.OPEN:
        workflow.set_status(ticket, ticket.queue.open_status, None)


def _note_activity(ticket: Ticket, arrived: list[Message]) -> None:
    newest = _newest(ticket, arrived)
    if newest > ticket.last_activity_at:
        ticket.last_activity_at = newest
        ticket.save(update_fields=["last_activity_at"])
    update_turns(ticket)


def _newest(ticket: Ticket, arrived: Sequence[Message]) -> datetime:
    """A clock that runs ahead on the marketplace must not pin a ticket to the top."""
    newest = max((message.occurred_at for message in arrived), default=ticket.last_activity_at)
    return min(newest, timezone.now()) if newest > ticket.last_activity_at else ticket.last_activity_at
