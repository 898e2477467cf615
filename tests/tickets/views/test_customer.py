from django.test import Client
from django.urls import reverse

from crm.models import Customer
from tests.factories import make_ticket
from tests.tickets.dummy import DummyChannel
from tickets.models import Event, Ticket


def add(browser: Client, ticket: Ticket) -> None:
    response = browser.post(reverse("tickets:add_customer", args=[ticket.pk]))
    assert response.headers["Location"] == reverse("tickets:detail", args=[ticket.pk])
    ticket.refresh_from_db()


def test_one_click_takes_the_buyer_into_the_crm(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket(buyer_login="jan_k")

    add(browser, ticket)

    customer = ticket.customer
    assert customer is not None
    assert customer.name == "Jan Kowalski"
    assert {row.email for row in customer.emails.all()} == {"jan@market.example", "jan+1@market.example"}
    assert customer.field_values.get().value == "jan_k"
    assert ticket.events.get().kind == Event.Kind.CUSTOMER


def test_a_ticket_keeps_the_customer_it_has(browser: Client, market: DummyChannel) -> None:
    first = Customer.objects.create(name="First")
    ticket = make_ticket(customer=first)

    add(browser, ticket)

    assert ticket.customer == first
    assert Customer.objects.count() == 1


def test_a_ticket_whose_channel_is_gone_says_that_nothing_is_known_of_the_buyer(browser: Client) -> None:
    ticket = make_ticket(source="gone")

    add(browser, ticket)

    assert ticket.customer is None
    assert not Customer.objects.exists()
