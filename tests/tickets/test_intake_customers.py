"""The buyer of a case is found in the CRM, added to it, or left outside, as the rules say."""

from dataclasses import replace

import pytest

from crm.models import Customer, CustomerEmail, CustomField, CustomFieldValue
from crm.records import add_buyer
from tests.factories import make_customer, make_login_field
from tests.tickets.cases import CASE, word
from tickets.facts import BuyerFacts
from tickets.intake import Rules, receive
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def make_buyer(rules: Rules, login: str, external_id: str = "") -> Customer:
    return add_buyer(
        source="dummy",
        field_id=rules.login_field_id,
        login=login,
        external_id=external_id,
        name="Jan",
        company="",
        emails=(),
        phones=(),
    )


def test_a_buyer_is_found_in_the_crm_by_login_in_any_case(rules: Rules) -> None:
    customer = make_buyer(rules, login="JAN_K")
    assert receive(None, CASE, rules).ticket.customer == customer


def test_a_renamed_buyer_is_found_by_the_marketplaces_id(rules: Rules) -> None:
    customer = make_buyer(rules, login="jan_k", external_id="77")
    renamed = replace(CASE, buyer=BuyerFacts(external_id="77", login="jan_nowy"))
    assert receive(None, renamed, rules).ticket.customer == customer


def test_a_ticket_is_never_moved_to_another_customer(rules: Rules) -> None:
    outside = receive(None, CASE, rules).ticket
    customer = make_buyer(rules, login="jan_k")

    receive(outside, CASE, rules)
    later = receive(None, replace(CASE, messages=(word("n1"),)), rules).ticket

    outside.refresh_from_db()
    assert (outside.customer, later.customer) == (None, customer)


def test_a_buyer_is_added_when_the_integration_says_so(rules: Rules) -> None:
    buyer = BuyerFacts("77", "jan_k", "Jan Kowalski", "", ("a@mail.example", "a+1@mail.example"), ("600100200",))
    ticket = receive(None, replace(CASE, buyer=buyer), replace(rules, adds_customers=True)).ticket

    assert ticket.customer is not None
    assert ticket.customer.name == "Jan Kowalski"
    assert list(ticket.customer.emails.values_list("email", flat=True)) == ["a@mail.example", "a+1@mail.example"]


def test_an_order_that_comes_late_completes_the_record(rules: Rules) -> None:
    rules = replace(rules, adds_customers=True)
    ticket = receive(None, CASE, rules).ticket
    buyer = replace(CASE.buyer, name="Jan Kowalski", emails=("a@mail.example",))

    receive(ticket, replace(CASE, buyer=buyer), rules)

    assert Customer.objects.count() == 1
    assert CustomerEmail.objects.get().email == "a@mail.example"


def test_an_order_that_comes_late_does_not_move_the_ticket_to_another_customer(rules: Rules) -> None:
    """Between the case and its order somebody tidies up the CRM: the login goes to another record."""
    rules = replace(rules, adds_customers=True)
    buyer = BuyerFacts(login="Jan_K")
    ticket = receive(None, replace(CASE, buyer=buyer), rules).ticket
    first = ticket.customer
    CustomFieldValue.objects.all().delete()
    make_customer("Somebody else", values={CustomField.objects.get(pk=rules.login_field_id): "jan_k"})

    receive(ticket, replace(CASE, buyer=replace(buyer, name="Jan Kowalski")), rules)

    assert Ticket.objects.get().customer == first


def test_another_login_field_does_not_move_the_tickets_that_exist(rules: Rules) -> None:
    """The integration gets another login field, then the order arrives."""
    rules = replace(rules, adds_customers=True)
    buyer = BuyerFacts(login="Jan_K")
    ticket = receive(None, replace(CASE, buyer=buyer), rules).ticket
    first = ticket.customer
    rules = replace(rules, login_field_id=make_login_field("Another").pk)
    receive(ticket, replace(CASE, buyer=replace(buyer, name="Jan Kowalski")), rules)
    assert Ticket.objects.get().customer == first
    assert Customer.objects.count() == 1
