"""Two workers on one ticket at the same moment: PostgreSQL only, SQLite writes one transaction at a time."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from tests.factories import make_reply, make_user
from tests.tickets.cases import CASE
from tests.tickets.dummy import DummyChannel
from tickets import arrivals, channels, delivery, intake, turns
from tickets.channels import OutgoingReply, Receipt
from tickets.facts import Author, MessageFacts
from tickets.intake import Rules, receive
from tickets.models import Event, Message, Ticket

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one transaction at a time anyway"),
]


def in_thread(work: Callable[[], object]) -> Any:
    errors: list[Exception] = []

    def run() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.errors = errors  # type: ignore[attr-defined]
    thread.start()
    return thread


def test_a_sweep_and_an_answer_that_meet_do_not_deadlock(
    market: DummyChannel, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep locks ticket → message, the worker message → ticket."""
    ticket = receive(None, CASE, rules).ticket
    message = make_reply(ticket, make_user(), text="Hello")
    told = threading.Event()
    ours: dict[str, MessageFacts] = {}

    class Slow(DummyChannel):
        def deliver(self, ticket_id: int, reply: OutgoingReply) -> Receipt:
            receipt = super().deliver(ticket_id, reply)
            ours["fact"] = self.sent[-1][1]
            return receipt

    channels.register(Slow())
    sweep_has_ticket, worker_has_message = threading.Event(), threading.Event()
    real_add, real_finish = arrivals.add_messages, delivery._finish

    def add(*args: Any) -> Any:
        sweep_has_ticket.set()
        worker_has_message.wait(10)
        return real_add(*args)

    def finish(m: Message, kind: Event.Kind, reason: str = "") -> None:
        if threading.current_thread() is not sweeper:
            worker_has_message.set()
            time.sleep(0.3)
        return real_finish(m, kind, reason)

    monkeypatch.setattr(intake, "add_messages", add)
    monkeypatch.setattr(delivery, "_finish", finish)

    def sweep() -> None:
        told.wait(10)
        receive(ticket, replace(CASE, messages=(*CASE.messages, ours["fact"])), rules)

    sweeper = in_thread(sweep)
    real_record = delivery.record_delivered

    def record(m: Message, external_id: str, trace_id: str = "") -> None:
        if threading.current_thread() is not sweeper:
            told.set()
            sweep_has_ticket.wait(10)
        return real_record(m, external_id, trace_id)

    monkeypatch.setattr(delivery, "record_delivered", record)
    monkeypatch.setattr(arrivals, "record_delivered", real_record)
    error = None
    try:
        delivery.deliver(message.pk)
    except Exception as caught:  # noqa: BLE001
        error = caught
    sweeper.join(20)
    message.refresh_from_db()
    assert (error, sweeper.errors, message.delivery) == (None, [], "delivered")


def test_a_copy_that_a_sweep_is_just_storing_does_not_make_a_delivered_reply_uncertain(
    market: DummyChannel, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep does not know the words for ours (F22: a role nobody announced). The answer with the id came in all the
    same, but storing it fails, and in the end people read "the buyer did not get it"."""
    ticket = receive(None, CASE, rules).ticket
    message = make_reply(
        ticket,
        make_user(),
        text="Hello",
        delivery="sending",
        attempts=1,
        attempt_started_at=timezone.now(),
        due_at=timezone.now() + timedelta(minutes=5),
    )
    message = Message.objects.select_related("ticket").get(pk=message.pk)
    fact = MessageFacts("x1", Author.UNKNOWN, "shop", "Hello", timezone.now())
    real = turns.set_waiting_for
    holder: dict[str, Any] = {}

    def slow(t: Ticket) -> None:
        holder["thread"] = in_thread(lambda: delivery.record_delivered(message, "x1"))
        holder["thread"].join(1)
        return real(t)

    monkeypatch.setattr(intake, "set_waiting_for", slow)
    receive(ticket, replace(CASE, messages=(*CASE.messages, fact)), rules)
    holder["thread"].join(10)
    market.sent.append(
        (ticket.pk, replace(fact, author=Author.SELLER), OutgoingReply("Hello"))
    )  # the role is mended later
    Message.objects.filter(delivery="sending").update(due_at=timezone.now())
    delivery.doubt_abandoned()
    for _reading in range(3):
        Message.objects.filter(delivery="uncertain").update(due_at=timezone.now())
        delivery.settle(message.pk)
    message.refresh_from_db()
    assert message.delivery == "delivered", (message.failure, holder["thread"].errors)
    assert [(m.text, m.delivery) for m in Message.objects.filter(external_id="x1")] == [("Hello", "delivered")]
