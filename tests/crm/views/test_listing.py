import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from crm.views.listing import PAGE_SIZE
from tests.browsing import browser
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
LIST = reverse("crm:list")


def test_the_search_keeps_its_words_and_shows_what_it_found() -> None:
    make_customer("Łucja Żak", emails=("lucja@mail.example",))
    make_customer("Jan Kowalski")
    page = browser(Role.AGENT).get(LIST, {"q": "ŁUCJA"})
    assert "lucja@mail.example" in page.text
    assert 'value="ŁUCJA"' in page.text
    assert "Kowalski" not in page.text


def test_a_search_without_success_says_so() -> None:
    assert "No customer found" in browser(Role.AGENT).get(LIST, {"q": "nobody"}).text


def test_before_the_first_customer_the_list_says_how_they_come() -> None:
    assert "No customers yet" in browser(Role.AGENT).get(LIST).text


@pytest.mark.parametrize("words", ["a\x00b", "x" * 201, "'; drop table crm_customer", "💥"])
def test_a_strange_search_is_answered(words: str) -> None:
    make_customer()
    page = browser(Role.AGENT).get(LIST, {"q": words})
    assert page.status_code == 200
    assert "Anna Nowak" not in page.text


@pytest.mark.parametrize(("page", "first"), [("2", "Customer 050"), ("zero", "Customer 000"), ("99", "Customer 050")])
def test_long_lists_have_pages_and_a_wrong_number_gives_one_of_them(page: str, first: str) -> None:
    for number in range(PAGE_SIZE + 1):
        make_customer(f"Customer {number:03}")
    answer = browser(Role.AGENT).get(LIST, {"page": page, "q": "customer"})
    assert answer.context["page"].object_list[0].name == first
    assert "q=customer" in answer.text


def test_the_number_of_queries_does_not_grow_with_the_list() -> None:
    client = browser(Role.AGENT)
    counts = []
    for _ in range(2):
        for number in range(5):
            make_customer(f"Customer {number}", emails=("a@mail.example",), phones=("1",))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
