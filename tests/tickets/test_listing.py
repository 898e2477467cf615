from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from accounts.paging import cursors
from crm.models import Customer
from tests.factories import (
    make_category,
    make_message,
    make_queue,
    make_reply,
    make_status,
    make_ticket,
    make_user,
)
from tests.tickets.dummy import DummyChannel
from tickets.filters import TicketFilter
from tickets.listing import PAGE_SIZE, page_of, with_marks
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


def found(user: User | None = None, /, **chosen: Any) -> list[Ticket]:
    """The first page of the list for these filters."""
    request = RequestFactory().get("/", chosen)
    request.user = user or make_user()
    tickets = TicketFilter(request.GET, queryset=with_marks(Ticket.objects.all()), request=request).qs
    return list(page_of(tickets, request.GET))


def make_tickets(count: int, **fields: Any) -> None:
    """One an hour, all in one queue and category."""
    queue, category = make_queue(), make_category()
    for hours in range(count):
        at = timezone.now() - timedelta(hours=hours)
        make_ticket(queue=queue, category=category, last_activity_at=at, **fields)


def test_the_newest_activity_comes_first_and_the_newer_ticket_of_the_same_moment() -> None:
    now = timezone.now()
    old = make_ticket(last_activity_at=now - timedelta(hours=1))
    first, second = make_ticket(last_activity_at=now), make_ticket(last_activity_at=now)

    assert found() == [second, first, old]


def test_pages_follow_each_other_without_a_gap_and_lead_back() -> None:
    make_tickets(2 * PAGE_SIZE + 3)
    seen: list[int] = []
    page = page_of(Ticket.objects.all(), {})
    seen += [ticket.pk for ticket in page]
    while page.has_next:
        page = page_of(Ticket.objects.all(), {"after": cursors(page)["after"]})
        seen += [ticket.pk for ticket in page]

    newest_first = list(Ticket.objects.order_by("-last_activity_at", "-pk").values_list("pk", flat=True))
    assert seen == newest_first
    assert len(page) == 3
    back = page_of(Ticket.objects.all(), {"before": cursors(page)["before"]})
    assert [ticket.pk for ticket in back] == newest_first[PAGE_SIZE : 2 * PAGE_SIZE]
    assert back.has_next
    assert back.has_previous


def test_pages_hold_tickets_of_one_moment_apart() -> None:
    now = timezone.now().replace(microsecond=0)
    queue, category = make_queue(), make_category()
    tickets = [make_ticket(queue=queue, category=category, last_activity_at=now).pk for _ in range(PAGE_SIZE + 5)]

    page = page_of(Ticket.objects.all(), {})
    rest = page_of(Ticket.objects.all(), {"after": cursors(page)["after"]})

    assert [ticket.pk for ticket in [*page, *rest]] == tickets[::-1]


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "ż",
        "\x00",
        b64encode(b"x|y").decode(),
        b64encode(b"2026-01-01|1").decode(),
        b64encode(b"2026-01-01 10:00:00+00:00|x").decode(),
        b64encode(b"2026-01-01 10:00:00+00:00|99999999999999999999").decode(),
        b64encode(b"2026-01-01 10:00:00+00:00").decode(),
        b64encode(b"::None|::None").decode(),
        b64encode(b"2026-01-01 10:00:00+00:00|1|2").decode(),
        b64encode(b"\x00|\x00").decode(),
        b64encode(b"\xff\xfe").decode(),
    ],
)
@pytest.mark.parametrize("direction", ["after", "before"])
def test_a_cursor_that_means_nothing_never_breaks_the_list(cursor: str, direction: str) -> None:
    make_ticket()
    page = page_of(Ticket.objects.all(), {direction: cursor})
    assert len(page) <= 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source", "nowhere"),
        ("queue", "0"),
        ("queue", "x"),
        ("queue", "99999999999999999999999"),
        ("category", "-1"),
        ("status", "\x00"),
        ("assignee", "somebody"),
        ("assignee", "99999999999999999999999"),
        ("customer", "x"),
        ("in_crm", "maybe"),
        ("waiting_for", "godot"),
        ("problems", "x\x00"),
        ("q", "\x00"),
    ],
)
def test_a_filter_value_that_means_nothing_never_breaks_the_list(field: str, value: str) -> None:
    make_ticket()
    assert len(found(**{field: value})) <= 1


def test_each_choice_keeps_its_own_tickets(market: DummyChannel) -> None:
    queue, category, status, anna = make_queue(), make_category(), make_status(), make_user()
    mine = make_ticket(queue=queue, category=category, status=status, assignee=anna, waiting_for="buyer")
    make_ticket(source="elsewhere")

    assert found(source="dummy") == [mine]
    assert found(queue=queue.pk) == [mine]
    assert found(category=category.pk) == [mine]
    assert found(status=status.pk) == [mine]
    assert found(assignee=anna.pk) == [mine]
    assert found(waiting_for="buyer") == [mine]
    assert found(queue=queue.pk, waiting_for="us") == []


def test_the_assignee_can_be_oneself_or_nobody() -> None:
    anna = make_user()
    mine, nobodys = make_ticket(assignee=anna), make_ticket()
    make_ticket(assignee=make_user())

    assert found(anna, assignee="me") == [mine]
    assert found(anna, assignee="none") == [nobodys]


def test_tickets_of_a_customer_and_tickets_outside_the_crm() -> None:
    customer = Customer.objects.create(name="Jan Kowalski")
    known, unknown = make_ticket(customer=customer), make_ticket()

    assert found(customer=customer.pk) == [known]
    assert found(in_crm="yes") == [known]
    assert found(in_crm="no") == [unknown]


def test_delivery_problems_are_failed_and_uncertain_replies() -> None:
    failed, uncertain, fine = make_ticket(), make_ticket(), make_ticket()
    make_reply(failed, delivery=Message.Delivery.FAILED)
    make_reply(uncertain, delivery=Message.Delivery.UNCERTAIN)
    make_reply(fine, delivery=Message.Delivery.DELIVERED)

    assert set(found(problems="on")) == {failed, uncertain}
    assert [ticket.has_problem for ticket in found()] == [False, True, True]  # type: ignore[attr-defined]  # annotated


@pytest.mark.parametrize(
    "text",
    ["parcel", "PARCEL wet", "box was wet", "Jan_K", "kowalski", "ORDER-7", "CL/2026", "ask the carrier", "100%"],
)
def test_text_is_searched_in_everything_that_was_said_and_in_the_case(text: str) -> None:
    wanted = make_ticket(
        subject="Damaged parcel",
        buyer_login="jan_k",
        buyer_name="Jan Kowalski",
        order_id="order-7",
        reference="CL/2026",
    )
    make_message(wanted, text="The box was wet, 100% wet\x85")
    make_message(wanted, text="Ask the carrier", is_comment=True)
    make_message(make_ticket(subject="Late delivery"), text="Where is it?")

    assert found(q=text) == [wanted]


def test_a_ticket_is_found_once_however_many_messages_match() -> None:
    ticket = make_ticket(subject="Wet")
    for _ in range(3):
        make_message(ticket, text="wet")

    assert found(q="wet") == [ticket]


def test_signs_of_patterns_are_plain_text_in_a_search() -> None:
    make_ticket(subject="Damaged")
    assert found(q="Dam%ged") == []
    assert found(q="Dam_ged") == []
