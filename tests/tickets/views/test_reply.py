from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import make_message, make_ticket
from tests.tickets.dummy import DummyChannel
from tests.tickets.test_uploads import picture
from tickets import channels
from tickets.facts import Author
from tickets.models import Draft, Message, Ticket


def reply(browser: Client, ticket: Ticket, text: str = "We are on it", **fields: object) -> Any:
    newest = ticket.messages.order_by("-pk").values_list("pk", flat=True).first() or 0
    data = {"text": text, "submission": str(uuid4()), "seen": newest, **fields}
    address = reverse("tickets:reply", args=[ticket.pk])
    return browser.post(address, {f"reply-{name}": value for name, value in data.items()})


def test_a_reply_is_queued_and_the_page_shown_again(browser: Client, agent: User, market: DummyChannel) -> None:
    ticket = make_ticket()
    response = reply(browser, ticket, asks_closure="on")

    message = Message.objects.get()
    assert response.headers["Location"].startswith(reverse("tickets:detail", args=[ticket.pk]))
    assert message.text == "We are on it\n\nAnna, Shop"
    assert message.asks_closure
    assert message.delivery == Message.Delivery.QUEUED


def test_a_double_click_is_one_reply(browser: Client, market: DummyChannel) -> None:
    ticket, submission = make_ticket(), str(uuid4())
    for _ in range(2):
        assert reply(browser, ticket, submission=submission, seen=0).status_code == 302
    assert Message.objects.count() == 1


def test_what_is_too_long_comes_back_with_its_text(browser: Client, market: DummyChannel) -> None:
    text = "so long " * 40
    response = reply(browser, make_ticket(), text)
    assert response.status_code == 422
    assert "too long" in response.content.decode()
    assert text in response.content.decode()
    assert not Message.objects.exists()


def test_an_empty_reply_is_refused(browser: Client, market: DummyChannel) -> None:
    response = reply(browser, make_ticket(), " ")
    assert response.status_code == 422
    assert "Write a message" in response.content.decode()


def test_a_picture_travels_with_the_reply(browser: Client, market: DummyChannel) -> None:
    reply(browser, make_ticket(), file=SimpleUploadedFile("../../dam\u202eage.png", picture()))
    assert Message.objects.get().attachments.get().name == "damage.png"


def test_a_file_of_the_wrong_content_is_refused_and_the_text_kept(browser: Client, market: DummyChannel) -> None:
    response = reply(browser, make_ticket(), "See photo", file=SimpleUploadedFile("a.png", b"<html>"))
    assert response.status_code == 422
    assert "This kind of file cannot be sent" in response.content.decode()
    assert "See photo" in response.content.decode()


def test_an_accepted_file_is_kept_while_the_text_is_corrected(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    refused = reply(browser, ticket, "x" * 300, file=SimpleUploadedFile("a.png", picture()))
    assert refused.status_code == 422
    assert "a.png" in refused.content.decode()

    assert reply(browser, ticket, "x", keeps_file="on").status_code == 302
    assert Message.objects.get().attachments.get().name == "a.png"
    assert not Draft.objects.exists()


def test_what_arrived_meanwhile_is_shown_before_anything_is_sent(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    seen = make_message(ticket).pk
    make_message(ticket, text="Never mind, solved!")

    response = reply(browser, ticket, "We will refund you", seen=seen)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Never mind, solved!" in page
    assert "We will refund you" in page
    assert "Send anyway" in page
    assert Message.objects.count() == 2


def test_send_anyway_sends(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    make_message(ticket)
    assert reply(browser, ticket, seen=0, anyway="on").status_code == 302
    assert Message.objects.filter(delivery=Message.Delivery.QUEUED).exists()


def test_of_two_agents_the_second_is_warned(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    make_message(ticket, Author.SELLER, "Mine first")
    assert reply(browser, ticket, seen=0).status_code == 409


@pytest.mark.parametrize("temporary", [True, False])
def test_a_locked_case_refuses_with_its_reason_and_keeps_the_text(
    browser: Client, market: DummyChannel, *, temporary: bool
) -> None:
    market.available = channels.Availability(can_reply=False, reason="Not now.", temporary=temporary)
    ticket = make_ticket()

    response = reply(browser, ticket, "Half an hour of writing")

    assert response.status_code == 422
    assert "Not now." in response.content.decode()
    assert "Half an hour of writing" in response.content.decode()
    assert Draft.objects.get().text == "Half an hour of writing"
    assert not Message.objects.exists()


def test_a_ticket_whose_channel_is_gone_takes_no_reply(browser: Client) -> None:
    response = reply(browser, make_ticket(source="gone"), "Hello?")
    assert response.status_code == 422
    assert "Hello?" in response.content.decode()


@pytest.mark.parametrize("broken", [{"submission": "x"}, {"seen": "x"}, {"seen": "-1"}, {"seen": "9" * 30}])
def test_a_broken_form_is_refused_with_the_text_kept(
    browser: Client, market: DummyChannel, broken: dict[str, object]
) -> None:
    response = reply(browser, make_ticket(), "My words", **broken)
    assert response.status_code in {409, 422, 302}
    if response.status_code != 302:
        assert "My words" in response.content.decode()


def test_text_arrives_as_it_was_typed_without_nul(browser: Client, market: DummyChannel) -> None:
    reply(browser, make_ticket(), "<b>5 < 6</b> & \x00😀")
    assert Message.objects.get().text.startswith("<b>5 < 6</b> & 😀\n")


def test_without_script_the_closure_words_come_from_the_server(browser: Client, market: DummyChannel) -> None:
    reply(browser, make_ticket(), "", asks_closure="on")
    assert Message.objects.get().text.startswith("Is your problem solved?")


def test_words_of_ones_own_are_not_replaced_by_the_closure_words(browser: Client, market: DummyChannel) -> None:
    reply(browser, make_ticket(), "All well now?", asks_closure="on")
    assert Message.objects.get().text.startswith("All well now?")


def test_a_file_that_was_to_go_along_is_missed_when_it_is_gone(browser: Client, market: DummyChannel) -> None:
    """Two tabs: the file of the draft left with the first one's reply; the second says *Send this file along*."""
    ticket = make_ticket()
    data = {"reply-text": "See the file", "reply-submission": str(uuid4()), "reply-seen": 0, "reply-keeps_file": "on"}
    browser.post(reverse("tickets:reply", args=[ticket.pk]), data)
    assert not Message.objects.exists()
