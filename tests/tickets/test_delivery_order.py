"""Replies on one ticket leave in the order they were written; those of other tickets are left alone."""

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from tests.factories import make_reply, make_ticket, make_user
from tests.tickets.conftest import Published
from tests.tickets.dummy import DummyChannel
from tests.tickets.test_delivery import pass_time
from tests.tickets.test_delivery_settling import make_uncertain
from tickets import channels, delivery, dispatch, outcomes, replies
from tickets.models import Event

pytestmark = pytest.mark.django_db


def test_replies_on_one_ticket_leave_in_the_order_they_were_written(market: DummyChannel) -> None:
    ticket = make_ticket()
    first = make_reply(ticket, text="first", due_at=timezone.now() + timedelta(minutes=1))
    second = make_reply(ticket, text="second")

    delivery.deliver(second.pk)
    assert not market.sent
    pass_time(first)
    delivery.deliver(first.pk)
    delivery.deliver(second.pk)

    assert [fact.text for _ticket, fact, _reply in market.sent] == ["first", "second"]


@pytest.mark.parametrize("state", ["queued", "sending", "uncertain"])
def test_an_earlier_reply_on_its_way_holds_back_a_later_one(state: str) -> None:
    ticket, later = make_ticket(), timezone.now() + timedelta(minutes=1)
    make_reply(ticket, delivery=state, due_at=later)
    held_back, elsewhere = make_reply(ticket), make_reply(make_ticket())
    assert list(delivery.due_for_delivery()) == [elsewhere]
    assert held_back.delivery == "queued"


@pytest.mark.parametrize("state", ["delivered", "failed", "uncertain"])
def test_an_earlier_reply_that_nobody_looks_for_holds_nothing_back(state: str) -> None:
    ticket = make_ticket()
    make_reply(ticket, delivery=state, due_at=None)
    later = make_reply(ticket)
    assert list(delivery.due_for_delivery()) == [later]


def test_a_later_reply_holds_nothing_back(market: DummyChannel) -> None:
    ticket = make_ticket()
    first = make_reply(ticket)
    make_reply(ticket, delivery="sending", due_at=timezone.now() + timedelta(minutes=1))
    assert list(delivery.due_for_delivery()) == [first]


