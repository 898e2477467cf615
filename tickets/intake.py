"""Facts about a case become a ticket and its messages. Idempotent: the same facts again change nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from crm.records import add_buyer, complete_buyer, find_buyer
from tickets import search, workflow
from tickets.arrivals import add_messages
from tickets.automatic import Answers, answer
from tickets.deadlines import note_deadline
from tickets.facts import Author, CaseFacts, CaseState
from tickets.models import Category, Event, Message, Queue, Status, Ticket
from tickets.turns import BUYER_SIDE, OUR_SIDE, set_waiting_for


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
    is_new = ticket is None
    known = () if ticket is None else search.head_of(ticket)
    ticket = _create(facts, rules) if ticket is None else _update(ticket, facts, rules)
    # A case whose chat could not be read at first is still new when it can.
    is_first_word = not ticket.messages.filter(author_type__in=BUYER_SIDE).exists()
    arrived = add_messages(ticket, facts.messages)
    if not is_new:
        _reopen_for_buyer(ticket, arrived)
    _note_activity(ticket, arrived)
    _note_unread(ticket, arrived, is_new=is_new)
    if arrived or search.head_of(ticket) != known:
        search.index(ticket)
    if rules.answers is not None:
        answer(ticket, arrived, rules.answers, is_new=is_first_word)
    return Received(ticket, is_new, tuple(arrived))


def _create(facts: CaseFacts, rules: Rules) -> Ticket:
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
    ticket.customer = find_buyer(
        source=facts.source,
        field_id=rules.login_field_id,
        login=facts.buyer.login,
        external_id=facts.buyer.external_id,
    )
    if ticket.customer is None and rules.adds_customers and facts.buyer.login:
        _add_customer(ticket, facts, rules)
    ticket.save()
    Event.objects.create(ticket=ticket, kind=Event.Kind.CREATED)
    return ticket


def _update(ticket: Ticket, facts: CaseFacts, rules: Rules) -> Ticket:
    ticket = (
        Ticket.objects.select_for_update(of=("self",)).select_related("queue__open_status", "status").get(pk=ticket.pk)
    )
    old_kind, old_state, knew_name = ticket.kind, ticket.case_state, bool(ticket.buyer_name)
    _copy(ticket, facts)
    if facts.buyer.name and not knew_name and ticket.customer_id and rules.adds_customers:
        _complete_customer(ticket, facts, rules)  # the order came later than the case
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
    ticket.products = "\n".join(facts.products)[:500] or ticket.products
    ticket.order_id = facts.order_id[:100] or ticket.order_id
    ticket.buyer_login = facts.buyer.login[:150] or ticket.buyer_login
    ticket.buyer_external_id = facts.buyer.external_id[:100] or ticket.buyer_external_id
    ticket.buyer_name = facts.buyer.name[:200] or ticket.buyer_name


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
    newest = max((message.occurred_at for message in arrived), default=ticket.last_activity_at)
    if newest > ticket.last_activity_at:
        # A clock that runs ahead on the marketplace must not pin a ticket to the top.
        ticket.last_activity_at = min(newest, timezone.now())
        ticket.save(update_fields=["last_activity_at"])
    set_waiting_for(ticket)


def _note_unread(ticket: Ticket, arrived: list[Message], *, is_new: bool) -> None:
    """What came in waits for somebody to open it; history that was answered before Parley came does not."""
    from_others = any(message.author_type not in OUR_SIDE for message in arrived)
    if from_others and (not is_new or ticket.waiting_for == Ticket.WaitingFor.US):
        ticket.is_unread = True
        ticket.save(update_fields=["is_unread"])


def _add_customer(ticket: Ticket, facts: CaseFacts, rules: Rules) -> None:
    buyer = facts.buyer
    ticket.customer = add_buyer(
        source=facts.source,
        field_id=rules.login_field_id,
        login=buyer.login,
        external_id=buyer.external_id,
        name=buyer.name or buyer.login,
        company=buyer.company,
        emails=buyer.emails,
        phones=buyer.phones,
    )


def _complete_customer(ticket: Ticket, facts: CaseFacts, rules: Rules) -> None:
    """The record that the ticket has, whoever bears the login by now: a ticket never moves to another customer."""
    buyer = facts.buyer
    if ticket.customer is not None:
        complete_buyer(
            ticket.customer,
            field_id=rules.login_field_id,
            login=buyer.login,
            name=buyer.name or buyer.login,
            company=buyer.company,
            emails=buyer.emails,
            phones=buyer.phones,
        )
