"""Allegro's clock is off by seconds or minutes: no reply is lost sight of, none reaches a buyer twice."""

import pytest
from django.utils import timezone

from simulator.records import Kind
from tests.factories import make_user
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import settle, whole
from tickets import replies
from tickets.models import Message
from tickets.rejections import Rejected

pytestmark = pytest.mark.django_db
TEXT = "Wysłaliśmy nową paczkę."


@pytest.mark.parametrize("kind", [Kind.CLAIM, Kind.PURCHASE_PROBLEM])
@pytest.mark.parametrize("seconds", [-300.0, -40.0, 40.0, 300.0])
@pytest.mark.parametrize("sweeps_first", [False, True])
def test_an_uncertain_reply_is_found_under_another_clock(
    desk: Desk, kind: Kind, seconds: float, *, sweeps_first: bool
) -> None:
    desk.fault("clock", seconds=seconds)
    case = desk.open_case(kind)
    desk.sweep("first")
    desk.fault("stored_unanswered", count=1)
    reply = desk.reply(case, TEXT)
    assert reply.delivery == "uncertain"
    if sweeps_first:
        desk.sweep()
    assert settle(reply).delivery == "delivered", reply.failure
    desk.sweep("deep")
    whole(desk, case)


@pytest.mark.parametrize("seconds", [-900.0, -300.0])
@pytest.mark.parametrize("sweeps_first", [False, True])
def test_where_only_messages_are_dated_early_it_stays_uncertain_and_is_not_sent_again(
    desk: Desk, seconds: float, *, sweeps_first: bool
) -> None:
    """The `Date` of answers tells nothing of the clock that dates messages."""
    desk.fault("clock", seconds=seconds, where="moments")
    case = desk.open_case()
    desk.sweep("first")
    desk.fault("stored_unanswered", count=1)
    reply = desk.reply(case, TEXT)
    if sweeps_first:
        desk.sweep()
    for _reading in range(3):
        settle(reply)
    assert (reply.delivery, reply.due_at) == ("uncertain", None)
    with pytest.raises(Rejected):
        replies.send_again(reply, make_user())
    desk.sweep("deep")
    replies.confirm(reply, make_user())
    desk.sweep("deep")
    whole(desk, case)
    assert desk.said(case).count(TEXT) == 1


def test_a_clock_that_was_set_between_sending_and_reading_calls_nothing_undelivered(desk: Desk) -> None:
    desk.fault("clock", seconds=-300)
    case = desk.open_case()
    desk.sweep("first")
    desk.fault("stored_unanswered", count=1)
    reply = desk.reply(case, TEXT)
    desk.behave()
    for _reading in range(3):
        settle(reply)
    assert reply.delivery == "uncertain"
    assert "said the same" in reply.failure


def test_an_absent_reply_is_still_called_undelivered_under_another_clock(desk: Desk) -> None:
    desk.fault("clock", seconds=-40)
    case = desk.open_case()
    desk.sweep("first")
    desk.fault("unstored_504", count=1)
    reply = desk.reply(case, TEXT)
    for _reading in range(3):
        settle(reply)
    assert (reply.delivery, reply.failure_code) == ("failed", "absent")
    assert Message.objects.filter(occurred_at__gt=timezone.now()).count() == 0
