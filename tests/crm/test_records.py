from typing import Any

import pytest

from crm import records
from crm.models import Customer, CustomerIdentity, CustomField
from crm.searching import search
from tests.factories import make_customer, make_login_field

pytestmark = pytest.mark.django_db

BUYER: dict[str, Any] = {
    "source": "dummy",
    "login": "Żaneta_K",
    "external_id": "77",
    "name": "Żaneta Król",
    "company": "",
    "emails": ("a+order@mail.example", "a@mail.example"),
    "phones": ("600 100 200",),
}


@pytest.fixture
def field() -> CustomField:
    return make_login_field()


def add(field: CustomField, **changes: Any) -> Customer:
    return records.add_buyer(field_id=field.pk, **BUYER | changes)


def find(field: CustomField, login: str = "", external_id: str = "", source: str = "dummy") -> Customer | None:
    (found,) = records.find_buyers(source=source, field_id=field.pk, buyers=[records.Buyer(login, external_id)])
    return found


def test_a_buyer_is_added_with_login_addresses_and_phone(field: CustomField) -> None:
    customer = add(field)

    assert customer.name == "Żaneta Król"
    assert list(customer.field_values.values_list("field", "value")) == [(field.pk, "Żaneta_K")]
    assert list(customer.emails.values_list("email", flat=True)) == ["a+order@mail.example", "a@mail.example"]
    assert list(search("zaneta_k 600100200")) == [customer]


def test_adding_the_same_buyer_again_completes_the_one_record(field: CustomField) -> None:
    add(field, name="", emails=(), phones=())
    customer = add(field, login="żANETA_k", company="Sklep", emails=("A@mail.example", "b@mail.example"))
    add(field, emails=("a@MAIL.example",))

    assert Customer.objects.get() == customer
    assert (customer.name, customer.company) == ("Żaneta Król", "Sklep")
    assert list(customer.emails.values_list("email", flat=True)) == ["A@mail.example", "b@mail.example"]


def test_what_a_person_wrote_is_not_overwritten(field: CustomField) -> None:
    written = make_customer("Pani Żaneta", company="Herbaty", values={field: "żaneta_k"})
    add(field, company="Sklep")
    written.refresh_from_db()
    assert (written.name, written.company) == ("Pani Żaneta", "Herbaty")


@pytest.mark.parametrize("login", ["ŻANETA_K", "żaneta_k"])
def test_a_buyer_is_found_by_login_whatever_its_case_in_polish_too(field: CustomField, login: str) -> None:
    customer = make_customer(values={field: "Żaneta_K"})
    assert find(field, login) == customer


def test_a_login_in_another_field_is_somebody_else(field: CustomField) -> None:
    make_customer(values={make_login_field("Another login"): "Żaneta_K"})
    assert find(field, "Żaneta_K") is None


def test_nobody_is_found_by_an_empty_login_or_id(field: CustomField) -> None:
    make_customer(values={field: ""})
    CustomerIdentity.objects.create(customer=make_customer(), source="dummy", external_id="")
    assert find(field) is None


def test_a_buyer_found_by_login_is_known_by_id_from_then_on(field: CustomField) -> None:
    customer = make_customer(values={field: "jan"})
    find(field, "JAN", "9")
    renamed = find(field, "janek", "9")
    assert renamed == customer


def test_the_login_counts_before_the_id(field: CustomField) -> None:
    by_login, by_id = make_customer(values={field: "jan"}), make_customer()
    CustomerIdentity.objects.create(customer=by_id, source="dummy", external_id="9")
    found = find(field, "jan", "9")
    assert found == by_login
    assert find(field, external_id="9") == by_id


def test_the_same_id_on_another_marketplace_is_somebody_else(field: CustomField) -> None:
    CustomerIdentity.objects.create(customer=make_customer(), source="dummy", external_id="9")
    assert find(field, external_id="9", source="other") is None


def test_too_long_texts_are_cut_to_what_a_record_holds(field: CustomField) -> None:
    customer = add(field, login="x" * 600, name="N" * 300, company="C" * 300, phones=("1" * 60,))
    assert (len(customer.name), len(customer.company)) == (200, 200)
    assert add(field, login="x" * 600) == customer


def test_of_a_buyer_who_is_named_twice_the_id_is_known_though_the_first_had_none(field: CustomField) -> None:
    buyers = [records.Buyer("jan"), records.Buyer("JAN", "9")]
    first, second = records.add_buyers(source="dummy", field_id=field.pk, buyers=buyers)
    assert first == second == find(field, external_id="9")


def test_many_buyers_are_added_at_once_each_once(field: CustomField, django_assert_max_num_queries: Any) -> None:
    known = add(field)
    buyers = [
        records.Buyer("żaneta_k", "77", emails=("new@mail.example",)),
        records.Buyer("Łukasz", "1", "Łukasz Sikora", "Sklep", ("l@mail.example", "L@mail.example"), ("600", "600")),
        records.Buyer("łUKASZ", "1"),
        records.Buyer("lukasz2", "1"),
        *[records.Buyer(f"buyer{number}", str(100 + number)) for number in range(40)],
    ]
    with django_assert_max_num_queries(25):
        customers = records.add_buyers(source="dummy", field_id=field.pk, buyers=buyers)

    assert customers[0] == known
    assert known.emails.filter(email="new@mail.example").exists()
    assert customers[1] == customers[2] == customers[3]
    assert Customer.objects.count() == 42
    assert list(customers[1].emails.values_list("email", flat=True)) == ["l@mail.example"]
    assert list(search("lukasz sklep 600 l@mail")) == [customers[1]]
    again = records.find_buyers(source="dummy", field_id=field.pk, buyers=buyers)
    assert again == customers
