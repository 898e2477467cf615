"""An uncertain reply beside words of our company that nobody knows is never called undelivered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_message, make_reply, make_user
from tests.tickets.cases import CASE
from tests.tickets.dummy import DummyChannel
from tests.tickets.test_delivery_settling import in_doubt
from tickets import channels, delivery
from tickets.arrivals import add_messages
from tickets.facts import Author, MessageFacts
from tickets.intake import Rules, receive
from tickets.models import Message

pytestmark = pytest.mark.django_db


def test_where_our_company_said_something_else_in_the_same_minutes_it_stays_uncertain(market: DummyChannel) -> None:
    message = in_doubt(125, readings=2)
    later = make_reply(message.ticket, make_user())
    started = message.attempt_started_at
    assert started is not None
    unknown = MessageFacts("x1", Author.SELLER, "our-shop", "Quite other words", started + timedelta(seconds=40))
    market.sent.append((message.ticket_id, unknown, channels.OutgoingReply("")))
    delivery.settle(message.pk)
    message.refresh_from_db()
    assert (message.delivery, message.due_at) == ("uncertain", None)
    assert "something else" in message.failure
    assert list(delivery.due_for_delivery()) == [later]


@pytest.mark.parametrize("known", ["another reply of ours", "known before"])
def test_what_is_known_to_be_something_else_explains_no_absence(market: DummyChannel, known: str) -> None:
    message = in_doubt(125, readings=2)
    started = message.attempt_started_at
    assert started is not None
    fact = MessageFacts("x1", Author.SELLER, "our-shop", "Quite other words", started - timedelta(seconds=5))
    other = make_message(message.ticket, Author.SELLER, fact.text, external_id="x1")
    if known == "known before":
        Message.objects.filter(pk=other.pk).update(created_at=started - timedelta(seconds=1))
    else:
        Message.objects.filter(pk=other.pk).update(delivery="delivered", attempts=1)
    market.sent.append((message.ticket_id, fact, channels.OutgoingReply("")))
    delivery.settle(message.pk)
    message.refresh_from_db()
    assert message.delivery == "failed"


@pytest.mark.parametrize(("minutes", "state"), [(4, "uncertain"), (6, "failed")])
def test_a_reply_given_up_is_in_doubt_again_when_unknown_words_of_ours_come_late(
    rules: Rules, minutes: int, state: str
) -> None:
    ticket = receive(None, CASE, rules).ticket
    started = timezone.now() - timedelta(minutes=20)
    message = make_reply(
        ticket, make_user(), delivery="failed", failure_code="absent", attempts=1, attempt_started_at=started
    )
    at = started + timedelta(minutes=minutes)
    add_messages(ticket, [MessageFacts("x1", Author.SELLER, "our-shop", "Quite other words", at)])
    message.refresh_from_db()
    assert message.delivery == state


def test_words_of_an_hour_later_explain_no_absence(market: DummyChannel) -> None:
    message = in_doubt(7200, readings=2)
    later = MessageFacts("x1", Author.SELLER, "our-shop", "Quite other words", timezone.now() - timedelta(hours=1))
    market.sent.append((message.ticket_id, later, channels.OutgoingReply("")))
    delivery.settle(message.pk)
    message.refresh_from_db()
    assert message.delivery == "failed"
