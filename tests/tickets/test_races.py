"""Two workers on one ticket at the same moment: PostgreSQL only, SQLite writes one transaction at a time."""

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from tests.factories import make_reply, make_ticket, make_user
from tests.tickets.cases import CASE
from tests.tickets.dummy import DummyChannel
from tickets import arrivals, channels, delivery, intake, outcomes, replies, turns
from tickets.channels import OutgoingReply, Receipt
from tickets.drafts import save_typing
from tickets.facts import PASSED, Author, MessageFacts, Verdict
from tickets.intake import Rules, receive
from tickets.models import Draft, Event, Message, Ticket

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
    real_add, real_finish = arrivals.add_messages, outcomes.finish

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
    monkeypatch.setattr(outcomes, "finish", finish)

    def sweep() -> None:
        told.wait(10)
        receive(ticket, replace(CASE, messages=(*CASE.messages, ours["fact"])), rules)

    sweeper = in_thread(sweep)
    real_record = outcomes.record_accepted

    def record(m: Message, external_id: str, verdict: Verdict = PASSED, trace_id: str = "") -> None:
        if threading.current_thread() is not sweeper:
            told.set()
            sweep_has_ticket.wait(10)
        return real_record(m, external_id, verdict, trace_id)

    monkeypatch.setattr(delivery, "record_accepted", record)
    monkeypatch.setattr(arrivals, "record_accepted", real_record)
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
    real = turns.update_turns
    holder: dict[str, Any] = {}

    def slow(t: Ticket) -> None:
        holder["thread"] = in_thread(lambda: outcomes.record_accepted(message, "x1"))
        holder["thread"].join(1)
        return real(t)

    monkeypatch.setattr(intake, "update_turns", slow)
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


def at_once(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, works: list[Callable[[], object]]
) -> list[Exception]:
    """Run the works in threads, none of which passes this function before all have come to it (or a second is over)."""
    meet = threading.Barrier(len(works))
    real = getattr(owner, name)

    def together(*args: Any, **kwargs: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):
            meet.wait(1)
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, together)
    threads = [in_thread(work) for work in works]
    for thread in threads:
        thread.join(20)
    return [error for thread in threads for error in thread.errors]


def test_two_agents_who_write_at_once_do_not_wait_for_each_other_in_a_circle(
    market: DummyChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, agents = make_ticket(), [make_user(), make_user()]

    def write(agent: User) -> Callable[[], object]:
        mine = Ticket.objects.get(pk=ticket.pk)
        return lambda: replies.comment(mine, agent, "Looking into it", submission=uuid4())

    errors = at_once(monkeypatch, replies, "_touch", [write(agent) for agent in agents])
    assert errors == []
    assert ticket.messages.count() == 2


def test_a_draft_that_is_saved_while_its_reply_is_sent_does_not_come_back(
    market: DummyChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, agent, submission = make_ticket(), make_user(), uuid4()
    errors = at_once(
        monkeypatch,
        Draft.objects,
        "filter",
        [
            lambda: replies.write(ticket, agent, "Done", submission=submission),
            lambda: save_typing(ticket, agent, "Done", submission=submission, is_comment=False),
        ],
    )
    assert errors == []
    assert not Draft.objects.exists()
