"""Many cases at once, for benchmarks."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request

from simulator import play
from simulator.control.cases import DEFAULT_REASONS
from simulator.control.serving import read, route, seller_of
from simulator.marketplace import Marketplace
from simulator.records import Author, Case, Kind, Message, Order
from simulator.world import World


class Bulk(BaseModel):
    """`cases` cases of `messages` messages each, opened evenly over the last `days` days."""

    seller: str
    kind: Kind = Kind.DISCUSSION
    cases: int = Field(ge=1, le=100_000)
    messages: int = Field(default=1, ge=1, le=1_000)
    days: float = Field(default=29, gt=0)


async def open_many(request: Request, market: Marketplace) -> dict[str, Any]:
    """Open them; answers with their ids, oldest first."""
    body = await read(request, Bulk)
    world, seller = market.world, seller_of(market, body.seller)
    orders = [order for order in world.orders.values() if order.seller_id == seller.id]
    step = timedelta(days=body.days) / body.cases
    start = world.clock() - timedelta(days=body.days)
    ids = []
    with world.batch():
        for number in range(body.cases):
            order = orders[number % len(orders)]
            ids.append(open_one(world, body, order, start + step * number, number).id)
    return {"ids": ids}


def open_one(world: World, body: Bulk, order: Order, at: datetime, number: int) -> Case:
    """One case; buyer and seller take turns, a minute apart."""
    text = f"Zgłoszenie {number + 1}"
    case = play.open_case(world, kind=body.kind, order=order, reason=DEFAULT_REASONS[body.kind], text=text, at=at)
    turns = (Author.BUYER, Author.SELLER)
    rest: list[Message] = [
        play.compose(world, case, turns[turn % 2], f"{text}, wiadomość {turn + 1}", (), at=at + timedelta(minutes=turn))
        for turn in range(1, body.messages)
    ]
    world.keep(*rest)
    return case


ROUTES = [route("/bulk", "POST", open_many)]
