from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_message, make_ticket
from tests.tickets.dummy import DummyChannel
from tests.tickets.test_uploads import picture
from tickets import downloads
from tickets.channels import AttachmentUnavailable, CaseGone
from tickets.models import Attachment

pytestmark = pytest.mark.django_db


def make_pending(external_id: str = "f1") -> Attachment:
    message = make_message(make_ticket())
    return Attachment.objects.create(
        message=message, name="photo.jpg", external_id=external_id, due_at=timezone.now() - timedelta(seconds=1)
    )


def test_a_file_is_fetched_and_recognised_by_its_content(market: DummyChannel) -> None:
    attachment = make_pending()
    content = picture()
    market.files["f1"] = [content[:10], content[10:]]

    downloads.fetch(attachment.pk)

    attachment.refresh_from_db()
    assert (attachment.state, attachment.content_type, attachment.size) == ("stored", "image/png", len(content))
    with attachment.file.open() as stored:
        assert stored.read() == content
    assert not downloads.due().exists()


def test_a_file_that_is_missing_is_tried_again_later(market: DummyChannel) -> None:
    attachment = make_pending()

    downloads.fetch(attachment.pk)

    attachment.refresh_from_db()
    assert (attachment.state, attachment.attempts, attachment.failure) == ("pending", 1, "Not found")
    assert attachment.due_at is not None
    assert attachment.due_at > timezone.now() + timedelta(seconds=50)


def test_a_file_that_never_comes_is_given_up_at_last(market: DummyChannel) -> None:
    attachment = make_pending()
    for _ in range(len(downloads.RETRIES) + 1):
        Attachment.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        downloads.fetch(attachment.pk)

    attachment.refresh_from_db()
    assert (attachment.state, attachment.due_at) == ("unavailable", None)


def test_a_permanent_failure_is_not_tried_again(market: DummyChannel) -> None:
    attachment = make_pending()
    market.files["f1"] = AttachmentUnavailable("Gone", permanent=True)

    downloads.fetch(attachment.pk)

    attachment.refresh_from_db()
    assert attachment.state == "unavailable"


def test_a_file_of_a_case_whose_account_was_deleted_is_given_up(market: DummyChannel) -> None:
    attachment = make_pending()
    market.files["f1"] = CaseGone()

    downloads.fetch(attachment.pk)

    attachment.refresh_from_db()
    assert (attachment.state, attachment.due_at) == ("unavailable", None)
    assert "not connected any more" in attachment.failure


def test_an_endless_body_cannot_fill_the_disk(market: DummyChannel, monkeypatch: pytest.MonkeyPatch) -> None:
    attachment = make_pending()
    monkeypatch.setattr(downloads, "MOST_BYTES", 1000)
    taken = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield b"x" * 400

    market.files["f1"] = endless()  # type: ignore[assignment]  # an iterator serves like the list it stands for

    downloads.fetch(attachment.pk)

    attachment.refresh_from_db()
    assert attachment.state == "unavailable"
    assert len(taken) == 3


def test_two_workers_fetch_a_file_once(market: DummyChannel) -> None:
    attachment = make_pending()
    market.files["f1"] = [picture()]
    downloads.fetch(attachment.pk)
    market.files["f1"] = AttachmentUnavailable("must not be asked again")

    downloads.fetch(attachment.pk)

    attachment.refresh_from_db()
    assert attachment.failure == ""
