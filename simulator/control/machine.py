"""The simulator itself: the request log and a fresh start."""

from typing import Any

from pydantic import BaseModel
from starlette.requests import Request

from simulator.control.serving import read, route
from simulator.marketplace import Marketplace
from simulator.seed import Seeding


class Reset(BaseModel):
    """What the fresh start is seeded with."""

    seed: Seeding = Seeding.DEMO


async def list_requests(request: Request, market: Marketplace) -> dict[str, Any]:
    """The API requests answered so far, or those of `?route=`."""
    entries = market.log.as_json(request.query_params.get("route"))
    return {"count": len(entries), "requests": entries}


async def clear_requests(_request: Request, market: Marketplace) -> dict[str, Any]:
    """Start counting anew."""
    market.log.clear()
    return {"count": 0}


async def reset(request: Request, market: Marketplace) -> dict[str, Any]:
    """Forget everything, tokens included, and seed again."""
    body = await read(request, Reset)
    market.start_afresh(body.seed)
    return {"sellers": len(market.world.sellers), "cases": len(market.world.cases)}


ROUTES = [
    route("/requests", "GET", list_requests),
    route("/requests", "DELETE", clear_requests),
    route("/reset", "POST", reset),
]
