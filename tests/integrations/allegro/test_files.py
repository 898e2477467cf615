"""What Allegro says of files: shown as what they are, fetched where that is possible, never dropped."""

from typing import Any

import pytest

from integrations.allegro.client.types import IssueAttachment, ThreadAttachment, ThreadMessage
from integrations.allegro.files import issue_files, thread_files
from integrations.allegro.messages import Span, thread_messages
from simulator.records import Kind
from tests.integrations.allegro.desk import Desk
from tickets import downloads
from tickets.facts import AttachmentFacts, FileState
from tickets.models import Attachment, Message

MESSAGE = {
    "id": "m-1",
    "status": "DELIVERED",
    "type": "MAIL",
    "createdAt": "2026-11-26T10:00:00.000Z",
    "author": {"login": "kupujacy_24", "role": "BUYER"},
    "text": "Odpisuję mailem, zdjęcia w załączniku.",
    "subject": None,
    "relatesTo": {"offer": None, "order": None},
    "hasAdditionalAttachments": True,
    "attachments": [{"id": "a-1", "fileName": "zdjecie.jpg", "mimeType": "image/jpeg", "url": None, "status": "SAFE"}],
    "additionalInformation": None,
}


def test_a_file_without_an_address_is_fetched_by_its_id_and_more_files_are_told() -> None:
    (fact,) = thread_messages([ThreadMessage.model_validate(MESSAGE)], Span(None), "sklep")
    assert fact.attachments == (AttachmentFacts("a-1", "zdjecie.jpg"),)
    assert fact.has_more_files


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("SAFE", FileState.USABLE),
        ("NEW", FileState.USABLE),
        ("SOMETHING_NEW", FileState.USABLE),
        ("UNSAFE", FileState.UNSAFE),
        ("EXPIRED", FileState.EXPIRED),
    ],
)
def test_a_file_is_what_its_status_says(status: str, state: FileState) -> None:
    file = ThreadAttachment(id="a-1", fileName="a.jpg", status=status)
    assert thread_files([file]) == (AttachmentFacts("a-1", "a.jpg", state),)


def test_files_that_only_have_a_name_are_all_kept() -> None:
    """Two photos of one name are two photos; without an address nobody can tell."""
    files = [IssueAttachment(fileName=name) for name in ("a.jpg", "b.jpg", "a.jpg", "")]
    no_address = FileState.NO_ADDRESS
    assert issue_files(files) == tuple(
        AttachmentFacts("", name, no_address) for name in ("a.jpg", "b.jpg", "a.jpg", "?")
    )


def _change(body: Any, **fields: Any) -> None:
    for message in body.get("chat", body.get("messages")):
        for file in message["attachments"]:
            file.update(fields)


@pytest.mark.django_db
def test_a_purchase_problems_file_without_an_address_is_fetched(desk: Desk) -> None:
    desk.open_case(Kind.PURCHASE_PROBLEM, files=[desk.file(desk.account.seller_id)])
    desk.rewrite("messaging.messages", lambda body: _change(body, url=None))
    desk.sweep("first")
    file = Attachment.objects.get()
    downloads.fetch(file.pk)
    file.refresh_from_db()
    assert (file.name, file.state) == ("photo.png", "stored")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [Kind.DISCUSSION, Kind.CLAIM])
def test_a_file_of_which_only_the_name_is_known_is_shown_as_not_to_be_had(desk: Desk, kind: Kind) -> None:
    desk.open_case(kind, files=[desk.file(desk.account.seller_id)])
    desk.rewrite("issues.chat", lambda body: _change(body, url=None))
    desk.sweep("first")
    desk.sweep("deep")
    file = Attachment.objects.get(external_id="")
    assert (file.name, file.state, file.due_at) == ("photo.png", "unavailable", None)
    assert "without an address" in file.failure


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "words"), [("UNSAFE", "unsafe"), ("EXPIRED", "any longer")])
def test_a_file_that_allegro_does_not_hand_out_is_not_asked_for(desk: Desk, status: str, words: str) -> None:
    desk.open_case(Kind.PURCHASE_PROBLEM, files=[desk.file(desk.account.seller_id)])
    desk.rewrite("messaging.messages", lambda body: _change(body, status=status))
    desk.sweep("first")
    file = Attachment.objects.get()
    assert (file.state, list(downloads.due())) == ("unavailable", [])
    assert words in file.failure


@pytest.mark.django_db
def test_more_files_are_told_also_when_allegro_says_so_later(desk: Desk) -> None:
    desk.open_case(Kind.PURCHASE_PROBLEM)
    desk.sweep("first")
    assert not Message.objects.get().has_more_files
    told = {"hasAdditionalAttachments": True}
    desk.rewrite("messaging.messages", lambda body: [one.update(told) for one in body["messages"]])
    desk.sweep("deep")
    assert Message.objects.get().has_more_files
