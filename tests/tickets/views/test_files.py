"""Files that the marketplace does not hand out, on the ticket page."""

from django.test import Client
from django.urls import reverse

from tests.factories import make_message, make_ticket
from tests.tickets.dummy import DummyChannel
from tests.tickets.views.test_detail import read
from tickets.models import Attachment, Message


def test_a_message_tells_of_files_that_are_on_the_marketplace_only(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    message = make_message(ticket)
    assert "are on the marketplace only" not in read(browser, ticket)
    Message.objects.filter(pk=message.pk).update(has_more_files=True)
    assert "are on the marketplace only" in read(browser, ticket)


def test_a_file_that_cannot_be_had_says_why_and_is_no_link(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    words = "The marketplace holds this file for unsafe and does not hand it out."
    file = Attachment.objects.create(
        message=make_message(ticket), name="a.exe", external_id="a-1", state="unavailable", failure=words
    )
    shown = read(browser, ticket)
    assert words in shown
    assert reverse("tickets:attachment", args=[file.pk]) not in shown
