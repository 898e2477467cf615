"""A long history is shown from its newer end, and whole for those who ask."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_message, make_reply, make_ticket
from tests.tickets.dummy import DummyChannel
from tickets.history import NEWEST, History, history_of
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


def told(market: DummyChannel, ticket: Ticket, *, is_whole: bool = False) -> History:
    return history_of(ticket, market.view_of(ticket.pk), is_whole=is_whole)


def make_long(messages: int = NEWEST + 3) -> tuple[Ticket, list[Message]]:
    ticket, now = make_ticket(), timezone.now()
    moments = [now - timedelta(minutes=messages - number) for number in range(messages)]
    return ticket, [make_message(ticket, text=f"word{n}", occurred_at=at) for n, at in enumerate(moments)]


def test_a_short_history_is_whole(market: DummyChannel) -> None:
    ticket, messages = make_long(NEWEST)
    history = told(market, ticket)
    assert (list(history.messages), history.earlier) == (messages, 0)


def test_the_newest_are_shown_oldest_first_and_the_others_are_counted(market: DummyChannel) -> None:
    ticket, messages = make_long()
    history = told(market, ticket)
    assert (list(history.messages), history.earlier) == (messages[3:], 3)
    assert history.newest_id == messages[-1].pk


def test_who_asks_gets_everything(market: DummyChannel) -> None:
    ticket, messages = make_long()
    history = told(market, ticket, is_whole=True)
    assert (list(history.messages), history.earlier) == (messages, 0)


def test_a_reply_that_somebody_must_look_at_is_never_left_out(market: DummyChannel) -> None:
    ticket, messages = make_long()
    old = make_reply(ticket, delivery=Message.Delivery.UNCERTAIN, occurred_at=messages[0].occurred_at)
    history = told(market, ticket)
    assert history.messages[0] == old
    assert history.earlier == 3
    assert list(history.messages[1:]) == messages[3:]


def test_a_message_more_changes_the_version(market: DummyChannel) -> None:
    ticket, messages = make_long()
    before = told(market, ticket).version
    assert told(market, ticket).version == before
    make_message(ticket, occurred_at=messages[0].occurred_at)  # one that came late, among those left out
    assert told(market, ticket).version != before
