"""Many cases at once, for benchmarks."""

from datetime import datetime, timedelta
from typing import Any, Self

from pydantic import BaseModel, Field, model_validator
from starlette.requests import Request

from simulator import claims, play
from simulator.control.cases import DEFAULT_REASONS
from simulator.control.serving import read, route, seller_of
from simulator.marketplace import Marketplace
from simulator.records import Author, Case, Kind, Message, Order
from simulator.world import World


class Bulk(BaseModel):
    """`cases` cases of `messages` messages each, opened evenly over the last `days` days, but not in the last `recent`.

    `decided` claims were decided an hour after their last message.
    """

    seller: str
    kind: Kind = Kind.DISCUSSION
    cases: int = Field(ge=1, le=100_000)
    messages: int = Field(default=1, ge=1, le=1_000)
    days: float = Field(default=29, gt=0)
    recent: float = Field(default=0, ge=0)
    decided: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.decided and self.kind is not Kind.CLAIM:
            raise ValueError("only claims can be decided")
        if self.recent >= self.days:
            raise ValueError("recent must be less than days")
        return self

    @property
    def step(self) -> timedelta:
        """From one opening to the next."""
        return timedelta(days=self.days - self.recent) / self.cases


async def open_many(request: Request, market: Marketplace) -> dict[str, Any]:
    """Open them; answers with their ids, oldest first."""
    body = await read(request, Bulk)
    world, seller = market.world, seller_of(market, body.seller)
    orders = [order for order in world.orders.values() if order.seller_id == seller.id]
    start = world.clock() - timedelta(days=body.days)
    ids = []
    with world.batch():
        for number in range(body.cases):
            order = orders[number % len(orders)]
            ids.append(open_one(world, body, order, start + body.step * number, number).id)
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
    if body.decided:
        decided_at = at + timedelta(minutes=body.messages, hours=1)
        claims.decide(world, case, "ACCEPTED_REFUND", f"{text}: zgoda", at=decided_at)
    return case


ROUTES = [route("/bulk", "POST", open_many)]
