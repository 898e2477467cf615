"""Messages, replies and files under faults: each once, and nothing sent blindly. See faults.py."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from integrations.allegro.session import Session
from simulator.records import Author, Kind
from tests.factories import make_user
from tests.integrations.allegro.desk import PICTURE, Desk
from tests.integrations.allegro.faults import KINDS, settle, whole
from tickets import channels, downloads, replies, uploads
from tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db


def test_f06_a_file_without_words_makes_it_our_turn(desk: Desk) -> None:
    case = desk.open_case()
    desk.say(case, Author.SELLER, "Proszę o zdjęcie.")
    desk.sweep()
    assert desk.ticket(case).waiting_for == Ticket.WaitingFor.BUYER
    desk.fault("F06")
    desk.say(case, Author.BUYER, files=[desk.file(case)])
    desk.sweep()
    assert desk.ticket(case).waiting_for == Ticket.WaitingFor.US
    whole(desk, case)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_stored", [True, False])
def test_f11_a_writing_that_fails_is_read_back_and_never_sent_blindly(desk: Desk, kind: Kind, is_stored: bool) -> None:
    case = desk.open_case(kind)
    desk.sweep("first")
    desk.fault("F11", routes=("issues.message", "messaging.message"), stored=is_stored)
    reply = desk.reply(case, "Wysłaliśmy nową paczkę.")
    assert (reply.delivery, reply.failure) == ("uncertain", "Allegro gave no clear answer.")
    assert reply.trace_id
    desk.deliver(reply)
    assert desk.struck("F11") == 1
    for _reading in range(1 if is_stored else 3):
        settle(reply)
    assert reply.delivery == ("delivered" if is_stored else "failed")
    assert desk.said(case).count("Wysłaliśmy nową paczkę.") == is_stored
    desk.sweep()
    assert [text for _author, text in desk.history(case)].count("Wysłaliśmy nową paczkę.") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_f12_a_file_never_travels_without_words(desk: Desk, kind: Kind) -> None:

    case = desk.open_case(kind)
    desk.sweep("first")
    desk.fault("F12")
    ticket = desk.ticket(case)
    limits = channels.view_of(ticket.source, ticket.pk).limits
    attachment = uploads.accept(SimpleUploadedFile("a.png", PICTURE), limits)
    reply = replies.write(ticket, make_user(), "  ", submission=uuid4(), attachment=attachment)
    assert desk.deliver(reply).delivery == "delivered"
    assert desk.said(case)[-1]
    assert desk.struck("F12") == 0  # it was on and found nothing to refuse


@pytest.mark.parametrize("kind", KINDS)
def test_f13_a_message_does_not_wait_for_its_file_and_the_file_is_tried_again(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind, files=[desk.file(desk.account.seller_id)])
    desk.fault("F13")
    desk.sweep("first")
    assert len(desk.history(case)) == 1
    file = Attachment.objects.get()
    downloads.fetch(file.pk)
    file.refresh_from_db()
    assert (file.state, file.failure) == ("pending", "Allegro gave no clear answer.")
    desk.behave()
    Attachment.objects.update(due_at=timezone.now())
    downloads.fetch(file.pk)
    file.refresh_from_db()
    assert (file.state, file.content_type) == ("stored", "image/png")


@pytest.mark.parametrize("kind", KINDS)
def test_f14_a_file_is_fetched_by_its_id_whatever_host_its_address_names(desk: Desk, kind: Kind) -> None:
    desk.open_case(kind, files=[desk.file(desk.account.seller_id)])
    desk.fault("F14", host="https://evil.example")
    desk.sweep("first")
    file = Attachment.objects.get()
    downloads.fetch(file.pk)  # the network is blocked: another host than Allegro's would be an error here
    file.refresh_from_db()
    assert file.state == "stored"


@pytest.mark.parametrize("kind", [Kind.DISCUSSION, Kind.CLAIM])
def test_f15_the_chatbot_speaks_for_the_buyer(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    desk.fault("F15")
    desk.sweep()
    assert desk.history(case) == [("chatbot", "Dzień dobry")]
    assert desk.ticket(case).waiting_for == Ticket.WaitingFor.US


@pytest.mark.parametrize("kind", KINDS)
def test_f16_authors_are_told_by_their_role(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    for author in (Author.SELLER, Author.ADVISER, Author.SYSTEM):
        desk.say(case, author, author.value)
    desk.fault("F16")
    desk.sweep("first")
    assert [author for author, _text in desk.history(case)] == ["buyer", "seller", "adviser", "system"]


def test_f17_placeholders_are_not_stored(desk: Desk) -> None:
    case = desk.open_case()
    desk.fault("F17")
    desk.sweep()
    whole(desk, case)


@pytest.mark.parametrize("fault", ["cut_off", "stored_unanswered"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_whose_answer_breaks_off_is_found_and_not_sent_twice(desk: Desk, kind: Kind, fault: str) -> None:
    case = desk.open_case(kind)
    desk.sweep("first")
    desk.fault(fault, routes=("issues.message", "messaging.message"))
    reply = desk.reply(case, "Wysłaliśmy nową paczkę.")
    assert reply.delivery == "uncertain"
    assert settle(reply).delivery == "delivered"
    assert desk.said(case).count("Wysłaliśmy nową paczkę.") == 1


def test_a_redirect_takes_the_token_nowhere(desk: Desk) -> None:
    desk.open_case(files=[desk.file(desk.account.seller_id)])
    desk.sweep()
    file = Attachment.objects.get()
    desk.fault("redirect", routes=("issues.attachment.download", "issues.list"))
    downloads.fetch(file.pk)  # the network is blocked: following it would be an error of another kind
    file.refresh_from_db()
    assert (file.state, file.failure) == ("pending", "Allegro gave no clear answer.")
    assert desk.sweep().outcome == "failed"


@pytest.mark.parametrize("announced", [True, False])
def test_a_huge_file_is_given_up_and_a_huge_answer_does_not_fill_the_memory(desk: Desk, announced: bool) -> None:
    desk.open_case(files=[desk.file(desk.account.seller_id)])
    desk.sweep()
    file = Attachment.objects.get()
    desk.fault("huge", bytes=25_000_000, announced=announced)
    downloads.fetch(file.pk)
    file.refresh_from_db()
    assert file.state == "unavailable"
    assert desk.sweep().outcome == "failed"


def test_a_body_that_drips_for_ever_is_left_in_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.allegro.client.answers.MOST_SECONDS", 0.3)
    desk.open_case(files=[desk.file(desk.account.seller_id)])
    desk.sweep()
    file = Attachment.objects.get()
    desk.fault("endless", bytes_per_second=50)
    downloads.fetch(file.pk)
    file.refresh_from_db()
    assert (file.state, file.attempts) == ("pending", 1)
    assert Session(desk.account).account.disconnected_at is None


def test_f02_gives_no_message_the_files_of_another(desk: Desk) -> None:
    """Of a long chat only the latest messages come: the first buyer's among them is not the one who opened the case."""
    case = desk.open_case(files=[desk.file(desk.account.seller_id)])
    for number in range(30):
        desk.say(case, Author.BUYER, f"{number}")
    desk.fault("F02", latest=20)
    desk.sweep("first")
    later = Message.objects.filter(attachments__isnull=False).values_list("text", flat=True)
    assert list(later) == []


def test_f15_f16_the_chatbots_words_without_a_login_make_it_our_turn(desk: Desk) -> None:
    case = desk.open_case()
    desk.fault("F15")
    desk.fault("F16")
    desk.sweep("first")
    assert desk.ticket(case).waiting_for == "us"
