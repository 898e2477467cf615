"""The status of a ticket follows its case, and a buyer who writes brings a ticket back."""

from dataclasses import replace

import pytest
from django.utils import timezone

from tests.factories import make_status, make_user
from tests.tickets.cases import CASE, OPENED, word
from tickets import workflow
from tickets.facts import Author, CaseState
from tickets.intake import Rules, receive
from tickets.models import Status, Ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "status"),
    [(CaseState.RESOLVED, "Solved"), (CaseState.UNRESOLVED, "Unsolved"), (CaseState.ACCEPTED, "Solved")],
)
def test_an_ended_case_gets_the_status_that_was_chosen_for_it(rules: Rules, state: CaseState, status: str) -> None:
    ticket = receive(None, CASE, rules).ticket
    receive(ticket, replace(CASE, state=state, can_reply=False), rules)
    ticket.refresh_from_db()
    assert ticket.status.name == status
    assert ticket.waiting_for == Ticket.WaitingFor.NOBODY


def test_a_case_that_had_ended_before_it_was_seen_arrives_ended(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, state=CaseState.RESOLVED, can_reply=False), rules).ticket
    assert ticket.status.name == "Solved"


def test_a_reopened_case_reopens_the_same_ticket(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, state=CaseState.RESOLVED, can_reply=False), rules).ticket
    receive(ticket, replace(CASE, opened_at=timezone.now()), rules)
    assert Ticket.objects.get().status == rules.queue.open_status


def test_an_unknown_state_changes_no_status(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    receive(ticket, replace(CASE, state=CaseState.UNKNOWN, state_raw="CLAIM_PONDERED"), rules)
    ticket.refresh_from_db()
    assert ticket.status == rules.queue.open_status
    assert ticket.events.last().new == "CLAIM_PONDERED"  # type: ignore[union-attr]  # there is one


def test_a_status_set_by_an_agent_stays_while_the_case_stands_still(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    pending = make_status("Pending", Status.Kind.PENDING)
    workflow.set_status(ticket, pending, make_user())
    receive(ticket, replace(CASE, messages=(word("m1"), word("m2", Author.ADVISER, 5))), rules)
    assert Ticket.objects.get().status == pending


def test_a_buyer_who_writes_brings_back_a_ticket_put_aside(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    workflow.set_status(ticket, make_status("Done", Status.Kind.CLOSED), make_user())
    receive(ticket, replace(CASE, messages=(word("m2", minutes=9),)), rules)
    assert Ticket.objects.get().status == rules.queue.open_status


@pytest.mark.parametrize("state", [CaseState.ACCEPTED, CaseState.REJECTED, CaseState.UNKNOWN])
def test_a_buyer_who_writes_on_a_decided_claim_brings_its_ticket_back(rules: Rules, state: CaseState) -> None:
    ticket = receive(None, CASE, rules).ticket
    receive(ticket, replace(CASE, state=CaseState.ACCEPTED, can_reply=True), rules)
    assert Ticket.objects.get().status.kind == Status.Kind.CLOSED
    decided = replace(CASE, state=state, can_reply=True, messages=(word("m1"), word("m2", minutes=5)))
    receive(ticket, decided, rules)
    ticket = Ticket.objects.get()
    assert ticket.waiting_for == "us"
    assert ticket.status.kind == Status.Kind.OPEN


def test_an_ended_case_of_the_past_was_closed_with_its_last_word(rules: Rules) -> None:
    ended = replace(CASE, state=CaseState.RESOLVED, can_reply=False, messages=(word("m1"), word("m2", minutes=30)))
    ticket = receive(None, ended, rules).ticket
    assert ticket.closed_at == ended.messages[1].occurred_at
    assert not ticket.is_unread


def put_aside(rules: Rules, kind: Status.Kind = Status.Kind.PENDING) -> Ticket:
    ticket = receive(None, CASE, rules).ticket
    workflow.set_status(ticket, make_status("Put aside", kind), make_user())
    return ticket


def test_a_pending_ticket_comes_back_when_the_buyer_writes(rules: Rules) -> None:
    ticket = put_aside(rules)
    received = receive(ticket, replace(CASE, messages=(word("m1"), word("m2", minutes=9))), rules)
    ticket.refresh_from_db()
    assert (ticket.status, received.ticket.status) == (rules.queue.open_status, rules.queue.open_status)
    assert list(ticket.events.values_list("kind", "new"))[-1] == ("status", rules.queue.open_status.name)


def test_a_pending_ticket_that_takes_no_reply_stays_when_the_buyer_writes(rules: Rules) -> None:
    ticket = put_aside(rules)
    locked = replace(CASE, can_reply=False, messages=(word("m1"), word("m2", minutes=9)))
    receive(ticket, locked, rules)
    ticket.refresh_from_db()
    assert (ticket.status.name, ticket.waiting_for) == ("Put aside", "nobody")


@pytest.mark.parametrize("author", [Author.SELLER, Author.ADVISER, Author.SYSTEM, Author.CHATBOT, Author.UNKNOWN])
def test_a_ticket_put_aside_stays_when_others_write(rules: Rules, author: Author) -> None:
    ticket = put_aside(rules)
    receive(ticket, replace(CASE, messages=(word("m1"), word("m2", author, 9))), rules)
    assert Ticket.objects.get().status.name == "Put aside"


def test_an_open_ticket_keeps_the_open_status_that_an_agent_chose(rules: Rules) -> None:
    ticket = put_aside(rules, Status.Kind.OPEN)
    receive(ticket, replace(CASE, messages=(word("m1"), word("m2", minutes=9))), rules)
    assert Ticket.objects.get().status.name == "Put aside"


def test_a_reopened_case_is_open_again_and_says_so_in_its_events(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, state=CaseState.RESOLVED, can_reply=False), rules).ticket
    receive(ticket, CASE, rules)
    ticket.refresh_from_db()
    assert (ticket.case_state, ticket.closed_at, ticket.can_reply) == ("ongoing", None, True)
    told = list(ticket.events.values_list("kind", "old", "new"))
    assert ("case_state", "resolved", "CLAIM_SUBMITTED") in told


def test_a_state_without_a_status_of_its_own_leaves_the_status(rules: Rules) -> None:
    rules = replace(rules, statuses={CaseState.RESOLVED: rules.statuses[CaseState.RESOLVED]})
    ticket = receive(None, CASE, rules).ticket
    receive(ticket, replace(CASE, state=CaseState.REJECTED), rules)
    assert Ticket.objects.get().status == rules.queue.open_status


def test_a_case_that_ended_without_a_word_was_closed_when_it_was_opened(rules: Rules) -> None:
    ended = replace(CASE, state=CaseState.RESOLVED, can_reply=False, messages=())
    assert receive(None, ended, rules).ticket.closed_at == OPENED
    assert receive(None, replace(CASE, messages=()), rules).ticket.closed_at is None


def test_the_words_of_an_unknown_state_are_cut_to_what_an_event_holds(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    receive(ticket, replace(CASE, state=CaseState.UNKNOWN, state_raw="S" * 201), rules)
    assert ticket.events.filter(kind="case_state").get().new == "S" * 200
