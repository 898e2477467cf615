"""Clocks here and there differ: a reply is found all the same, and never absent while its words are there."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import make_message, make_reply, make_ticket, make_user
from tests.tickets.dummy import DummyChannel, dummy_market
from tests.tickets.test_delivery_settling import in_doubt, make_uncertain
from tickets import channels, delivery, replies
from tickets.arrivals import add_messages
from tickets.facts import Author, MessageFacts
from tickets.models import Message

pytestmark = pytest.mark.django_db
DIFFERENCES = [-300, -40, 40, 300]


def shown(market: DummyChannel, message: Message, seconds: float, **changes: Any) -> MessageFacts:
    """The reply's words on the marketplace, dated so long after the attempt began."""
    assert message.attempt_started_at is not None
    values = {"external_id": "x1", "author": Author.SELLER, "text": message.text, **changes}
    at = message.attempt_started_at + timedelta(seconds=seconds)
    fact = MessageFacts(author_name="our-shop", occurred_at=at, **values)
    market.sent.append((message.ticket_id, fact, channels.OutgoingReply(fact.text)))
    return fact


def settled(message: Message) -> Message:
    """After all the readings that it takes, over two minutes."""
    long_ago = timezone.now() - timedelta(seconds=130)
    for _reading in range(3):
        Message.objects.filter(pk=message.pk, delivery="uncertain").update(due_at=timezone.now())
        delivery.settle(message.pk)
    if message.attempt_started_at and message.attempt_started_at > long_ago:
        Message.objects.filter(pk=message.pk).update(attempt_started_at=long_ago, due_at=timezone.now())
        delivery.settle(message.pk)
    message.refresh_from_db()
    return message


@pytest.mark.parametrize("seconds", DIFFERENCES)
@pytest.mark.parametrize("sweeps_first", [False, True])
def test_a_reply_is_found_however_far_the_marketplaces_clock_is_off(
    market: DummyChannel, seconds: int, *, sweeps_first: bool
) -> None:
    market.ahead = timedelta(seconds=seconds)
    message = make_uncertain(market, stored=True)
    if sweeps_first:
        assert add_messages(message.ticket, [market.sent[0][1]]) == []
    assert settled(message).delivery == "delivered"
    assert list(message.ticket.messages.all()) == [message]


@pytest.mark.parametrize("seconds", [-31, -40, -300, -86_400])
@pytest.mark.parametrize("sweeps_first", [False, True])
def test_the_same_words_of_an_earlier_time_leave_it_uncertain(
    market: DummyChannel, seconds: int, *, sweeps_first: bool
) -> None:
    """Nobody has measured the difference, or it was another one then."""
    message = in_doubt(130, readings=0)
    fact = shown(market, message, seconds)
    if sweeps_first:
        add_messages(message.ticket, [fact])
    assert (settled(message).delivery, message.due_at) == ("uncertain", None)
    assert "said the same" in message.failure


def test_a_copy_that_the_marketplace_does_not_hand_out_any_more_leaves_it_uncertain(market: DummyChannel) -> None:
    message = in_doubt(130)
    add_messages(message.ticket, [shown(market, message, -40)])
    market.sent.clear()
    assert settled(message).delivery == "uncertain"


def test_what_was_there_before_the_reply_was_written_leaves_nothing_uncertain(market: DummyChannel) -> None:
    """Known by its row's place, not by its time: whatever the clocks say, it cannot be this reply."""
    ticket = make_ticket()
    make_message(ticket, Author.SELLER, "We are on it", external_id="x1")
    started = timezone.now() - timedelta(seconds=130)
    message = make_reply(ticket, make_user(), delivery="uncertain", attempts=1, attempt_started_at=started)
    shown(market, message, -3600)
    assert settled(message).delivery == "failed"


@pytest.mark.parametrize("known", ["another reply of ours", "a buyer's words"])
def test_what_belongs_to_somebody_else_leaves_nothing_uncertain(market: DummyChannel, known: str) -> None:
    message = in_doubt(130)
    author = Author.BUYER if known == "a buyer's words" else Author.SELLER
    shown(market, message, -40, author=author)
    if author == Author.SELLER:
        make_reply(message.ticket, text=message.text, delivery="delivered", external_id="x1", attempts=1)
    assert settled(message).delivery == "failed"


def test_the_difference_is_measured_before_the_last_reading_and_then_it_is_found(market: DummyChannel) -> None:
    message = in_doubt(130)
    add_messages(message.ticket, [shown(market, message, -40)])
    delivery.settle(message.pk)
    market.ahead = timedelta(seconds=-41)
    assert (settled(message).delivery, message.external_id) == ("delivered", "x1")
    assert list(message.ticket.messages.all()) == [message]


