"""An uncertain reply whose case cannot be read, or not whole, is left to people after a while."""

import pytest

from tests.factories import make_reply, make_user
from tests.tickets.dummy import DummyChannel
from tests.tickets.test_delivery import pass_time
from tests.tickets.test_delivery_settling import in_doubt, make_uncertain, seconds_left
from tickets import channels, delivery

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("age", "then"), [(20, 15), (120, 30), (600, 150), (3500, 300)])
def test_a_reading_that_fails_is_tried_again_at_growing_distances_and_says_why(
    market: DummyChannel, age: int, then: int
) -> None:
    market.unreadable = channels.NotSent("Unreachable.", trace_id="t-3")
    message = in_doubt(age, readings=2)
    delivery.settle(message.pk)
    assert seconds_left(message) == then
    assert (message.failure, message.trace_id, message.readings) == ("Unreachable.", "t-3", 2)


def test_what_cannot_be_read_for_an_hour_is_left_to_people_and_holds_back_nothing(market: DummyChannel) -> None:
    market.unreadable = channels.NotSent("Unreachable.")
    message = in_doubt(3700)
    later = make_reply(message.ticket, make_user())
    delivery.settle(message.pk)
    message.refresh_from_db()
    assert (message.delivery, message.due_at, message.failure) == ("uncertain", None, "Unreachable.")
    assert list(delivery.due_for_delivery()) == [later]


@pytest.mark.parametrize(("readings", "is_left"), [(0, False), (1, False), (2, True)])
def test_absence_from_a_part_of_the_case_is_none_and_after_three_readings_people_decide(
    market: DummyChannel, readings: int, is_left: bool
) -> None:
    market.gap = "Something is missing."
    message = in_doubt(9999, readings)
    later = make_reply(message.ticket, make_user())
    delivery.settle(message.pk)
    message.refresh_from_db()
    assert (message.delivery, message.due_at is None) == ("uncertain", is_left)
    assert message.failure == ("Something is missing." if is_left else "")
    assert list(delivery.due_for_delivery()) == ([later] if is_left else [])


def test_a_reply_that_a_part_of_the_case_shows_is_delivered(market: DummyChannel) -> None:
    message = make_uncertain(market, stored=True)
    market.gap = "Something is missing."
    pass_time(message)
    delivery.settle(message.pk)
    message.refresh_from_db()
    assert message.delivery == "delivered"
