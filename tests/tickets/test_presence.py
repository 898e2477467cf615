from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tickets import presence
from tickets.models import Presence, Ticket

pytestmark = pytest.mark.django_db


def test_two_people_at_one_ticket_see_each_other_and_not_themselves() -> None:
    ticket, anna, jan = make_ticket(), make_user(name="Anna"), make_user(name="Jan")
    presence.note(ticket, anna, is_writing=False)
    presence.note(ticket, jan, is_writing=True)
    presence.note(make_ticket(), make_user(name="Ewa"), is_writing=True)
    assert presence.others_at(ticket, anna) == [presence.Companion("Jan", is_writing=True)]
    assert presence.others_at(ticket, jan) == [presence.Companion("Anna", is_writing=False)]


def test_who_closed_the_laptop_is_gone_after_half_a_minute() -> None:
    ticket, anna = make_ticket(), make_user()
    presence.note(ticket, anna, is_writing=True)
    with time_machine.travel(timezone.now() + timedelta(seconds=30), tick=False):
        assert presence.others_at(ticket, make_user()) == []


def test_a_page_tells_that_it_is_open_and_hears_who_writes(client: Client, market: DummyChannel) -> None:
    ticket, anna, jan = make_ticket(is_unread=True), make_user(name="Anna"), make_user(name="Jan")
    address = reverse("tickets:presence", args=[ticket.pk])
    client.force_login(jan)
    client.post(address, {"writing": "yes"})
    assert Ticket.objects.get().is_unread is False
    client.force_login(anna)
    answer = client.post(address).content.decode()
    assert "Jan is writing" in answer
    assert "load" not in answer  # or it would ask for itself without end
    client.force_login(jan)
    assert "Anna has this ticket open" in client.post(address, {"writing": ""}).content.decode()
    assert client.post(address, {"leaving": "yes"}).status_code == 204
    assert not Presence.objects.filter(person=jan).exists()


def test_a_double_page_of_one_person_is_one_presence() -> None:
    ticket, anna = make_ticket(), make_user()
    for writing in (True, False):
        presence.note(ticket, anna, is_writing=writing)
    assert Presence.objects.get().is_writing is False
