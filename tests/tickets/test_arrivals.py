"""Replies of ours that the marketplace shows are bound to their rows instead of doubled."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_reply, make_ticket, make_user
from tests.tickets.cases import CASE, OPENED, word
from tests.tickets.dummy import DummyChannel
from tickets import delivery
from tickets.arrivals import add_messages
from tickets.facts import Author
from tickets.intake import Rules, receive
from tickets.models import Message

pytestmark = pytest.mark.django_db


def test_a_reply_in_doubt_is_bound_to_what_the_sweep_reads_instead_of_doubled(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    reply = make_reply(
        ticket, make_user(), "Sorry for that", delivery=Message.Delivery.UNCERTAIN, attempt_started_at=OPENED
    )
    seen = word("s1", Author.SELLER, 3, text="Sorry  for that\n")

    received = receive(ticket, replace(CASE, messages=(seen,)), rules)

    reply.refresh_from_db()
    assert received.new_messages == ()
    assert (reply.delivery, reply.external_id, reply.occurred_at) == ("delivered", "s1", seen.occurred_at)


def test_a_reply_given_up_as_absent_that_turns_up_late_is_delivered_after_all(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    reply = make_reply(ticket, text="Late", delivery="failed", failure_code="absent", attempt_started_at=OPENED)
    receive(ticket, replace(CASE, messages=(word("s1", Author.SELLER, 3, text="Late"),)), rules)
    reply.refresh_from_db()
    assert reply.delivery == Message.Delivery.DELIVERED


@pytest.mark.parametrize("state", [Message.Delivery.DELIVERED, Message.Delivery.QUEUED])
def test_what_a_person_settled_is_bound_to_what_the_sweep_reads(rules: Rules, state: Message.Delivery) -> None:
    """Confirmed without an id, or queued once more: the first attempt may turn up, and then it is that one."""
    ticket = receive(None, CASE, rules).ticket
    reply = make_reply(ticket, text="On its way", delivery=state, attempts=1, attempt_started_at=OPENED)
    found = word("m2", Author.SELLER, minutes=1, text="On its way")
    assert receive(ticket, replace(CASE, messages=(*CASE.messages, found)), rules).new_messages == ()
    reply.refresh_from_db()
    assert (reply.delivery, reply.external_id) == (Message.Delivery.DELIVERED, "m2")


def test_a_reply_that_has_not_left_yet_is_not_confused_with_the_same_words_on_the_site(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    make_reply(ticket, text="On its way")
    found = word("m2", Author.SELLER, minutes=1, text="On its way")
    assert len(receive(ticket, replace(CASE, messages=(*CASE.messages, found)), rules).new_messages) == 1


def test_a_refused_reply_is_not_confused_with_the_same_words_on_the_site(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    reply = make_reply(ticket, text="Hi", delivery="failed", failure_code="refused", attempt_started_at=OPENED)
    receive(ticket, replace(CASE, messages=(word("s1", Author.SELLER, 3, text="Hi"),)), rules)
    reply.refresh_from_db()
    assert reply.delivery == Message.Delivery.FAILED
    assert ticket.messages.filter(external_id="s1", author=None).exists()


def test_our_delivered_reply_takes_the_marketplaces_time(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    reply = make_reply(ticket, external_id="s1", delivery=Message.Delivery.DELIVERED)
    receive(ticket, replace(CASE, messages=(word("s1", Author.SELLER, 3),)), rules)
    reply.refresh_from_db()
    assert reply.occurred_at == OPENED + timedelta(minutes=3)


def test_the_same_words_written_anew_are_not_taken_for_the_reply_that_was_given_up(market: DummyChannel) -> None:
    """A sweep reads the new reply on the marketplace before the answer to it is in."""
    ticket = make_ticket()
    make_reply(
        ticket,
        make_user(),
        text="Hello",
        delivery="failed",
        failure_code="absent",
        attempts=1,
        attempt_started_at=timezone.now() - timedelta(minutes=5),
        due_at=None,
    )
    anew = make_reply(ticket, make_user(), text="Hello")
    market.meanwhile = lambda: add_messages(ticket, [market.sent[-1][1]])

    delivery.deliver(anew.pk)

    anew.refresh_from_db()
    assert anew.delivery == "delivered"
