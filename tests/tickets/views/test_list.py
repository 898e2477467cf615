from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from crm.models import Customer
from tests.factories import make_category, make_queue, make_reply, make_status, make_ticket
from tests.tickets.dummy import DummyChannel
from tickets.channels import Trouble
from tickets.listing import PAGE_SIZE
from tickets.models import Message, Status, Tag, Ticket

LIST = reverse("tickets:list")


def read(browser: Client, **chosen: Any) -> str:
    response = browser.get(LIST, chosen)
    assert response.status_code == 200
    return response.content.decode()


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(client: Client) -> None:
    assert client.get(LIST).headers["Location"].startswith(reverse("account_login"))


def test_a_row_tells_what_an_agent_decides_by(browser: Client, agent: User, market: DummyChannel) -> None:
    queue, category = make_queue("Claims"), make_category("Damage")
    due_at = timezone.now() + timedelta(hours=3, minutes=5)
    make_ticket(subject="Wet box", queue=queue, category=category, assignee=agent, buyer_login="jan_k", due_at=due_at)

    page = read(browser)

    for shown in ("Wet box", "Dummy Market", "Claim", "jan_k", "Claims", "Damage", "Anna Nowak", "3 h left"):
        assert shown in page
    assert "Waiting for us" in page


def test_a_buyer_outside_the_crm_is_marked(browser: Client, market: DummyChannel) -> None:
    make_ticket()
    assert "no record in the CRM" in read(browser)
    Ticket.objects.update(customer=Customer.objects.create(name="Jan Kowalski"))
    assert "no record in the CRM" not in read(browser)


def test_a_customer_is_shown_by_name(browser: Client, market: DummyChannel) -> None:
    make_ticket(customer=Customer.objects.create(name="Jan Kowalski"))
    assert "Jan Kowalski" in read(browser)


