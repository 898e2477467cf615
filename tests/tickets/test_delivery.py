import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tests.factories import make_reply, make_status, make_ticket, make_user
from tests.tickets.cases import CASE
from tests.tickets.dummy import DummyChannel
from tickets import channels, delivery, outcomes, workflow
from tickets.facts import CaseState
from tickets.intake import Rules, receive
from tickets.models import Attachment, Event, Message, Status, Ticket

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

    outcomes.record_accepted(ours, "dummy-7")

    assert [message.pk for message in ticket.messages.all()] == [ours.pk]


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


def test_a_reply_on_its_way_has_five_minutes_before_its_worker_counts_as_dead(market: DummyChannel) -> None:
    message = make_reply(make_ticket(), failure="Too many requests.", failure_code="limit")
    market.before_sending = message.refresh_from_db

    delivery.deliver(message.pk)

    now = timezone.now()
    assert (message.delivery, message.attempts) == (State.SENDING, 1)
    assert (message.failure, message.failure_code) == ("", "")
    assert message.attempt_started_at is not None
    assert message.due_at is not None
    assert message.due_at - message.attempt_started_at == timedelta(seconds=300)
    assert timedelta(0) <= now - message.attempt_started_at < timedelta(seconds=20)


def test_what_leaves_is_what_was_written(market: DummyChannel) -> None:
    asking = make_reply(make_ticket(), text="Solved?", asks_closure=True)
    plain = make_reply(make_ticket(), text="Hello")
    for message in (asking, plain):
        delivery.deliver(message.pk)
    first, second = (reply for _ticket, _fact, reply in market.sent)
    assert [ticket_id for ticket_id, _fact, _reply in market.sent] == [asking.ticket_id, plain.ticket_id]
    assert (first.text, first.asks_closure, first.attachment) == ("Solved?", True, None)
    assert (second.text, second.asks_closure) == ("Hello", False)


def test_the_file_goes_along_with_its_size_and_type(market: DummyChannel) -> None:
    message = make_reply(make_ticket())
    Attachment.objects.create(message=message, name="a.pdf", content_type="application/pdf", size=4, state="stored")
    delivery.deliver(message.pk)
    file = market.sent[0][2].attachment
    assert file is not None
    assert (file.name, file.content_type, file.size) == ("a.pdf", "application/pdf", 4)


def test_a_delivered_reply_takes_the_turn_from_us_and_is_told_once(market: DummyChannel) -> None:
    message = make_reply(make_ticket(), occurred_at=timezone.now() - timedelta(hours=1))
    delivery.deliver(message.pk)
    outcomes.record_accepted(message, "dummy-1")

    message.refresh_from_db()
    ticket = Ticket.objects.get()
    assert message.occurred_at == message.attempt_started_at == ticket.first_response_at
    assert ticket.waiting_for == "buyer"
    assert list(ticket.events.values_list("kind", "new")) == [("reply_delivered", "")]


def test_a_refusal_is_told_and_looked_up_by_its_code(market: DummyChannel) -> None:
    market.fails_with = channels.Refused("The case has ended.", code="closed")
    message = make_reply(make_ticket())
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert (message.failure_code, message.due_at) == ("closed", None)
    assert list(message.ticket.events.values_list("kind", "new")) == [("reply_failed", "The case has ended.")]


def test_reasons_that_are_too_long_are_cut(market: DummyChannel) -> None:
    market.fails_with = channels.Refused("r" * 501, code="c" * 61, trace_id="t" * 101)
    message = make_reply(make_ticket())
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert (message.failure, message.failure_code, message.trace_id) == ("r" * 500, "c" * 60, "t" * 100)
    assert message.ticket.events.get().new == "r" * 200


def test_what_was_not_sent_keeps_its_reason_and_is_no_event(market: DummyChannel) -> None:
    market.fails_with = channels.NotSent("Too many requests.", code="limit", trace_id="t-2")
    message = make_reply(make_ticket())
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert (message.failure_code, message.trace_id, message.attempts) == ("limit", "t-2", 1)
    assert not Event.objects.exists()


def resolved_with(message: Message) -> Status:
    """As if the ticket had been resolved along with the reply; its status before that."""
    before = message.ticket.status
    Message.objects.filter(pk=message.pk).update(status_before=before)
    workflow.set_status(message.ticket, make_status("Done", Status.Kind.CLOSED), None)
    return before


def test_a_ticket_resolved_along_with_a_refused_reply_is_open_again(market: DummyChannel) -> None:
    market.fails_with = channels.Refused("No.")
    message = make_reply(make_ticket())
    before = resolved_with(message)
    delivery.deliver(message.pk)
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.closed_at) == (before, None)


def test_a_ticket_that_was_closed_otherwise_stays_closed_when_a_reply_is_refused(market: DummyChannel) -> None:
    market.fails_with = channels.Refused("No.")
    message = make_reply(make_ticket(status=make_status("Done", Status.Kind.CLOSED)))
    delivery.deliver(message.pk)
    assert Ticket.objects.get().status.name == "Done"


def test_a_ticket_that_is_pending_by_now_stays_so_when_a_reply_is_refused(market: DummyChannel) -> None:
    market.fails_with = channels.Refused("No.")
    message = make_reply(make_ticket())
    resolved_with(message)
    Ticket.objects.update(status=make_status("Parcel awaited", Status.Kind.PENDING))
    delivery.deliver(message.pk)
    assert Ticket.objects.get().status.name == "Parcel awaited"


def test_an_unknown_outcome_is_told_and_looked_for_after_ten_seconds(market: DummyChannel) -> None:
    market.fails_with = channels.OutcomeUnknown("No answer came.", code="timeout", trace_id="t-1")
    message = make_reply(make_ticket(), readings=2)
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert (message.delivery, message.readings) == (State.UNCERTAIN, 0)
    assert (message.failure, message.failure_code, message.trace_id) == ("No answer came.", "timeout", "t-1")
    assert message.due_at is not None
    assert round((message.due_at - timezone.now()).total_seconds()) == 10
    assert list(message.ticket.events.values_list("kind", "new")) == [("reply_uncertain", "No answer came.")]


def test_an_interrupted_reply_says_so_and_a_queued_one_is_not_doubted(market: DummyChannel) -> None:
    interrupted = make_reply(make_ticket(), delivery=State.SENDING, attempts=1)
    queued = make_reply(make_ticket())
    delivery.doubt_abandoned()
    for message in (interrupted, queued):
        message.refresh_from_db()
    assert (interrupted.failure, interrupted.failure_code) == ("Sending was interrupted.", "interrupted")
    assert (queued.delivery, queued.failure) == (State.QUEUED, "")


def test_the_steps_of_a_reply_are_named_in_the_log(market: DummyChannel, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        message = make_reply(make_ticket())
        delivery.deliver(message.pk)
        market.fails_with = channels.OutcomeUnknown("No answer came.")
        delivery.deliver(make_reply(make_ticket()).pk)
    told = [record.getMessage() for record in caplog.records if record.name == "parley.steps"]
    assert told == ["reply claimed", "reply answered", "reply stored", "reply claimed", "reply doubted"]
    assert f"message {message.pk}: reply_delivered" in caplog.messages
