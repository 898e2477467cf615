from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tickets.models import Attachment, Draft, Message, Ticket


def keep(browser: Client, ticket: Ticket, text: str, mode: str = "reply", **more: Any) -> int:
    sent = {f"{mode}-text": text, f"{mode}-submission": str(uuid4()), **more}
    return browser.post(reverse(f"tickets:{mode}_draft", args=[ticket.pk]), sent).status_code


def page(browser: Client, ticket: Ticket) -> str:
    return browser.get(reverse("tickets:detail", args=[ticket.pk])).content.decode()


@pytest.mark.parametrize("mode", ["reply", "comment"])
def test_what_is_typed_is_there_after_a_reload_and_for_nobody_else(
    browser: Client, market: DummyChannel, mode: str
) -> None:
    ticket = make_ticket()
    assert keep(browser, ticket, "Half a sentence", mode) == 204
    assert "Half a sentence" in page(browser, ticket)
    colleague = Client()
    colleague.force_login(make_user())
    assert "Half a sentence" not in page(colleague, ticket)


def test_a_reply_and_a_comment_under_way_do_not_mix(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    keep(browser, ticket, "To the buyer")
    keep(browser, ticket, "About the buyer", "comment")
    assert dict(Draft.objects.values_list("is_comment", "text")) == {False: "To the buyer", True: "About the buyer"}


def test_what_is_wiped_is_forgotten_but_not_the_file_that_goes_along(
    browser: Client, agent: User, market: DummyChannel
) -> None:
    ticket = make_ticket()
    keep(browser, ticket, "x")
    keep(browser, ticket, "  ")
    assert not Draft.objects.exists()
    Draft.objects.create(ticket=ticket, author=agent, attachment=Attachment.objects.create(name="a.png"))
    keep(browser, ticket, "  ")
    assert Draft.objects.get().attachment is not None


def test_words_that_were_sent_meanwhile_do_not_come_back_as_a_draft(browser: Client, market: DummyChannel) -> None:
    ticket, submission = make_ticket(), str(uuid4())
    sent = {"reply-text": "Done", "reply-submission": submission, "reply-seen": "0"}
    browser.post(reverse("tickets:reply", args=[ticket.pk]), sent)
    assert Message.objects.count() == 1
    keep(browser, ticket, "Done", **{"reply-submission": submission})
    assert not Draft.objects.exists()


def test_sending_a_comment_leaves_the_reply_under_way_alone(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    keep(browser, ticket, "To the buyer")
    keep(browser, ticket, "Note", "comment")
    browser.post(
        reverse("tickets:comment", args=[ticket.pk]), {"comment-text": "Note", "comment-submission": str(uuid4())}
    )
    assert list(Draft.objects.values_list("text", flat=True)) == ["To the buyer"]


def test_nonsense_is_refused_and_nothing_is_kept(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    assert keep(browser, ticket, "x", **{"reply-submission": "no"}) == 422
    assert keep(browser, ticket, "x" * 200_001) == 422
    assert not Draft.objects.exists()


def test_a_comment_by_way_of_the_page_keeps_the_undone_reply(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    data = {"reply-text": "A long answer", "reply-submission": str(uuid4()), "reply-seen": 0}
    browser.post(reverse("tickets:reply", args=[ticket.pk]), data)
    browser.post(reverse("tickets:undo", args=[Message.objects.get().pk]))
    assert "A long answer" in browser.get(reverse("tickets:detail", args=[ticket.pk])).content.decode()
    data = {"comment-text": "Kasia, is that right?", "comment-submission": str(uuid4())}
    browser.post(reverse("tickets:comment", args=[ticket.pk]), data)
    assert "A long answer" in browser.get(reverse("tickets:detail", args=[ticket.pk])).content.decode()
