"""The demo's data: proportions counted on a live account, moments relative to now."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from simulator.app import create_market
from simulator.masking import masked_email
from simulator.records import Case, Kind
from simulator.seed import Seeding
from simulator.world import World
from tests.simulator.conftest import OTHER_SELLER, SELLER, Clock

MONTH = timedelta(days=30)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    market = create_market(None, seed=Seeding.DEMO, clock=Clock())
    yield market.world
    market.world.store.close()


def cases(world: World, seller_id: str, *, old: bool = False) -> list[Case]:
    found = [case for case in world.cases.values() if case.seller_id == seller_id]
    wanted = [case for case in found if case.kind is not Kind.QUESTION]
    return [case for case in wanted if (world.clock() - case.opened_at > MONTH) == old]


@pytest.mark.parametrize(("seller_id", "count"), [(SELLER, 61), (OTHER_SELLER, 35)])
def test_the_sellers_have_recent_cases_of_every_kind_and_old_ones(world: World, seller_id: str, count: int) -> None:
    recent = cases(world, seller_id)
    assert len(recent) == count
    assert {case.kind for case in recent} == {Kind.CLAIM, Kind.DISCUSSION, Kind.PURCHASE_PROBLEM}
    assert any(case.ended for case in recent)
    assert cases(world, seller_id, old=True)


def test_about_half_of_the_cases_have_files(world: World) -> None:
    mine = cases(world, SELLER)
    with_files = [case for case in mine if any(message.files for message in world.chat(case))]
    assert 0.4 < len(with_files) / len(mine) < 0.7


def test_claims_are_decided_in_proportion_and_some_are_due_or_overdue(world: World) -> None:
    claims = [case for case in cases(world, SELLER) if case.kind is Kind.CLAIM]
    assert Counter(case.status for case in claims) == {
        "CLAIM_ACCEPTED": 14,
        "CLAIM_REJECTED": 5,
        "CLAIM_SUBMITTED": 9,
    }
    open_ones = [case for case in claims if case.status == "CLAIM_SUBMITTED"]
    left = [case.decision_due - world.clock() for case in open_ones if case.decision_due]
    assert any(time < timedelta(0) for time in left)
    assert any(timedelta(0) < time < timedelta(days=4) for time in left)
    assert {case.return_required for case in claims} == {True, False, None}


def test_nothing_happens_in_the_future_and_talks_are_in_order(world: World) -> None:
    for case in world.cases.values():
        moments = [message.created_at for message in world.chat(case)]
        assert moments[0] == case.created_at
        assert moments[-1] <= world.clock()
        assert case.kind is Kind.QUESTION or world.orders[case.order_id].created_at < case.created_at


def test_the_same_clock_gives_the_same_demo(world: World) -> None:
    market = create_market(None, seed=Seeding.DEMO, clock=Clock())
    assert market.world.cases == world.cases
    market.world.store.close()


def test_a_masked_address_has_a_part_for_the_buyer_and_one_for_the_transaction(world: World) -> None:
    parts: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for order in world.orders.values():
        name = masked_email(order).removesuffix("@allegromail.pl")
        parts.setdefault((order.buyer_id, order.seller_id), set()).add(tuple(name.split("+")))
    several = [found for found in parts.values() if len(found) > 1]
    assert several
    assert all(len({person for person, _ in found}) == 1 for found in several)


def test_there_are_several_currencies_and_buyers_without_a_nickname(world: World) -> None:
    assert {order.currency for order in world.orders.values()} == {"PLN", "CZK", "EUR", "HUF"}
    assert any((buyer.login or "").startswith("Client:") for buyer in world.buyers.values())
    assert any(len(order.items) > 1 for order in world.orders.values())
