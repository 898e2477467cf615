"""A worker that comes back late, when a later attempt is under way, neither sends nor changes anything."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_reply, make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tickets import channels, delivery, replies
from tickets.models import Event, Message

pytestmark = pytest.mark.django_db

ERRORS = [
    channels.Refused("No."),
    channels.NotSent("Too many requests."),
    channels.OutcomeUnknown("No answer came."),
]


def under_way(delivery_state: str) -> Message:
    """Their second attempt, as others left it."""
    Message.objects.update(delivery=delivery_state, attempts=2, due_at=timezone.now() + timedelta(minutes=4))
    return Message.objects.get()


def stands_as(left: Message) -> bool:
    """Whether the reply is as others left it, and nobody was told anything."""
    now = Message.objects.get()
    names = ("delivery", "attempts", "due_at", "readings", "failure", "failure_code", "trace_id", "external_id")
    return all(getattr(now, name) == getattr(left, name) for name in names) and not Event.objects.exists()


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("state", ["sending", "uncertain", "failed"])
def test_what_the_first_attempt_failed_with_changes_nothing_in_the_second(
    market: DummyChannel, state: str, error: channels.DeliveryError
) -> None:
    left: list[Message] = []
    market.fails_with = error
    market.meanwhile = lambda: left.append(under_way(state))
    delivery.deliver(make_reply(make_ticket()).pk)
    assert stands_as(left[0])


@pytest.mark.parametrize("error", ERRORS)
def test_what_an_attempt_failed_with_changes_nothing_once_it_counts_as_dead(
    market: DummyChannel, error: channels.DeliveryError
) -> None:
    def give_up() -> None:
        Message.objects.update(delivery="uncertain", due_at=timezone.now(), failure="Sending was interrupted.")
        left.append(Message.objects.get())

    left: list[Message] = []
    market.fails_with, market.meanwhile = error, give_up
    delivery.deliver(make_reply(make_ticket()).pk)
    assert left[0].attempts == 1
    assert stands_as(left[0])


@pytest.mark.parametrize("state", ["sending", "uncertain"])
def test_a_worker_that_was_held_up_before_sending_sends_nothing(market: DummyChannel, state: str) -> None:
    left: list[Message] = []
    market.before_sending = lambda: left.append(under_way(state))
    delivery.deliver(make_reply(make_ticket()).pk)
    assert market.sent == []
    assert stands_as(left[0])


def test_a_worker_in_time_may_send(market: DummyChannel) -> None:
    delivery.deliver(make_reply(make_ticket()).pk)
    assert len(market.sent) == 1


@pytest.mark.parametrize("error", [None, channels.NotSent("Unreachable."), channels.CaseGone()])
@pytest.mark.parametrize("state", ["sending", "uncertain"])
def test_a_reading_of_the_first_attempt_says_nothing_of_the_second(
    market: DummyChannel, state: str, error: Exception | None
) -> None:
    long_ago = timezone.now() - timedelta(minutes=9)
    reply = make_reply(make_ticket(), delivery="uncertain", attempts=1, readings=2, attempt_started_at=long_ago)
    left: list[Message] = []
    market.unreadable = error
    market.meanwhile = lambda: left.append(under_way(state))
    delivery.settle(reply.pk)
    assert stands_as(left[0])


def test_a_first_reading_of_the_first_attempt_does_not_count_for_the_second(market: DummyChannel) -> None:
    reply = make_reply(make_ticket(), delivery="uncertain", attempts=1, attempt_started_at=timezone.now())
    left: list[Message] = []
    market.meanwhile = lambda: left.append(under_way("uncertain"))
    delivery.settle(reply.pk)
    assert stands_as(left[0])


def test_a_reply_that_another_worker_is_sending_is_left_to_it(market: DummyChannel) -> None:
    later = timezone.now() + timedelta(minutes=4)
    reply = make_reply(make_ticket(), delivery="sending", attempts=1, due_at=later)
    delivery.deliver(reply.pk)
    assert market.sent == []


@pytest.mark.parametrize("error", [None, channels.NotSent("Unreachable."), channels.CaseGone()])
@pytest.mark.parametrize("readings", [0, 2])
def test_a_reading_says_nothing_of_a_reply_that_a_person_confirmed_meanwhile(
    market: DummyChannel, readings: int, error: Exception | None
) -> None:
    long_ago = timezone.now() - timedelta(minutes=9)
    reply = make_reply(make_ticket(), delivery="uncertain", readings=readings, attempt_started_at=long_ago)
    market.unreadable = error
    market.meanwhile = lambda: replies.confirm(reply, make_user())
    delivery.settle(reply.pk)
    reply.refresh_from_db()
    assert (reply.delivery, reply.due_at, reply.readings, reply.failure) == ("delivered", None, readings, "")
