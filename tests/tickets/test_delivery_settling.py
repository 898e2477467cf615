"""An uncertain reply is settled by reading the case back, or by a person."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from tests.factories import make_reply, make_ticket, make_user
from tests.tickets.cases import CASE
from tests.tickets.dummy import DummyChannel
from tests.tickets.test_delivery import pass_time, resolved_with
from tickets import channels, delivery, replies, tasks
from tickets.facts import CaseState
from tickets.intake import Rules, receive
from tickets.models import Event, Message, Ticket

pytestmark = pytest.mark.django_db
State = Message.Delivery


def make_uncertain(market: DummyChannel, *, stored: bool) -> Message:
    message = make_reply(make_ticket(), make_user())
    market.fails_with = channels.OutcomeUnknown("No answer came.", code="timeout", trace_id="t-1")
    market.stores_before_failing = stored
    delivery.deliver(message.pk)
    market.fails_with = None
    message.refresh_from_db()
    return message


def test_an_unknown_outcome_is_uncertain_and_not_sent_again(market: DummyChannel) -> None:
    message = make_uncertain(market, stored=False)
    pass_time(message)

    delivery.deliver(message.pk)

    assert message.delivery == State.UNCERTAIN
    assert not market.sent


def test_an_uncertain_reply_that_is_there_is_delivered(market: DummyChannel) -> None:
    message = make_uncertain(market, stored=True)
    pass_time(message)

    delivery.settle(message.pk)

    message.refresh_from_db()
    assert (message.delivery, message.external_id) == (State.DELIVERED, "dummy-1")
    assert len(market.sent) == 1


def test_an_uncertain_reply_absent_three_times_over_two_minutes_is_not_delivered(market: DummyChannel) -> None:
    message = make_uncertain(market, stored=False)
    waited = timedelta(0)
    for _ in range(3):
        message.refresh_from_db()
        assert message.delivery == State.UNCERTAIN
        assert message.due_at is not None
        wait = message.due_at - timezone.now()
        waited += wait
        pass_time(message)
        Message.objects.update(attempt_started_at=F("attempt_started_at") - wait)
        delivery.settle(message.pk)

    message.refresh_from_db()
    assert (message.delivery, message.failure_code) == (State.FAILED, "absent")
    assert waited >= timedelta(seconds=119)


def test_a_reading_that_fails_does_not_count(market: DummyChannel) -> None:
    message = make_uncertain(market, stored=False)
    market.unreadable = channels.NotSent("Unreachable.")
    for _ in range(5):
        pass_time(message)
        delivery.settle(message.pk)

    message.refresh_from_db()
    assert (message.delivery, message.readings) == (State.UNCERTAIN, 0)


def test_when_the_account_is_deleted_an_uncertain_reply_stays_so_and_a_queued_one_fails(market: DummyChannel) -> None:
    uncertain = make_uncertain(market, stored=False)
    market.unreadable = market.fails_with = channels.CaseGone()
    pass_time(uncertain)
    queued = make_reply(make_ticket(), make_user())

    delivery.settle(uncertain.pk)
    delivery.deliver(queued.pk)

    for message, state in ((uncertain, State.UNCERTAIN), (queued, State.FAILED)):
        message.refresh_from_db()
        assert (message.delivery, message.due_at) == (state, None)
        assert "not connected any more" in message.failure


def test_a_text_already_bound_to_another_message_is_not_ours(market: DummyChannel) -> None:
    message = make_uncertain(market, stored=True)
    other = make_reply(message.ticket, text="x", delivery=State.DELIVERED, external_id="dummy-1")
    pass_time(message)

    delivery.settle(message.pk)

    message.refresh_from_db()
    assert message.delivery == State.UNCERTAIN
    other.refresh_from_db()
    assert other.external_id == "dummy-1"


def test_a_confirmed_reply_is_not_sent_and_not_searched_for_any_more(market: DummyChannel) -> None:
    message = make_uncertain(market, stored=False)
    replies.confirm(message, make_user())
    pass_time(message)
    delivery.settle(message.pk)
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert message.delivery == State.DELIVERED
    assert not market.sent


def test_impatient_clicks_on_check_again_do_not_make_absence_certain(market: DummyChannel) -> None:
    """The rule is: absent three times *over two minutes*. Three clicks take two seconds."""
    message = make_uncertain(market, stored=False)
    for _click in range(3):
        replies.check_again(message)
        delivery.settle(message.pk)
    message.refresh_from_db()
    assert message.delivery == "uncertain"


def test_three_clicks_and_send_again_do_not_reach_the_buyer_twice(market: DummyChannel) -> None:
    """The marketplace shows it after 20 seconds only (fault F11)."""
    message = make_uncertain(market, stored=True)
    shown_later, market.sent = market.sent, []
    for _click in range(3):
        replies.check_again(message)
        delivery.settle(message.pk)
    market.sent = shown_later
    with pytest.raises(replies.Rejected):
        replies.send_again(message, make_user())
    delivery.deliver(message.pk)
    assert len(market.sent) == 1


def test_a_case_that_ends_while_a_reply_is_looked_for_waits_for_nobody(market: DummyChannel, rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    message = make_reply(
        ticket,
        make_user(),
        delivery="uncertain",
        attempts=1,
        readings=2,
        attempt_started_at=timezone.now() - timedelta(minutes=3),
    )
    ended = replace(CASE, state=CaseState.RESOLVED, can_reply=False)
    market.meanwhile = lambda: receive(ticket, ended, rules)

    delivery.settle(message.pk)

    message.refresh_from_db()
    assert message.delivery == "failed"  # no sweep stores an ended case again: nothing on it is news
    assert Ticket.objects.get().waiting_for == "nobody"


def test_a_reply_behind_one_whose_case_is_gone_does_not_wait_for_ever(market: DummyChannel) -> None:
    ticket = make_ticket()
    first, second = make_reply(ticket, text="One"), make_reply(ticket, text="Two")
    market.fails_with = channels.OutcomeUnknown("No answer came.")
    delivery.deliver(first.pk)
    market.unreadable = market.fails_with = channels.CaseGone()
    Message.objects.update(due_at=timezone.now())
    delivery.settle(first.pk)
    tasks.deliver_due()
    delivery.deliver(second.pk)
    second.refresh_from_db()
    assert second.delivery == "failed"


def in_doubt(seconds: int, readings: int = 0, **fields: Any) -> Message:
    """An uncertain reply whose attempt began so many seconds ago, due to be looked for."""
    started = timezone.now() - timedelta(seconds=seconds)
    values = {"delivery": "uncertain", "attempts": 1, "attempt_started_at": started, **fields}
    return make_reply(make_ticket(), make_user(), readings=readings, **values)


def seconds_left(message: Message) -> int:
    message.refresh_from_db()
    assert message.due_at is not None
    return round((message.due_at - timezone.now()).total_seconds())


@pytest.mark.parametrize(("readings", "then"), [(0, 50), (1, 60), (2, 60), (7, 60)])
def test_absence_within_two_minutes_is_looked_at_again(market: DummyChannel, readings: int, then: int) -> None:
    message = in_doubt(110, readings)
    delivery.settle(message.pk)
    assert seconds_left(message) == then
    assert (message.delivery, message.readings) == ("uncertain", readings + 1)
    assert not Event.objects.exists()


@pytest.mark.parametrize(("seconds", "state"), [(115, "uncertain"), (125, "failed")])
def test_the_third_absence_is_certain_after_two_minutes(market: DummyChannel, seconds: int, state: str) -> None:
    message = in_doubt(seconds, readings=2)
    delivery.settle(message.pk)
    message.refresh_from_db()
    assert (message.delivery, message.readings) == (state, 3)


@pytest.mark.parametrize(("readings", "state"), [(0, "uncertain"), (1, "uncertain"), (2, "failed"), (3, "failed")])
def test_after_hours_it_still_takes_three_readings(market: DummyChannel, readings: int, state: str) -> None:
    message = in_doubt(9999, readings)
    delivery.settle(message.pk)
    message.refresh_from_db()
    assert (message.delivery, message.readings) == (state, readings + 1)


def test_an_absent_reply_says_that_the_buyer_did_not_get_it(market: DummyChannel) -> None:
    message = in_doubt(9999, readings=2, trace_id="t-1")
    Ticket.objects.update(waiting_for="buyer")
    delivery.settle(message.pk)
    message.refresh_from_db()
    words = "It is not on the marketplace: the buyer did not get it."
    assert (message.failure, message.failure_code, message.due_at) == (words, "absent", None)
    assert list(message.ticket.events.values_list("kind", "new")) == [("reply_failed", words)]
    assert Ticket.objects.get().waiting_for == "us"


def test_a_ticket_resolved_along_with_an_absent_reply_is_open_again(market: DummyChannel) -> None:
    message = in_doubt(9999, readings=2)
    before = resolved_with(message)
    delivery.settle(message.pk)
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.closed_at) == (before, None)
    assert list(ticket.events.values_list("kind", flat=True)) == ["status", "status", "reply_failed"]


def test_a_reply_is_looked_for_by_one_worker_at_a_time(market: DummyChannel) -> None:
    message, readings = in_doubt(20), []

    def look_as_well() -> None:
        readings.append(seconds_left(message))
        delivery.settle(message.pk)

    market.meanwhile = look_as_well
    delivery.settle(message.pk)
    assert readings == [300]
    message.refresh_from_db()
    assert message.readings == 1


@pytest.mark.parametrize("fields", [{"delivery": "delivered"}, {"delivery": "sending"}, {"due_at": None}])
def test_only_uncertain_replies_are_looked_for_and_only_when_they_are_due(
    market: DummyChannel, fields: dict[str, Any]
) -> None:
    settled, due = in_doubt(20, **fields), in_doubt(20)
    in_doubt(20, due_at=timezone.now() + timedelta(seconds=5))
    readings: list[int] = []
    market.meanwhile = lambda: readings.append(1)
    delivery.settle(settled.pk)
    assert list(delivery.due_for_settling()) == [due]
    assert readings == []


def test_the_steps_of_settling_are_named_in_the_log(market: DummyChannel, caplog: pytest.LogCaptureFixture) -> None:
    message = make_uncertain(market, stored=True)
    pass_time(message)
    with caplog.at_level(logging.DEBUG, "parley.steps"):
        delivery.settle(message.pk)
    told = [record.getMessage() for record in caplog.records if record.name == "parley.steps"]
    assert told == ["reply looked for", "reply found"]
