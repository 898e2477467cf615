"""The buyer of a case is found in the CRM, added to it, or left outside, as the rules say."""

from dataclasses import replace

import pytest

from crm.models import Customer, CustomerEmail, CustomField, CustomFieldValue
from crm.records import add_buyer
from tests.factories import make_customer, make_login_field, make_user
from tests.tickets.cases import CASE, word
from tickets import search, workflow
from tickets.facts import BuyerFacts
from tickets.intake import Rules, receive, receive_buyer, receive_new
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


KOWALSKI = BuyerFacts("77", "Jan_K", "Jan Kowalski", "Kowalski & Co", ("a@mail.example",), ("600100200",))


def test_no_record_is_added_while_the_integration_adds_no_customers(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, buyer=KOWALSKI), rules).ticket
    receive(ticket, replace(CASE, buyer=KOWALSKI, messages=(word("m2", minutes=5),)), rules)
    receive_buyer(ticket, KOWALSKI, (), rules)
    assert Ticket.objects.get().customer is None
    assert not Customer.objects.exists()


def test_a_buyer_without_a_login_is_not_added(rules: Rules) -> None:
    adding = replace(rules, adds_customers=True)
    assert receive(None, replace(CASE, buyer=BuyerFacts("77", "", "Jan")), adding).ticket.customer is None
    assert not Customer.objects.exists()


def test_a_buyer_known_by_login_alone_bears_it_for_a_name(rules: Rules) -> None:
    customer = receive(None, CASE, replace(rules, adds_customers=True)).ticket.customer
    assert customer is not None
    assert customer.name == "Jan_K"


def test_all_that_is_told_of_a_buyer_goes_into_the_new_record(rules: Rules) -> None:
    customer = receive(None, replace(CASE, buyer=KOWALSKI), replace(rules, adds_customers=True)).ticket.customer
    assert customer is not None
    assert (customer.name, customer.company) == ("Jan Kowalski", "Kowalski & Co")
    assert (customer.emails.get().email, customer.phones.get().number) == ("a@mail.example", "600100200")
    value, identity = customer.field_values.get(), customer.identities.get()
    assert (value.field_id, value.value) == (rules.login_field_id, "Jan_K")
    assert (identity.source, identity.external_id) == ("dummy", "77")


def test_of_several_new_cases_only_those_of_unknown_buyers_get_a_new_record(rules: Rules) -> None:
    known = make_buyer(rules, "Anna")
    cases = [replace(CASE, buyer=BuyerFacts(login=login)) for login in ("anna", "Piotr", "")]
    first, second, third = (one.ticket.customer for one in receive_new(cases, replace(rules, adds_customers=True)))
    assert second is not None
    assert (first, second.name, third) == (known, "Piotr", None)
    assert list(Ticket.objects.order_by("pk").values_list("customer", flat=True)) == [known.pk, second.pk, None]


def test_an_order_completes_no_record_while_the_integration_adds_no_customers(rules: Rules) -> None:
    known = make_buyer(rules, "jan_k")
    ticket = receive(None, CASE, rules).ticket
    receive(ticket, replace(CASE, buyer=KOWALSKI), rules)
    assert Ticket.objects.get().customer == known
    assert not CustomerEmail.objects.exists()


def test_an_order_that_comes_late_adds_the_login_to_a_record_that_has_none(rules: Rules) -> None:
    rules = replace(rules, adds_customers=True)
    known = make_buyer(rules, "", external_id="77")
    ticket = receive(None, CASE, rules).ticket
    receive(ticket, replace(CASE, buyer=KOWALSKI), rules)
    value = known.field_values.get()
    assert (value.field_id, value.value) == (rules.login_field_id, "Jan_K")


def test_a_record_is_completed_once_so_that_what_a_person_removed_stays_away(rules: Rules) -> None:
    rules = replace(rules, adds_customers=True)
    ticket = receive(None, replace(CASE, buyer=KOWALSKI), rules).ticket
    CustomerEmail.objects.all().delete()
    receive(ticket, replace(CASE, buyer=KOWALSKI), rules)
    assert not CustomerEmail.objects.exists()


def test_an_order_that_tells_the_login_first_finds_the_customer(rules: Rules) -> None:
    known = make_buyer(rules, "jan_k")
    ticket, other = (receive(None, replace(CASE, buyer=BuyerFacts()), rules).ticket for _ in range(2))
    receive_buyer(ticket, KOWALSKI, ("Lamp", "Cable"), rules)
    ticket.refresh_from_db()
    assert (ticket.customer, ticket.products) == (known, "Lamp\nCable")
    assert (ticket.buyer_login, ticket.buyer_external_id, ticket.buyer_name) == ("Jan_K", "77", "Jan Kowalski")
    assert list(search.search(Ticket.objects.all(), "kowalski lamp")) == [ticket]
    other.refresh_from_db()
    assert (other.customer, other.buyer_login) == (None, "")


def test_an_order_leaves_a_ticket_outside_the_crm_whose_buyer_was_known(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    make_buyer(rules, "jan_k")
    receive_buyer(ticket, KOWALSKI, (), rules)
    assert Ticket.objects.get().customer is None


def test_an_order_leaves_a_ticket_with_its_customer_and_its_products(rules: Rules) -> None:
    case = replace(CASE, buyer=BuyerFacts(external_id="77"), products=("Lamp",))
    kept = make_buyer(rules, "somebody", external_id="77")
    ticket = receive(None, case, rules).ticket
    make_buyer(rules, "jan_k")
    receive_buyer(ticket, KOWALSKI, (), rules)
    ticket.refresh_from_db()
    assert (ticket.customer, ticket.products) == (kept, "Lamp")


def test_an_order_does_not_undo_what_an_agent_did_meanwhile(rules: Rules) -> None:
    ticket, agent = receive(None, CASE, rules).ticket, make_user()
    Ticket.objects.update(assignee=agent)
    receive_buyer(ticket, KOWALSKI, (), rules)
    assert Ticket.objects.get().assignee == agent


def test_an_order_does_not_move_a_ticket_that_an_agent_gave_a_customer_meanwhile(rules: Rules) -> None:
    ticket, chosen = receive(None, replace(CASE, buyer=BuyerFacts()), rules).ticket, make_customer()
    make_buyer(rules, "jan_k")
    workflow.set_customer(Ticket.objects.get(), chosen, make_user())
    receive_buyer(ticket, KOWALSKI, (), rules)
    assert Ticket.objects.get().customer == chosen
