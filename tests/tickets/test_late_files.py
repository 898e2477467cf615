"""A file that the marketplace named without an address at first is fetched once it has one."""

from dataclasses import replace

import pytest

from tests.tickets.cases import CASE, word
from tickets import downloads
from tickets.facts import AttachmentFacts, FileState, MessageFacts
from tickets.intake import Rules, receive
from tickets.models import Attachment, Message
from tickets.named_files import NOT_TO_BE_HAD

pytestmark = pytest.mark.django_db
WITHOUT = AttachmentFacts("", "zdjecie.jpg", FileState.NO_ADDRESS)
WITH = AttachmentFacts("f1", "zdjecie.jpg")


def said(*files: AttachmentFacts, external_id: str = "m1") -> MessageFacts:
    return replace(word(external_id), attachments=files)


def received(rules: Rules, *readings: MessageFacts) -> list[tuple[str, str, str]]:
    """Name, address and state of the files after these readings of one message."""
    ticket = receive(None, replace(CASE, messages=readings[:1]), rules).ticket
    for reading in readings[1:]:
        receive(ticket, replace(CASE, messages=(reading,)), rules)
    return list(Attachment.objects.values_list("name", "external_id", "state"))


def test_a_file_that_gets_an_address_later_can_be_fetched(rules: Rules) -> None:
    assert received(rules, said(WITHOUT), said(WITH)) == [("zdjecie.jpg", "f1", "pending")]
    file = Attachment.objects.get()
    assert (file.failure, list(downloads.due())) == ("", [file])
    assert Message.objects.count() == 1


def test_the_same_reading_again_changes_nothing(rules: Rules) -> None:
    assert received(rules, said(WITHOUT), said(WITH), said(WITH)) == [("zdjecie.jpg", "f1", "pending")]
    Attachment.objects.update(state="stored")
    ticket = Message.objects.get().ticket
    receive(ticket, replace(CASE, messages=(said(WITH),)), rules)
    assert Attachment.objects.get().state == "stored"


@pytest.mark.parametrize("state", [FileState.UNSAFE, FileState.EXPIRED])
def test_of_an_address_that_cannot_be_used_it_is_said_why(rules: Rules, state: FileState) -> None:
    files = received(rules, said(WITHOUT), said(replace(WITH, state=state)))
    assert files == [("zdjecie.jpg", "f1", "unavailable")]
    assert Attachment.objects.get().failure == NOT_TO_BE_HAD[state]


def test_of_two_files_each_gets_its_own_address(rules: Rules) -> None:
    other = replace(WITHOUT, name="paragon.jpg")
    files = received(rules, said(WITHOUT, other), said(replace(WITH, external_id="f2", name="paragon.jpg"), WITHOUT))
    assert files == [("zdjecie.jpg", "", "unavailable"), ("paragon.jpg", "f2", "pending")]


def test_of_two_files_of_one_name_each_gets_an_address_of_its_own(rules: Rules) -> None:
    first, second = WITH, replace(WITH, external_id="f2")
    assert received(rules, said(WITHOUT, WITHOUT), said(WITHOUT, WITHOUT), said(first, second)) == [
        ("zdjecie.jpg", "f1", "pending"),
        ("zdjecie.jpg", "f2", "pending"),
    ]


def test_the_file_of_the_same_name_in_another_message_is_left_alone(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, messages=(said(WITHOUT), said(WITHOUT, external_id="m2"))), rules).ticket
    receive(ticket, replace(CASE, messages=(said(WITHOUT), said(WITH, external_id="m2"))), rules)
    found = Attachment.objects.order_by("message__external_id").values_list("message__external_id", "state")
    assert list(found) == [("m1", "unavailable"), ("m2", "pending")]
