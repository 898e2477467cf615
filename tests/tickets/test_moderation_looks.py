"""When the marketplace is asked again what it made of a message that it checks, and about which one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.tickets.dummy import DummyChannel
from tests.tickets.test_delivery import pass_time
from tests.tickets.test_moderation import PENDING, look, sent
from tickets import channels, moderation
from tickets.models import Message

pytestmark = pytest.mark.django_db


def seconds_until_next_look(message: Message) -> float:
    message.refresh_from_db()
    assert message.due_at is not None
    return (message.due_at - timezone.now()).total_seconds()


def test_only_messages_that_are_checked_are_due(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    pass_time(message)
    Message.objects.update(delivery="uncertain")
    assert not moderation.due().exists()


def test_a_look_under_way_is_not_repeated_for_five_minutes(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    pass_time(message)
    left = []

    def meanwhile() -> None:
        left.append(seconds_until_next_look(message))
        moderation.follow(message.pk)  # another worker at the same moment

    market.meanwhile = meanwhile
    moderation.follow(message.pk)
    assert left == [pytest.approx(300, abs=5)]


def test_where_it_cannot_be_asked_the_next_look_comes_after_fifteen_seconds(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    market.unreadable = channels.NotSent("Unreachable.")
    look(message)
    assert seconds_until_next_look(message) == pytest.approx(15, abs=2)


def test_an_absent_message_is_looked_for_after_a_quarter_of_its_age(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    Message.objects.filter(pk=message.pk).update(attempt_started_at=timezone.now() - timedelta(minutes=20))
    market.sent.clear()
    look(message)
    assert (message.delivery, message.readings) == ("checking", 1)
    assert seconds_until_next_look(message) == pytest.approx(300, abs=5)


def test_absence_from_a_part_of_the_case_does_not_count(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    market.sent.clear()
    market.gap = "Something is missing."
    look(message)
    assert (message.delivery, message.readings) == ("checking", 0)
    assert seconds_until_next_look(message) == pytest.approx(15, abs=2)


def test_another_message_that_is_checked_keeps_its_own_time(market: DummyChannel) -> None:
    message, other = sent(market, PENDING), sent(market, PENDING)
    before = other.due_at
    market.sent.clear()
    look(message)
    other.refresh_from_db()
    assert (other.readings, other.due_at) == (0, before)


def test_a_verdict_that_came_meanwhile_stays(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    market.sent.clear()
    told = Message.objects.filter(pk=message.pk)
    market.meanwhile = lambda: told.update(delivery="delivered", due_at=None)
    look(message)
    assert (message.delivery, message.readings, message.due_at) == ("delivered", 0, None)
