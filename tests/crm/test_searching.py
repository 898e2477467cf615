import pytest

from crm.searching import search
from tests.factories import make_customer, make_login_field

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        "Łucja",
        "łUCJA",
        "lucja",
        "zak luc",
        "Sklep z herbatą",
        "lucja@example.com",
        "+48 600 100 200",
        "600100200",
        "600-100",
        "ŚWIETNA_ŁUCJA",
    ],
)
def test_a_customer_is_found_by_any_part_of_the_record(text: str) -> None:
    customer = make_customer(
        "Łucja Żak",
        company="Sklep z Herbatą",
        emails=("Lucja@example.com",),
        phones=("+48 600 100 200",),
        values={make_login_field(): "świetna_łucja"},
    )
    make_customer("Jan Kowalski", phones=("700 300 400",))
    assert list(search(text)) == [customer]


@pytest.mark.parametrize("text", ["Łucja Kowalska", "%", "_", "60"])
def test_words_that_are_not_on_the_record_find_nothing(text: str) -> None:
    make_customer("Łucja Żak", phones=("500 123 123",))
    assert not search(text)


def test_an_empty_search_finds_everybody_from_a_to_z() -> None:
    for name in ("Zofia", "Łukasz", "adam", "Lidia"):
        make_customer(name)
    assert [customer.name for customer in search(" ")] == ["adam", "Lidia", "Łukasz", "Zofia"]


def test_a_changed_record_is_found_by_what_it_says_now() -> None:
    customer = make_customer("Jan", emails=("old@example.com",))
    customer.emails.all().delete()
    customer.update_search()
    assert not search("old@example.com")
