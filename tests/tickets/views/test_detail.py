from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from crm.models import Customer
from tests.factories import make_message, make_reply, make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tickets import channels, replies, workflow
from tickets.facts import Author
from tickets.models import Attachment, Draft, Event, Message, Ticket
from tickets.rejections import Rejected


def read(browser: Client, ticket: Ticket) -> str:
    response = browser.get(reverse("tickets:detail", args=[ticket.pk]))
    assert response.status_code == 200
    return response.content.decode()


def poll(browser: Client, ticket: Ticket, version: str) -> Any:
    return browser.get(
        reverse("tickets:history", args=[ticket.pk]), {"version": version}, headers={"HX-Request": "true"}
    )


def version_of(browser: Client, ticket: Ticket) -> str:
    return str(browser.get(reverse("tickets:detail", args=[ticket.pk])).context["history"].version)


def test_a_stored_failure_is_told_in_the_readers_language(browser: Client, agent: User, market: DummyChannel) -> None:
    ticket, reason = make_ticket(), "It is not on the marketplace: the buyer did not get it."
    make_reply(ticket, agent, delivery=Message.Delivery.FAILED, failure=reason)
    Event.objects.create(ticket=ticket, kind=Event.Kind.REPLY_FAILED, new=reason)
    assert read(browser, ticket).count(reason) == 2
    User.objects.update(language="pl")
    page = read(browser, ticket)
    assert reason not in page
    assert page.count("Nie ma jej na platformie") == 2


@pytest.mark.parametrize(
    ("author", "words"),
    [
        (Author.BUYER, ["Buyer", "jan_k"]),
        (Author.SELLER, ["our-shop", "our company, on the marketplace"]),
        (Author.ADVISER, ["Adviser of the marketplace"]),
        (Author.SYSTEM, ["System message of the marketplace"]),
        (Author.CHATBOT, ["chatbot"]),
        (Author.UNKNOWN, ["KLINGON", "unknown author"]),
    ],
)
def test_every_author_is_named_for_what_they_are(
    browser: Client, market: DummyChannel, author: Author, words: list[str]
) -> None:
    names = {Author.BUYER: "jan_k", Author.SELLER: "our-shop", Author.UNKNOWN: "KLINGON"}
    ticket = make_ticket()
    make_message(ticket, author, author_name=names.get(author, ""))

    page = read(browser, ticket).casefold()

    assert all(word.casefold() in page for word in words)


def test_a_colleagues_reply_and_comment_bear_their_name(browser: Client, market: DummyChannel) -> None:
    ticket, ewa = make_ticket(), make_user(name="Ewa Zięba")
    make_reply(ticket, ewa, delivery=Message.Delivery.DELIVERED, external_id="m-77")
    replies.comment(ticket, ewa, "Call the carrier", submission=uuid4())

    page = read(browser, ticket)

    assert page.count("Ewa Zięba") >= 2
    assert "internal comment, not sent to the buyer" in page
    assert "m-77" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"delivery": "queued", "due_at": timezone.now() + timedelta(hours=1)}, ["Undo", "Waiting to be sent"]),
        ({"delivery": "queued", "attempts": 1, "failure": "Rate limit."}, ["Queued", "Rate limit."]),
        ({"delivery": "sending"}, ["Sending"]),
        ({"delivery": "delivered", "external_id": "m-1"}, ["Delivered", "m-1"]),
        ({"delivery": "uncertain"}, ["Uncertain"]),
        (
            {"delivery": "failed", "failure": "The case has ended."},
            ["Not delivered", "The case has ended.", "Send again"],
        ),
    ],
)
def test_each_delivery_state_is_told_in_words(
    browser: Client, agent: User, market: DummyChannel, state: dict[str, Any], words: list[str]
) -> None:
    ticket = make_ticket()
    make_reply(ticket, agent, **state)
    page = read(browser, ticket)
    assert all(word in page for word in words)


