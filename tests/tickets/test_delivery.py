from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tests.factories import make_reply, make_ticket, make_user
from tests.tickets.cases import CASE
from tests.tickets.dummy import DummyChannel
from tickets import channels, delivery
from tickets.facts import CaseState
from tickets.intake import Rules, receive
from tickets.models import Attachment, Event, Message, Ticket

pytestmark = pytest.mark.django_db
State = Message.Delivery


def pass_time(message: Message) -> None:
    """As if the next step had come due."""
    Message.objects.filter(pk=message.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_due_reply_is_delivered_with_the_marketplaces_id(market: DummyChannel) -> None:
    message = make_reply(make_ticket(), make_user(), text="Dear buyer")

    delivery.deliver(message.pk)

    message.refresh_from_db()
    assert (message.delivery, message.external_id, message.due_at) == (State.DELIVERED, "dummy-1", None)
    assert message.trace_id == "trace-1"
    assert [fact.text for _ticket, fact, _reply in market.sent] == ["Dear buyer"]


def test_a_reply_is_sent_once_however_often_the_task_runs(market: DummyChannel) -> None:
    message = make_reply(make_ticket())
    for _ in range(3):
        delivery.deliver(message.pk)
    assert len(market.sent) == 1


def test_a_reply_does_not_leave_before_its_time(market: DummyChannel) -> None:
    message = make_reply(make_ticket(), due_at=timezone.now() + timedelta(seconds=5))
    delivery.deliver(message.pk)
    assert not market.sent


def test_the_file_goes_along(market: DummyChannel) -> None:
    message = make_reply(make_ticket())
    attachment = Attachment(message=message, name="a.pdf", content_type="application/pdf", size=4, state="stored")
    attachment.file.save("a.pdf", ContentFile(b"%PDF"))

    delivery.deliver(message.pk)

    sent = market.sent[0][2].attachment
    assert sent is not None
    with sent.open() as file:
        assert (sent.name, file.read()) == ("a.pdf", b"%PDF")


def test_a_refusal_is_final_and_says_why(market: DummyChannel) -> None:
    market.fails_with = channels.Refused("The case has ended.", code="closed", trace_id="t-9")
    message = make_reply(make_ticket(waiting_for=Ticket.WaitingFor.BUYER))

    delivery.deliver(message.pk)

    message.refresh_from_db()
    assert (message.delivery, message.failure, message.trace_id) == (State.FAILED, "The case has ended.", "t-9")
    message.ticket.refresh_from_db()
    assert message.ticket.waiting_for == Ticket.WaitingFor.US


def test_what_was_certainly_not_sent_is_queued_for_later(market: DummyChannel) -> None:
    market.fails_with = channels.NotSent("Too many requests.", retry_after=timedelta(seconds=40))
    message = make_reply(make_ticket())

    delivery.deliver(message.pk)

    message.refresh_from_db()
    assert (message.delivery, message.failure) == (State.QUEUED, "Too many requests.")
    assert message.due_at is not None
    assert timedelta(seconds=35) < message.due_at - timezone.now() <= timedelta(seconds=40)


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


def test_a_worker_that_died_while_sending_leaves_an_uncertain_reply(market: DummyChannel) -> None:
    message = make_reply(make_ticket(), delivery=State.SENDING, attempts=1, attempt_started_at=timezone.now())

    delivery.doubt_abandoned()

    message.refresh_from_db()
    assert message.delivery == State.UNCERTAIN
    assert Event.objects.get().kind == Event.Kind.REPLY_UNCERTAIN


def test_a_worker_that_is_only_slow_keeps_its_reply(market: DummyChannel) -> None:
    message = make_reply(make_ticket(), delivery=State.SENDING, due_at=timezone.now() + timedelta(minutes=1))
    delivery.doubt_abandoned()
    message.refresh_from_db()
    assert message.delivery == State.SENDING


def test_a_sweeps_copy_gives_way_to_our_own_message(market: DummyChannel) -> None:
    ticket = make_ticket()
    ours = make_reply(ticket, make_user(), delivery=State.SENDING, attempt_started_at=timezone.now())
    make_reply(ticket, None, external_id="dummy-7", delivery="", text="the same, re-wrapped")

    delivery.record_delivered(ours, "dummy-7")

    assert [message.pk for message in ticket.messages.all()] == [ours.pk]


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


def test_a_reply_whose_marketplace_is_gone_fails_with_words() -> None:
    message = make_reply(make_ticket())
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert message.delivery == State.FAILED
    assert "not connected any more" in message.failure


def test_attempts_can_be_counted_as_long_as_an_account_may_be_disconnected(market: DummyChannel) -> None:
    """One attempt a minute makes 32 767 after 23 days: more than a small integer of PostgreSQL holds."""
    market.fails_with = channels.NotSent("Disconnected.")
    message = make_reply(make_ticket(), make_user(), attempts=32767)
    delivery.deliver(message.pk)
    market.fails_with = None
    Message.objects.update(due_at=timezone.now())
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert message.delivery == "delivered"


def test_a_case_that_ends_while_a_reply_is_refused_waits_for_nobody(market: DummyChannel, rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    message = make_reply(ticket, make_user())
    market.fails_with = channels.Refused("The text is not allowed.")
    ended = replace(CASE, state=CaseState.RESOLVED, can_reply=False)
    market.meanwhile = lambda: receive(ticket, ended, rules)

    delivery.deliver(message.pk)

    assert Ticket.objects.get().waiting_for == "nobody"
