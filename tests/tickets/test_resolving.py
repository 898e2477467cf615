"""Sending and resolving in one go, and what happens when the sending does not come off."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories import make_status, make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tickets import channels, delivery, replies
from tickets.models import Message, Status, Ticket
from tickets.rejections import Rejected

pytestmark = pytest.mark.django_db


@pytest.fixture
def done() -> Status:
    return make_status("Done", Status.Kind.CLOSED)


@pytest.fixture
def agent() -> User:
    return make_user()


def resolve(agent: User, done: Status, **fields: Any) -> Message:
    return replies.write(make_ticket(**fields), agent, "Solved", submission=uuid4(), resolve_with=done)


def test_the_ticket_is_closed_with_the_reply(market: DummyChannel, agent: User, done: Status) -> None:
    ticket = resolve(agent, done).ticket
    assert ticket.status == done
    assert ticket.closed_at is not None
    assert list(ticket.events.values_list("kind", flat=True)) == ["reply_queued", "status"]


def test_an_undo_takes_both_back(market: DummyChannel, agent: User, done: Status) -> None:
    opened = make_status("Open")
    message = resolve(agent, done, status=opened)
    replies.undo(message, agent)
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.closed_at, ticket.waiting_for) == (opened, None, "us")


def test_a_ticket_whose_reply_was_refused_is_open_again(market: DummyChannel, agent: User, done: Status) -> None:
    message = resolve(agent, done)
    Message.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    market.fails_with = channels.Refused("The case was closed by the buyer.")
    delivery.deliver(message.pk)
    ticket = Ticket.objects.get()
    assert ticket.status.kind == Status.Kind.OPEN
    assert ticket.closed_at is None


def test_a_status_that_a_colleague_set_meanwhile_is_left_alone(market: DummyChannel, agent: User, done: Status) -> None:
    message = resolve(agent, done)
    waiting = make_status("Parcel awaited", Status.Kind.PENDING)
    Ticket.objects.update(status=waiting)
    Message.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    market.fails_with = channels.Refused("No.")
    delivery.deliver(message.pk)
    assert Ticket.objects.get().status == waiting


def test_a_canned_reply_with_a_gap_is_not_sent(market: DummyChannel, agent: User, done: Status) -> None:
    with pytest.raises(Rejected, match=r"\{\{order\}\}"):
        replies.write(make_ticket(), agent, "About {{order}}", submission=uuid4(), resolve_with=done)
    assert Ticket.objects.get().status != done


def test_the_page_has_a_button_for_it(market: DummyChannel, agent: User, done: Status, client: Client) -> None:
    ticket = make_ticket()
    client.force_login(agent)
    assert "Send and resolve" in client.get(reverse("tickets:detail", args=[ticket.pk])).content.decode()
    sent = {
        "reply-text": "Solved",
        "reply-submission": str(uuid4()),
        "reply-seen": "0",
        "reply-resolve": str(done.pk),
    }
    client.post(reverse("tickets:reply", args=[ticket.pk]), sent)
    assert Ticket.objects.get().status == done
