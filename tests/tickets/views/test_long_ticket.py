"""A ticket with a long story: its newer end is shown, and the page says so."""

from django.test import Client
from django.urls import reverse

from tests.factories import make_ticket
from tests.tickets.dummy import DummyChannel
from tests.tickets.test_history import make_long
from tests.tickets.views.test_detail import read
from tickets.models import Event


def test_the_page_leads_to_the_earlier_messages_and_keeps_showing_them(browser: Client, market: DummyChannel) -> None:
    ticket, _messages = make_long()
    page = browser.get(reverse("tickets:detail", args=[ticket.pk])).content.decode()
    assert "Show 3 earlier messages" in page
    assert "word2<" not in page
    whole = browser.get(reverse("tickets:detail", args=[ticket.pk]), {"history": "all"}).content.decode()
    assert "word2<" in whole
    assert "earlier messages" not in whole
    assert "&amp;history=all" in whole
    address = reverse("tickets:history", args=[ticket.pk])
    asked = browser.get(address, {"history": "all", "version": "old"}).content.decode()
    assert "word2<" in asked


def test_a_very_long_record_of_what_happened_says_that_it_begins_later(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    Event.objects.bulk_create(Event(ticket=ticket, kind=Event.Kind.CREATED) for _number in range(100))
    assert "Older entries are not shown." not in read(browser, ticket)
    Event.objects.create(ticket=ticket, kind=Event.Kind.CREATED)
    assert "Older entries are not shown." in read(browser, ticket)
