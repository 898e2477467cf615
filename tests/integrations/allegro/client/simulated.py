"""A seller's client at the simulated Allegro, and what happens there before it calls."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from starlette.responses import Response

from integrations.allegro.client.client import Client
from integrations.allegro.client.environment import Environment, simulator_environment
from integrations.allegro.client.http import Http, Observer, ignore
from simulator import play
from simulator.api.call import Call
from simulator.faults import Answer
from simulator.records import Author, Case, Kind
from simulator.testing import Running
from simulator.tokens import issue_pair

SELLER = "44120871"
BEGINNING = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
REASONS = {Kind.DISCUSSION: "ITEM_IS_DAMAGED", Kind.CLAIM: "NOT_AS_DESCRIBED", Kind.PURCHASE_PROBLEM: "OTHER"}


def environment_of(allegro: Running) -> Environment:
    return simulator_environment(
        allegro.url,
        client_id="parley-demo",
        client_secret="parley-demo-secret",
        user_agent="Parley/1.0 (+https://parley.example/about)",
        auth_url="",
        api_url="",
        web_url="",
    )


def client_of(allegro: Running, *, session: requests.Session | None = None, observe: Observer = ignore) -> Client:
    """A client with the seller's token that does not wait between tries."""
    token = issue_pair(allegro.market, SELLER).access
    http = Http(
        environment_of(allegro), token, observe, pause=lambda seconds: None, session=session or requests.Session()
    )
    return Client(http)


def open_case(allegro: Running, kind: Kind = Kind.DISCUSSION, **options: Any) -> Case:
    """A buyer opens a case about the seller's first order."""
    world = allegro.market.world
    order = next(order for order in world.orders.values() if order.seller_id == SELLER)
    values: dict[str, Any] = {"kind": kind, "order": order, "reason": REASONS[kind], "text": "Dzień dobry"}
    return play.open_case(world, at=BEGINNING, **(values | options))


def say_often(allegro: Running, case: Case, count: int) -> list[str]:
    """The buyer writes that many messages, a second apart; their ids."""
    moments = [BEGINNING + timedelta(seconds=second) for second in range(1, count + 1)]
    return [play.write(allegro.market.world, case, Author.BUYER, "I jak?", at=moment).id for moment in moments]


def answer_instead(allegro: Running, route: str, make: Callable[[], Response]) -> list[str]:
    """The route's calls are answered by `make`; the list grows by the query of each."""
    asked: list[str] = []

    async def fault(call: Call, answer: Answer) -> Response:
        asked.append(call.request.url.query)
        return make()

    allegro.market.faults.register(route, fault)
    return asked