def test_a_delivered_reply_wakes_the_next_one_only(
    market: DummyChannel, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    ticket = make_ticket()
    make_reply(ticket, due_at=None, delivery="uncertain")  # an earlier one that nobody looks for any more
    first, second, _third = (make_reply(ticket, text=text) for text in ("one", "two", "three"))
    make_reply(make_ticket())
    with django_capture_on_commit_callbacks(execute=True):
        delivery.deliver(first.pk)
    assert published == [("tickets.tasks.deliver_message", [second.pk], None)]


def test_a_reply_on_another_ticket_is_not_woken_in_its_place(
    market: DummyChannel, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    first = make_reply(make_ticket())
    make_reply(make_ticket())
    second = make_reply(first.ticket)
    with django_capture_on_commit_callbacks(execute=True):
        delivery.deliver(first.pk)
    assert published == [("tickets.tasks.deliver_message", [second.pk], None)]


def test_an_earlier_reply_is_never_woken(published: Published, django_capture_on_commit_callbacks: Any) -> None:
    ticket = make_ticket()
    make_reply(ticket)
    settled = make_reply(ticket, delivery="delivered")
    make_reply(ticket, delivery="failed")
    with django_capture_on_commit_callbacks(execute=True):
        outcomes.release_next(settled)
    assert published == []


def test_the_next_reply_is_woken_when_its_own_time_has_come(
    published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    ticket = make_ticket()
    settled = make_reply(ticket, delivery="delivered")
    waiting = make_reply(ticket, due_at=timezone.now() + timedelta(seconds=40))
    with django_capture_on_commit_callbacks(execute=True):
        outcomes.release_next(settled)
    assert published == [("tickets.tasks.deliver_message", [waiting.pk], 40)]


@pytest.mark.parametrize("error", [channels.Refused("No."), channels.CaseGone()])
def test_a_refused_reply_wakes_the_next_one(
    market: DummyChannel, published: Published, django_capture_on_commit_callbacks: Any, error: Exception
) -> None:
    ticket = make_ticket()
    market.fails_with = error
    first, second = make_reply(ticket), make_reply(ticket)
    with django_capture_on_commit_callbacks(execute=True):
        delivery.deliver(first.pk)
    assert published == [("tickets.tasks.deliver_message", [second.pk], None)]


def test_a_reply_that_could_not_be_sent_is_woken_itself_when_the_pause_is_over(
    market: DummyChannel, published: Published, django_capture_on_commit_callbacks: Any
) -> None:
    ticket = make_ticket()
    market.fails_with = channels.NotSent("Too many requests.")
    first, _second = make_reply(ticket), make_reply(ticket)
    with django_capture_on_commit_callbacks(execute=True):
        delivery.deliver(first.pk)
    assert published == [("tickets.tasks.deliver_message", [first.pk], 15)]


@pytest.mark.parametrize(("readings", "error"), [(2, None), (0, channels.CaseGone())])
def test_an_uncertain_reply_that_is_given_up_wakes_the_next_one(
    market: DummyChannel,
    published: Published,
    django_capture_on_commit_callbacks: Any,
    readings: int,
    error: Exception | None,
) -> None:
    ticket, long_ago = make_ticket(), timezone.now() - timedelta(minutes=9)
    first = make_reply(ticket, delivery="uncertain", readings=readings, attempt_started_at=long_ago)
    second = make_reply(ticket)
    market.unreadable = error
    with django_capture_on_commit_callbacks(execute=True):
        delivery.settle(first.pk)
    assert published == [("tickets.tasks.deliver_message", [second.pk], None)]


def test_check_again_asks_for_a_reading_at_once(published: Published, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        dispatch.enqueue_settling(7)
        dispatch.enqueue(8, timedelta(seconds=20))
        assert published == []
    assert published == [("tickets.tasks.settle_message", [7], None), ("tickets.tasks.deliver_message", [8], 20)]


def test_a_confirmed_reply_lets_the_next_one_go(market: DummyChannel) -> None:
    first = make_uncertain(market, stored=True)
    second = make_reply(first.ticket)
    assert second not in delivery.due_for_delivery()
    replies.confirm(first, make_user())
    assert second in delivery.due_for_delivery()
    assert first.ticket.events.filter(kind=Event.Kind.REPLY_CONFIRMED).exists()


def test_a_lost_broker_stops_nobody_since_the_row_is_the_queue(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(current_app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True) as told:
        dispatch.enqueue(7, timedelta(0))
        dispatch.enqueue_settling(7)
    assert len(told) == 2


NO = channels.Refused("No.")
LATER = channels.NotSent("Later.")
UNKNOWN = channels.OutcomeUnknown("No answer came.")


@pytest.mark.parametrize("error", [None, NO, LATER, UNKNOWN])
def test_what_becomes_of_a_reply_leaves_those_of_other_tickets_alone(
    market: DummyChannel, error: Exception | None
) -> None:
    sending = make_reply(make_ticket(), delivery="sending", attempts=1)
    queued = make_reply(make_ticket())
    market.fails_with = error
    delivery.deliver(make_reply(make_ticket()).pk)
    for message, state in ((sending, ("sending", 1)), (queued, ("queued", 0))):
        message.refresh_from_db()
        assert (message.delivery, message.attempts) == state


@pytest.mark.parametrize("error", [None, LATER, channels.CaseGone()])
@pytest.mark.parametrize("readings", [0, 2])
def test_what_is_read_of_a_reply_leaves_those_of_other_tickets_alone(
    market: DummyChannel, readings: int, error: Exception | None
) -> None:
    fields: dict[str, Any] = {
        "delivery": "uncertain",
        "attempts": 1,
        "attempt_started_at": timezone.now() - timedelta(minutes=9),
    }
    other = make_reply(make_ticket(), **fields)
    market.unreadable = error
    delivery.settle(make_reply(make_ticket(), readings=readings, **fields).pk)
    other.refresh_from_db()
    assert (other.delivery, other.readings, other.failure) == ("uncertain", 0, "")
    assert list(delivery.due_for_settling()) == [other]
