"""A permission that the seller did not grant is named, and what works without it goes on."""

import pytest
from django.test import Client

from accounts.roles import Role
from integrations.allegro.models import Account
from integrations.health import State, health_of
from integrations.models import Integration
from simulator.records import Kind
from simulator.testing import Running
from tests.browsing import browser
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.views.trip import CALLBACK, approve, leave, words
from tickets import channels
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
DISPUTES, MESSAGING, ORDERS = "allegro:api:disputes", "allegro:api:messaging", "allegro:api:orders:read"
WITHOUT = {
    DISPUTES: "discussions and claims do not arrive and cannot be answered.",
    MESSAGING: "purchase problems do not arrive and cannot be answered.",
    ORDERS: "tickets lack the order with its products, and the buyer&#x27;s name and addresses.",
}


@pytest.fixture
def client() -> Client:
    return browser(Role.ADMINISTRATOR)


def grant_all_but(client: Client, desk: Desk, scope: str) -> str:
    """The seller signs in again and approves everything else; the integration's page afterwards."""
    asked = leave(client, desk.integration.pk)
    asked["scope"] = " ".join(one for one in asked["scope"].split() if one != scope)
    return words(client.get(CALLBACK, approve(desk.allegro, asked), follow=True))


@pytest.mark.parametrize(
    ("missing", "kinds"),
    [
        (DISPUTES, {"purchase_problem"}),
        (MESSAGING, {"discussion", "claim"}),
        (ORDERS, {"discussion", "claim", "purchase_problem"}),
    ],
)
def test_everything_else_arrives_and_the_page_names_what_does_not(
    client: Client, desk: Desk, missing: str, kinds: set[str]
) -> None:
    for kind in (Kind.DISCUSSION, Kind.CLAIM, Kind.PURCHASE_PROBLEM):
        desk.open_case(kind)
    page = grant_all_but(client, desk, missing)
    assert f"The permission {missing} is missing: {WITHOUT[missing]}" in page
    for kind_of_sweep in ("first", "quick", "deep", "wide"):
        run = desk.sweep(kind_of_sweep)
        assert (run.outcome, run.cases_failed) == ("complete", 0)
    assert set(Ticket.objects.values_list("kind", flat=True)) == kinds
    assert desk.integration.failed_calls.count() == 0
    assert health_of(Integration.objects.get()).state == State.LIMITED


def test_cases_that_can_no_longer_be_answered_take_comments_only(client: Client, desk: Desk) -> None:
    problem, claim = desk.open_case(Kind.PURCHASE_PROBLEM), desk.open_case(Kind.CLAIM)
    desk.sweep()
    grant_all_but(client, desk, MESSAGING)
    found = channels.view_of("allegro", desk.ticket(problem).pk).availability
    assert (found.can_reply, found.temporary) == (False, False)
    assert found.reason == (
        "The Allegro account sklep-dom-i-ogrod did not grant the permission to answer such cases: an administrator "
        "must authenticate again and approve it."
    )
    assert channels.view_of("allegro", desk.ticket(claim).pk).availability.can_reply
    grant_all_but(client, desk, "")
    assert channels.view_of("allegro", desk.ticket(problem).pk).availability.can_reply


def test_what_was_missing_comes_as_soon_as_it_is_granted(client: Client, desk: Desk) -> None:
    for kind in (Kind.DISCUSSION, Kind.PURCHASE_PROBLEM):
        desk.open_case(kind)
    grant_all_but(client, desk, MESSAGING)
    desk.sweep("first")
    assert set(Ticket.objects.values_list("kind", flat=True)) == {"discussion"}
    page = grant_all_but(client, desk, "")
    assert "is missing" not in page
    assert Account.objects.get().missing_scopes == ""
    assert Integration.objects.get().last_wide_at is None
    desk.sweep()
    assert set(Ticket.objects.values_list("kind", flat=True)) == {"discussion", "purchase_problem"}


def test_an_account_connects_without_one_permission(client: Client, allegro: Running) -> None:
    asked = leave(client) | {"scope": f"{DISPUTES} {MESSAGING} allegro:api:profile:read"}
    page = words(client.get(CALLBACK, approve(allegro, asked), follow=True))
    assert "Authentication succeeded" in page
    assert f"The permission {ORDERS} is missing: {WITHOUT[ORDERS]}" in page
    assert Account.objects.get().missing_scopes == ORDERS