def test_a_reply_that_was_not_delivered_is_marked(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    before = read(browser).count("elivery problem")
    make_reply(ticket, delivery=Message.Delivery.FAILED)
    assert read(browser).count("elivery problem") > before


def test_an_empty_house_and_an_empty_choice_are_told_apart(browser: Client, market: DummyChannel) -> None:
    empty = read(browser)
    nothing_found = read(browser, q="nothing like this")

    assert "No tickets yet" in empty
    assert "No ticket fits these filters" in nothing_found
    assert f'href="{LIST}?state=any"' in nothing_found


def test_a_house_in_which_all_is_done_is_not_called_empty(browser: Client, market: DummyChannel) -> None:
    make_ticket(status=make_status(kind=Status.Kind.CLOSED), subject="Long ago")
    page = read(browser)
    assert "No open tickets" in page
    assert "Long ago" not in page
    assert "Long ago" in read(browser, state="any")
    assert "Long ago" in read(browser, state="closed")


def test_who_searches_finds_closed_tickets_as_well(browser: Client, market: DummyChannel) -> None:
    make_ticket(status=make_status(kind=Status.Kind.CLOSED), subject="Long ago")
    assert "Long ago" in read(browser, q="long")


def test_a_hostile_subject_is_text(browser: Client, market: DummyChannel) -> None:
    make_ticket(subject="<script>alert(1)</script>", buyer_login='"><img src=x>')
    page = read(browser)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_ticket_whose_channel_is_gone_is_still_listed(browser: Client) -> None:
    make_ticket(subject="Left behind", source="gone", kind="odd")
    assert "Left behind" in read(browser)


def test_the_list_refreshes_its_rows_only(browser: Client, market: DummyChannel) -> None:
    make_ticket(subject="Wet box")
    rows = browser.get(LIST, headers={"HX-Request": "true", "HX-Target": "rows"}).content.decode()
    assert "Wet box" in rows
    assert "<html" not in rows
    assert 'id="bulk"' not in rows


def test_a_filter_that_changes_brings_the_list_and_the_views_but_no_page(browser: Client, market: DummyChannel) -> None:
    make_ticket(subject="Wet box")
    asked = {"HX-Request": "true", "HX-Target": "desk"}
    answer = browser.get(LIST, {"q": "wet", "waiting_for": "us", "queue": "", "kind": ""}, headers=asked)
    desk = answer.content.decode()
    assert "Wet box" in desk
    assert 'id="views"' in desk
    assert "<html" not in desk
    assert answer.headers["HX-Push-Url"] == f"{LIST}?q=wet&waiting_for=us"


def test_what_is_chosen_stands_above_the_list_with_a_way_to_take_it_away(
    browser: Client, agent: User, market: DummyChannel
) -> None:
    queue = make_queue("Claims")
    page = read(browser, queue=queue.pk, assignee="me", unread="on")
    for chip in ("Queue: <bdi>Claims</bdi>", "Assignee: <bdi>me</bdi>", "Unread"):
        assert chip in page
    assert f'href="{LIST}?queue={queue.pk}&amp;assignee=me"' in page
    assert f'href="{LIST}?queue={queue.pk}&amp;unread=on"' in page


def test_taking_the_last_filter_away_leads_to_all_tickets(browser: Client, market: DummyChannel) -> None:
    assert f'href="{LIST}?state=any"' in read(browser, priority="3")


def test_marks_of_a_row_are_words(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket(is_unread=True, priority=Ticket.Priority.URGENT, products="Blue lamp", is_overdue=True)
    Ticket.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    ticket.tags.add(Tag.objects.create(name="fragile"))
    page = read(browser)
    for words in ("Unread:", "Urgent", "Blue lamp", "fragile", ">overdue<"):
        assert words in page


def test_the_rows_alone_are_never_kept_by_the_browser_as_the_page(browser: Client, market: DummyChannel) -> None:
    assert "HX-Request" in browser.get(LIST).headers["Vary"]


def test_pages_lead_forth_and_back_and_keep_the_filters(browser: Client, market: DummyChannel) -> None:
    queue, category = make_queue(), make_category()
    for number in range(PAGE_SIZE + 1):
        make_ticket(queue=queue, category=category, subject=f"Parcel no. {number}.")

    first = browser.get(LIST, {"queue": queue.pk})
    after = first.context["after"]
    second = browser.get(LIST, {"queue": queue.pk, "after": after}).content.decode()

    assert f"queue={queue.pk}" in first.context["query"]
    assert "Parcel no. 0." not in first.content.decode()
    assert "Parcel no. 0." in second
    assert f"queue={queue.pk}&amp;before=" in second


@pytest.mark.parametrize("count", [3, 60])
def test_the_page_of_the_list_costs_at_most_nine_queries_with_every_choice_of_its_bars(
    browser: Client,
    market: DummyChannel,
    count: int,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(count):
        make_reply(make_ticket(customer=Customer.objects.create(name="Jan")), delivery=Message.Delivery.FAILED)
        Tag.objects.create(name=f"tag {_}")
    # Two are for what stands around the rows, which the page's own refreshing does without.
    with django_assert_max_num_queries(9):
        read(browser)
    with django_assert_max_num_queries(6):
        browser.get(LIST, headers={"HX-Request": "true", "HX-Target": "rows"})


def test_an_account_in_trouble_is_said_to_every_agent_and_administrators_get_the_way(
    browser: Client, market: DummyChannel
) -> None:
    market.in_trouble = (Trouble("The account our-shop is disconnected.", "/integrations/7/"),)
    shown = browser.get(reverse("tickets:list")).content.decode()
    assert "our-shop is disconnected" in shown
    assert "/integrations/7/" not in shown
    User.objects.update(role=Role.ADMINISTRATOR)
    assert 'href="/integrations/7/"' in browser.get(reverse("tickets:list")).content.decode()
    market.in_trouble = ()
    assert "disconnected" not in browser.get(reverse("tickets:list")).content.decode()


def test_an_account_that_was_stopped_is_said_to_every_agent_in_other_words(
    browser: Client, market: DummyChannel
) -> None:
    market.in_trouble = (Trouble("The account our-shop is stopped.", "/integrations/7/", is_stopped=True),)
    shown = browser.get(LIST).content.decode()
    assert "our-shop is stopped" in shown
    assert "Replies already written wait" not in shown


def test_tickets_of_several_accounts_are_told_apart(browser: Client, market: DummyChannel) -> None:
    make_ticket(subject="Wet box", account="our-shop")
    make_ticket(subject="Late parcel", account="our-other-shop")
    page = read(browser, account="our-shop")
    assert "Wet box" in page
    assert "Late parcel" not in page
    assert "Account: <bdi>our-shop</bdi>" in page
    assert '<option value="our-other-shop"' in page


def test_who_searches_in_open_tickets_without_success_is_led_to_the_closed_ones(
    browser: Client, market: DummyChannel
) -> None:
    make_ticket(status=make_status(kind=Status.Kind.CLOSED), subject="Long ago")
    assert f'href="{LIST}?q=long&amp;state=any"' in read(browser, q="long", state="open")
    assert "Search in closed tickets" not in read(browser, q="long", state="any")
