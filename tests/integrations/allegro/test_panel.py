"""The ticket page with Allegro's own box."""

from typing import Any

import pytest
from django.conf import LazySettings

from accounts.roles import Role
from integrations.allegro.models import Case
from integrations.allegro.panel import case_url
from simulator.records import Author, Kind
from tests.browsing import browser
from tests.integrations.allegro.desk import Desk

pytestmark = pytest.mark.django_db
PLACES = {
    Kind.DISCUSSION: "moje-allegro/sprzedaz/dyskusje",
    Kind.CLAIM: "claims",
    Kind.PURCHASE_PROBLEM: "wiadomosci",
}


def page_of(desk: Desk, pk: int) -> str:
    return browser(Role.AGENT).get(f"/tickets/{pk}/").content.decode()


@pytest.mark.parametrize("kind", PLACES)
def test_the_box_has_reason_status_and_products_with_their_links(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    desk.sweep()
    page = page_of(desk, desk.ticket(case).pk)
    assert f'href="{desk.allegro.url}/{PLACES[kind]}/{case.id}"' in page
    assert f'href="{desk.allegro.url}/oferta/' in page
    assert case.order_id in page
    assert "CLAIM_" not in page
    assert "DISPUTE_" not in page


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("production", "https://salescenter.allegro.com/claims/c1"),
        ("sandbox", "https://allegro.pl.allegrosandbox.pl/moje-allegro/sprzedaz/dyskusje/c1"),
    ],
)
def test_a_claim_is_linked_where_sellers_handle_claims(settings: LazySettings, name: str, page: str) -> None:
    settings.ALLEGRO_ENVIRONMENT = name
    assert case_url(Case(kind="claim", external_id="c1")) == page


def test_a_claim_shows_its_number_deadline_and_what_the_buyer_expects(desk: Desk) -> None:
    case = desk.open_case(Kind.CLAIM)
    desk.sweep()
    page = page_of(desk, desk.ticket(case).pk)
    assert Case.objects.get().reference_number in page
    assert "Decide by" in page
    assert "not decided yet" in page


@pytest.mark.parametrize(
    ("right", "words"),
    [
        ("COMPLAINT", "complaint under the law"),
        ("WARRANTY", "the seller&#x27;s warranty"),
        ("ODD_RIGHT", "ODD_RIGHT"),
    ],
)
def test_a_claim_says_on_which_right_it_rests(desk: Desk, right: str, words: str) -> None:
    case = desk.open_case(Kind.CLAIM)
    case.right = right
    desk.sweep()
    assert words in page_of(desk, desk.ticket(case).pk)


def test_values_nobody_announced_are_shown_as_they_came(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    Case.objects.update(kind="RIDDLE", status="RIDDLE_POSED", reason="ODD_REASON")
    page = page_of(desk, desk.ticket(case).pk)
    assert "RIDDLE" in page
    assert "RIDDLE_POSED" in page
    assert "ODD_REASON" in page


@pytest.mark.parametrize("amount", ["Infinity", "-Infinity", "NaN", "sNaN", "1e999999", "9" * 400, "", "dużo"])
def test_a_sum_that_is_no_number_is_shown_as_it_came(desk: Desk, amount: str) -> None:
    case = desk.open_case(Kind.CLAIM)
    desk.sweep()
    product = {"offer_id": "1", "name": "Kubek", "quantity": 1, "price": amount, "currency": "PLN"}
    Case.objects.update(expectations=[f"PARTIAL_REFUND {amount} PLN"], products=[product])
    assert "partial refund" in page_of(desk, desk.ticket(case).pk)


def test_a_sum_that_is_infinite_stands_there_in_words(desk: Desk) -> None:
    case = desk.open_case(Kind.CLAIM)
    desk.sweep()
    Case.objects.update(expectations=["PARTIAL_REFUND Infinity PLN"])
    assert "partial refund Infinity PLN" in page_of(desk, desk.ticket(case).pk)


def test_a_reading_that_failed_is_said_with_its_trace_id(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    Case.objects.update(failure="Allegro gave no clear answer.", failure_trace_id="trace-77")
    page = page_of(desk, desk.ticket(case).pk)
    assert "Allegro gave no clear answer." in page
    assert "trace-77" in page


@pytest.mark.parametrize("messages", [1, 60])
def test_the_ticket_page_costs_at_most_sixteen_queries(
    desk: Desk, messages: int, django_assert_max_num_queries: Any
) -> None:
    case = desk.open_case(files=[desk.file("44120871")])
    for number in range(messages):
        desk.say(case, Author.BUYER, f"{number}", files=[desk.file(case)])
    desk.sweep()
    client, pk = browser(Role.AGENT), desk.ticket(case).pk
    with django_assert_max_num_queries(16):
        assert client.get(f"/tickets/{pk}/").status_code == 200


@pytest.mark.parametrize("cases", [1, 30])
def test_the_list_costs_at_most_twelve_queries(desk: Desk, cases: int, django_assert_max_num_queries: Any) -> None:
    for _ in range(cases):
        desk.open_case()
    desk.sweep()
    client = browser(Role.AGENT)
    with django_assert_max_num_queries(12):
        assert client.get("/?source=allegro").status_code == 200


@pytest.mark.parametrize(("kind", "is_said"), [(Kind.DISCUSSION, False), (Kind.PURCHASE_PROBLEM, True)])
def test_where_allegro_has_no_button_to_end_a_case_the_composer_says_so(desk: Desk, kind: Kind, is_said: bool) -> None:
    case = desk.open_case(kind)
    desk.sweep()
    page = page_of(desk, desk.ticket(case).pk)
    assert "Ask the buyer to confirm" in page
    assert ("Allegro has no button for this here" in page) is is_said
