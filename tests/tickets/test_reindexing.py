"""Tickets are found by what their customer's record holds now."""

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.factories import make_customer, make_message, make_ticket, make_user
from tickets import search, workflow
from tickets.models import SearchText, Ticket

pytestmark = pytest.mark.django_db


def found(text: str) -> set[Ticket]:
    return set(search.search(Ticket.objects.all(), text))


def test_a_record_that_was_changed_is_found_by_its_new_words_and_no_longer_by_the_old(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    customer = make_customer("Anna Nowak")
    ticket, other = make_ticket(customer=customer), make_ticket(customer=customer, subject="Kubek")
    make_message(ticket, text="Pękła obudowa")
    with django_capture_on_commit_callbacks(execute=True):
        customer.name = "Anna Zielińska"
        customer.update_search()
    assert found("zielinska") == {ticket, other}
    assert found("nowak") == set()
    assert found("zielinska obudowa") == {ticket}


def test_a_deleted_record_is_forgotten_by_the_search(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    customer = make_customer("Anna Nowak", emails=("anna@example.com",))
    ticket = make_ticket(customer=customer, subject="Kubek")
    with django_capture_on_commit_callbacks(execute=True):
        customer.delete()
    assert found("anna") == set()
    assert found("kubek") == {ticket}
    assert "anna" not in SearchText.objects.get(ticket=ticket).words


def test_a_ticket_that_gets_a_customer_is_found_by_the_record(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    ticket = make_ticket()
    with django_capture_on_commit_callbacks(execute=True):
        workflow.set_customer(ticket, make_customer("Zofia Kamińska"), make_user())
    assert found("kaminska") == {ticket}


@pytest.mark.parametrize("asked", ["600100200", "+48 600 100 200", "600 100", "48600100200"])
def test_a_phone_is_found_with_and_without_its_country(asked: str) -> None:
    ticket = make_ticket(customer=make_customer(phones=("+48 600-100-200",)))
    make_ticket(customer=make_customer("Other", phones=("+48 700 100 300",)))
    assert found(asked) == {ticket}


def test_a_record_with_many_tickets_is_followed_by_all_of_them(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    monkeypatch.setattr("tickets.reindexing.AT_ONCE", 2)
    customer = make_customer()
    tickets = {make_ticket(customer=customer) for _number in range(5)}
    with django_capture_on_commit_callbacks(execute=True):
        customer.company = "Hurtownia"
        customer.update_search()
    assert found("hurtownia") == tickets