def test_a_reply_given_up_is_in_doubt_again_when_its_words_turn_up_with_an_earlier_time(market: DummyChannel) -> None:
    message = in_doubt(3600, delivery="failed", failure_code="absent", due_at=None)
    other = make_reply(
        message.ticket,
        text="Other words",
        delivery="failed",
        failure_code="absent",
        attempt_started_at=message.attempt_started_at,
    )
    add_messages(message.ticket, [shown(market, message, -300)])
    for reply in (message, other):
        reply.refresh_from_db()
    assert (message.delivery, other.delivery) == ("uncertain", "failed")


@pytest.mark.parametrize(("seconds", "state"), [(-300, "uncertain"), (0, "failed")])
def test_other_words_of_the_same_minutes_are_told_by_the_difference_as_well(
    market: DummyChannel, seconds: int, state: str
) -> None:
    """Dated four minutes and a half before the attempt: by our clock half a minute after it, or not."""
    market.ahead = timedelta(seconds=seconds)
    message = in_doubt(130)
    shown(market, message, -270, text="Quite other words")
    assert settled(message).delivery == state


@pytest.mark.parametrize("seconds", [*DIFFERENCES, 0])
def test_after_it_is_there_the_words_stand_in_the_history_once(market: DummyChannel, seconds: int) -> None:
    message = in_doubt(130)
    fact = shown(market, message, seconds)
    copy = make_message(message.ticket, Author.SELLER, fact.text, external_id="x1", occurred_at=fact.occurred_at)
    replies.confirm(message, make_user())
    message.refresh_from_db()
    assert (message.delivery, message.external_id, message.occurred_at) == ("delivered", "x1", fact.occurred_at)
    assert not Message.objects.filter(pk=copy.pk).exists()
    assert add_messages(message.ticket, [fact]) == []


@pytest.mark.parametrize("seconds", DIFFERENCES)
def test_after_it_is_there_a_sweep_that_reads_the_words_adds_none(market: DummyChannel, seconds: int) -> None:
    message = in_doubt(130)
    replies.confirm(message, make_user())
    assert add_messages(message.ticket, [shown(market, message, seconds)]) == []


def test_after_it_is_there_the_nearest_of_several_copies_is_taken_and_none_of_another_day(
    market: DummyChannel,
) -> None:
    message = in_doubt(130)
    started = message.attempt_started_at
    assert started is not None
    for external_id, seconds in (("x1", -3600), ("x2", -40), ("x3", 90)):
        at = started + timedelta(seconds=seconds)
        make_message(message.ticket, Author.SELLER, message.text, external_id=external_id, occurred_at=at)
    replies.confirm(message, make_user())
    message.refresh_from_db()
    assert message.external_id == "x2"
    old = in_doubt(130)
    make_message(old.ticket, Author.SELLER, old.text, occurred_at=timezone.now() - timedelta(days=2))
    replies.confirm(old, make_user())
    old.refresh_from_db()
    assert (old.delivery, old.external_id) == ("delivered", None)


@pytest.mark.parametrize(
    ("copy", "word", "state"),
    [("checking", "", "checking"), ("checking", "INTERACTING", "delivered"), ("blocked", "", "blocked")],
)
def test_after_it_is_there_what_the_marketplace_made_of_it_counts(
    market: DummyChannel, copy: str, word: str, state: str
) -> None:
    """A word that does not tell leaves what a person has seen."""
    message = in_doubt(130)
    make_message(message.ticket, Author.SELLER, message.text, delivery=copy, failure_code=word)
    replies.confirm(message, make_user())
    message.refresh_from_db()
    assert message.delivery == state


class EveryClock(TestCase):
    """Whatever the clocks say: what the buyer has is never called undelivered."""

    @hypothesis_settings(max_examples=40)
    @given(
        true=st.integers(-900, 900),
        measured=st.one_of(st.none(), st.integers(-900, 900)),
        sweeps=st.lists(st.booleans(), min_size=3, max_size=3),
    )
    def test_a_reply_that_is_there_is_never_absent(self, true: int, measured: int | None, sweeps: list[bool]) -> None:
        with dummy_market() as market:
            message = in_doubt(130)
            fact = shown(market, message, true + 1)
            market.ahead = timedelta(seconds=true if measured is None else measured)
            for is_swept in sweeps:
                if is_swept:
                    add_messages(message.ticket, [fact])
                Message.objects.filter(pk=message.pk, delivery="uncertain").update(due_at=timezone.now())
                delivery.settle(message.pk)
            message.refresh_from_db()
            assert message.delivery in ("delivered", "uncertain")
            if measured is None:
                assert message.delivery == "delivered"
            if message.delivery == "delivered":
                assert message.ticket.messages.count() == 1