def test_only_the_author_can_undo(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    make_reply(ticket, make_user(), due_at=timezone.now() + timedelta(seconds=9))
    assert "Undo" not in read(browser, ticket)


def test_hostile_text_is_shown_as_it_is(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket(subject="</title><script>alert(1)</script>", buyer_login="<i>x</i>")
    make_message(ticket, text="<img src=x onerror=alert(2)>\n\u202ehttps://evil.example/", author_name="<b>b</b>")

    page = read(browser, ticket)

    for markup in ("<script>alert", "<img src=x", "<i>x", "<b>b"):
        assert markup not in page
    assert 'href="https://evil.example' not in page
    assert "&lt;img src=x onerror=alert(2)&gt;" in page


def test_files_are_shown_offered_or_explained(browser: Client, market: DummyChannel) -> None:
    message = make_message(make_ticket())
    stored = {"message": message, "state": Attachment.State.STORED, "file": "attachments/x", "size": 2048}
    picture = Attachment.objects.create(**stored, name="box.png", content_type="image/png")
    document = Attachment.objects.create(**stored, name="bill.pdf", content_type="application/pdf")
    Attachment.objects.create(message=message, name="late.png", attempts=1)
    Attachment.objects.create(message=message, name="lost.png", state=Attachment.State.UNAVAILABLE)

    page = read(browser, message.ticket)

    assert f'<img src="{reverse("tickets:thumbnail", args=[picture.pk])}"' in page
    assert f'<img src="{reverse("tickets:attachment", args=[document.pk])}"' not in page
    for words in ("bill.pdf", "2.0\xa0KB", "late.png", "trying again", "lost.png", "not available"):
        assert words in page


def test_an_incomplete_history_says_so_and_links_to_the_case(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket(history_incomplete=True)
    page = read(browser, ticket)
    assert "may be incomplete" in page
    assert f'href="https://market.example/cases/{ticket.pk}"' in page


def test_a_case_that_has_ended_offers_comments_only(browser: Client, market: DummyChannel) -> None:
    market.available = channels.Availability(can_reply=False, reason="The case has ended.")
    page = read(browser, make_ticket())
    assert "The case has ended." in page
    assert "Send to the buyer" not in page
    assert "Add the comment" in page


def test_closure_is_offered_where_the_marketplace_knows_it(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    assert "Is your problem solved?" in read(browser, ticket)
    market.closable = False
    assert "Is your problem solved?" not in read(browser, ticket)


def test_a_ticket_whose_channel_is_gone_can_still_be_read(browser: Client) -> None:
    ticket = make_ticket(source="gone", kind="odd")
    make_message(ticket, text="I am still here")
    page = read(browser, ticket)
    assert "I am still here" in page
    assert "not connected any more" in page
    assert "Send to the buyer" not in page


def test_a_draft_stands_in_the_composer_of_its_author_only(browser: Client, agent: User, market: DummyChannel) -> None:
    ticket = make_ticket()
    Draft.objects.create(ticket=ticket, author=agent, text="My half sentence")
    Draft.objects.create(ticket=ticket, author=make_user(), text="Her half sentence")
    page = read(browser, ticket)
    assert "My half sentence" in page
    assert "Her half sentence" not in page


def test_a_reply_that_a_lock_stopped_can_still_be_read(browser: Client, agent: User, market: DummyChannel) -> None:
    ticket = make_ticket()
    Draft.objects.create(ticket=ticket, author=agent, text="Half an hour of writing")
    market.available = channels.Availability(can_reply=False, reason="The case has ended.")
    page = read(browser, ticket)
    assert "Half an hour of writing" in page
    assert "<textarea" in page
    assert "Send to the buyer" not in page


def test_a_buyer_outside_the_crm_can_be_added(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    add = reverse("tickets:add_customer", args=[ticket.pk])
    assert add in read(browser, ticket)
    Ticket.objects.update(customer=Customer.objects.create(name="Jan Kowalski"))
    page = read(browser, ticket)
    assert add not in page
    assert "Jan Kowalski" in page


def test_a_ticket_that_does_not_exist_is_not_found(browser: Client) -> None:
    for page in ("detail", "history"):
        assert browser.get(reverse(f"tickets:{page}", args=[0])).status_code == 404


def test_an_open_page_hears_nothing_while_nothing_changes(browser: Client, agent: User, market: DummyChannel) -> None:
    ticket = make_ticket()
    make_message(ticket)
    assert poll(browser, ticket, version_of(browser, ticket)).status_code == 204


def test_an_open_page_learns_of_messages_deliveries_files_and_locks(
    browser: Client, agent: User, market: DummyChannel
) -> None:
    ticket = make_ticket()
    versions = [version_of(browser, ticket)]

    def learn() -> str:
        response = poll(browser, ticket, versions[-1])
        assert response.status_code == 200
        versions.append(version_of(browser, ticket))
        assert versions[-1] not in versions[:-1]
        return str(response.content.decode())

    message = make_message(ticket, text="Good news")
    assert "Good news" in learn()
    make_reply(ticket, agent, delivery=Message.Delivery.SENDING)
    assert "Sending" in learn()
    Message.objects.filter(delivery=Message.Delivery.SENDING).update(delivery=Message.Delivery.FAILED)
    assert "Not delivered" in learn()
    Attachment.objects.create(message=message, name="box.png")
    assert "box.png" in learn()
    market.available = channels.Availability(can_reply=False, reason="The case has ended.")
    assert "The case has ended." in learn()


def test_an_update_brings_no_composer_that_could_overwrite_what_is_typed(browser: Client, market: DummyChannel) -> None:
    update = poll(browser, make_ticket(), "old").content.decode()
    assert "<textarea" not in update
    assert "<html" not in update


@pytest.mark.parametrize("count", [3, 80])
def test_the_page_costs_at_most_fifteen_queries_whatever_its_history(
    browser: Client, agent: User, market: DummyChannel, count: int, django_assert_max_num_queries: Any
) -> None:
    ticket = make_ticket(assignee=agent, customer=Customer.objects.create(name="Jan"))
    for _ in range(count):
        Attachment.objects.create(message=make_message(ticket), name="a.png")
        make_reply(ticket, make_user(), delivery=Message.Delivery.DELIVERED)
    Draft.objects.create(ticket=ticket, author=agent, text="x")
    # One for each thing shown: besides the ticket and its history its tags, its buyer's record and other tickets.
    with django_assert_max_num_queries(15):
        read(browser, ticket)


def test_the_page_hears_of_what_others_did_beside_the_history(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket(account="our-shop")
    version = version_of(browser, ticket)
    assert poll(browser, ticket, version).status_code == 204
    workflow.assign(ticket, make_user(), None)
    answer = poll(browser, ticket, version)
    assert answer.status_code == 200
    assert answer.headers["HX-Trigger-After-Settle"] == "parley:news"
    page = read(browser, ticket)
    assert 'hx-trigger="parley:news from:body"' in page
    assert "our-shop" in page


def test_other_tickets_of_the_buyer_stay_in_sight_when_the_buyer_enters_the_crm(
    browser: Client, market: DummyChannel
) -> None:
    ticket, other = make_ticket(buyer_login="jan_k"), make_ticket(buyer_login="jan_k", subject="Years ago")
    make_ticket(buyer_login="jan_k", source="elsewhere", subject="Somebody of the same name")
    assert "Years ago" in read(browser, ticket)
    Ticket.objects.filter(pk=ticket.pk).update(customer=Customer.objects.create(name="Jan"))
    page = read(browser, ticket)
    assert "Years ago" in page
    assert other.customer is None
    assert "Somebody of the same name" not in page


def test_a_case_that_ended_refuses_before_it_asks_to_read_what_is_new(
    browser: Client, agent: User, market: DummyChannel
) -> None:
    ticket = make_ticket()
    make_message(ticket, Author.SYSTEM)
    market.available = channels.Availability(can_reply=False, reason="The case has ended.")
    with pytest.raises(Rejected, match="has ended"):
        replies.write(ticket, agent, "Hello", submission=uuid4(), seen=0)
