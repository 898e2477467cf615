"""A clock that is set back by hours delays nothing by hours."""

from datetime import timedelta

import pytest
from django.utils import timezone
from time_machine import travel

from tests.factories import make_reply, make_ticket
from tickets import delivery, downloads, moderation
from tickets.models import Attachment, Message

pytestmark = pytest.mark.django_db
State = Message.Delivery


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (State.QUEUED, delivery.due_for_delivery),
        (State.UNCERTAIN, delivery.due_for_settling),
        (State.CHECKING, moderation.due),
    ],
)
def test_what_waits_for_a_moment_that_was_put_hours_ahead_is_due(state: Message.Delivery, due: object) -> None:
    assert callable(due)
    message = make_reply(make_ticket(), delivery=state, due_at=timezone.now() + timedelta(seconds=40))
    assert not due().exists()
    with travel(timezone.now() - timedelta(hours=3), tick=False):
        assert list(due()) == [message]


def test_a_reply_whose_worker_died_under_the_other_clock_becomes_uncertain() -> None:
    message = make_reply(make_ticket(), delivery=State.SENDING, due_at=timezone.now() + timedelta(minutes=5))
    delivery.doubt_abandoned()
    message.refresh_from_db()
    assert message.delivery == State.SENDING
    with travel(timezone.now() - timedelta(hours=3), tick=False):
        delivery.doubt_abandoned()
    message.refresh_from_db()
    assert message.delivery == State.UNCERTAIN


def test_a_file_is_fetched_although_its_next_try_lies_days_ahead() -> None:
    message = make_reply(make_ticket(), delivery=State.DELIVERED)
    file = Attachment.objects.create(
        message=message, name="a.pdf", state="pending", due_at=timezone.now() + timedelta(minutes=15)
    )
    assert not downloads.due().exists()
    with travel(timezone.now() - timedelta(days=3), tick=False):
        assert list(downloads.due()) == [file]
