from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import make_ticket
from tests.tickets.dummy import DummyChannel
from tickets import channels
from tickets.models import Message, Ticket


def comment(browser: Client, ticket: Ticket, text: str, **fields: object) -> Any:
    data = {"comment-text": text, "comment-submission": str(uuid4()), **fields}
    return browser.post(reverse("tickets:comment", args=[ticket.pk]), data)


def test_a_comment_stays_in_the_house(browser: Client, agent: User, market: DummyChannel) -> None:
    ticket = make_ticket()
    response = comment(browser, ticket, "Refund her")

    message = Message.objects.get()
    assert response.headers["Location"].startswith(reverse("tickets:detail", args=[ticket.pk]))
    assert message.is_comment
    assert message.delivery == Message.Delivery.NONE
    assert message.author == agent
    assert market.sent == []


def test_a_case_that_has_ended_takes_comments(browser: Client, market: DummyChannel) -> None:
    market.available = channels.Availability(can_reply=False, reason="The case has ended.")
    assert comment(browser, make_ticket(can_reply=False), "Noted").status_code == 302
    assert Message.objects.get().is_comment


def test_a_ticket_whose_channel_is_gone_takes_comments(browser: Client) -> None:
    assert comment(browser, make_ticket(source="gone"), "Noted").status_code == 302
    assert Message.objects.get().is_comment


def test_an_empty_comment_is_refused(browser: Client, market: DummyChannel) -> None:
    response = comment(browser, make_ticket(), " ")
    assert response.status_code == 422
    assert "Write a comment first" in response.content.decode()


def test_a_refused_comment_keeps_its_text_and_its_mode(browser: Client, market: DummyChannel) -> None:
    file = SimpleUploadedFile("a.exe", b"MZ\x90\x00")
    response = comment(browser, make_ticket(), "Look at this", **{"comment-file": file})
    assert response.status_code == 422
    assert "Look at this" in response.content.decode()
    assert response.context["mode"] == "comment"


def test_a_double_click_leaves_one_comment(browser: Client, market: DummyChannel) -> None:
    ticket, submission = make_ticket(), str(uuid4())
    for _ in range(2):
        assert comment(browser, ticket, "Once", **{"comment-submission": submission}).status_code == 302
    assert Message.objects.count() == 1
