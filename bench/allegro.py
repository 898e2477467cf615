"""Fills a simulator's folder with as many sellers and cases as a benchmark asks for."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from simulator.app import create_market
from simulator.control.bulk import Bulk, open_one
from simulator.records import Buyer, Grant, Kind, Order, Seller
from simulator.seed import Seeding
from simulator.tokens import issue_pair
from simulator.world import World

NEW_BUYERS_OF_FIVE = 3
A_YEAR = 365  # days


@dataclass(frozen=True)
class Shop:
    """One seller's cases: `cases` of each with so many messages, opened evenly over the last 29 days, all open.

    Besides `decided` claims, opened within the last year, and `older` ones of the year before.
    """

    cases: int
    messages: int = 5
    decided: int = 0
    older: int = 0


@dataclass(frozen=True)
class Connection:
    """What a sign-in of this seller would have brought."""

    seller_id: str
    login: str
    grant: Grant


def furnish(folder: Path, shops: list[Shop]) -> list[Connection]:
    """Write the state that the simulator will read when it starts."""
    market = create_market(folder, seed=Seeding.EMPTY)
    world = market.world
    pattern = next(iter(world.sellers.values()))
    orders = [order for order in world.orders.values() if order.seller_id == pattern.id]
    connections = []
    with world.batch():
        for number, shop in enumerate(shops, start=1):
            seller = pattern.model_copy(update={"id": str(900_000 + number), "login": f"sklep-{number:03}"})
            world.keep(seller)
            _open_cases(world, seller, orders, shop)
            connections.append(Connection(seller.id, seller.login, issue_pair(market, seller.id)))
    world.store.close()
    return connections


def _open_cases(world: World, seller: Seller, pattern: list[Order], shop: Shop) -> None:
    """Each case about an order of its own, and five of them by three buyers, as in life."""
    like = Bulk(seller=seller.id, cases=shop.cases, messages=shop.messages)
    claims = like.model_copy(update={"kind": Kind.CLAIM, "decided": True})
    _open_some(world, seller, pattern, like)
    if shop.decided:
        body = claims.model_copy(update={"cases": shop.decided, "days": A_YEAR, "recent": 1})
        _open_some(world, seller, pattern, body)
    if shop.older:
        body = claims.model_copy(update={"cases": shop.older, "days": 2 * A_YEAR, "recent": A_YEAR + 1})
        _open_some(world, seller, pattern, body)


def _open_some(world: World, seller: Seller, pattern: list[Order], body: Bulk) -> None:
    start = world.clock() - timedelta(days=body.days)
    buyers: list[str] = []
    for number in range(body.cases):
        like = pattern[number % len(pattern)]
        if number % 5 < NEW_BUYERS_OF_FIVE:
            buyers.append(_new_buyer(world, world.buyers[like.buyer_id], f"{seller.id}{number:06}"))
        buyer = buyers[number * 7 % len(buyers)]
        order = like.model_copy(update={"id": world.new_uuid(), "seller_id": seller.id, "buyer_id": buyer})
        world.keep(order)
        open_one(world, body, order, start + body.step * number, number)


def _new_buyer(world: World, like: Buyer, number: str) -> str:
    world.keep(like.model_copy(update={"id": number, "login": f"kupujacy_{number}"}))
    return number
