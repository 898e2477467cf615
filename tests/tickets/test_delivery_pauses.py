from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_reply, make_ticket
from tests.tickets.dummy import DummyChannel
from tests.tickets.test_delivery import State, pass_time
from tickets import channels, delivery

pytestmark = pytest.mark.django_db


def test_what_was_certainly_not_sent_is_queued_for_later(market: DummyChannel) -> None:
    market.fails_with = channels.NotSent("Too many requests.", retry_after=timedelta(seconds=40))
    message = make_reply(make_ticket())

    delivery.deliver(message.pk)

    message.refresh_from_db()
    assert (message.delivery, message.failure) == (State.QUEUED, "Too many requests.")
    assert message.due_at is not None
    assert timedelta(seconds=35) < message.due_at - timezone.now() <= timedelta(seconds=40)


def test_a_longer_pause_than_five_minutes_is_left_to_the_marketplaces_own_block(market: DummyChannel) -> None:
    market.fails_with = channels.NotSent("Too many requests.", retry_after=timedelta(hours=2))
    message = make_reply(make_ticket())

    delivery.deliver(message.pk)

    message.refresh_from_db()
    assert message.due_at is not None
    assert timedelta(seconds=295) < message.due_at - timezone.now() <= timedelta(seconds=300)


def test_pauses_between_tries_grow_but_stay_bounded(market: DummyChannel) -> None:
    market.fails_with = channels.NotSent("Unreachable.")
    message = make_reply(make_ticket())
    pauses = []
    for _ in range(12):
        delivery.deliver(message.pk)
        message.refresh_from_db()
        assert message.due_at is not None
        pauses.append(round((message.due_at - timezone.now()).total_seconds()))
        pass_time(message)
    assert pauses[:3] == [15, 30, 60]
    assert pauses[-1] == 300
