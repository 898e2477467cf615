"""The fault switches, for tests and rehearsals."""

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request

from simulator.control.serving import Unfit, read, route
from simulator.marketplace import Marketplace


class SwitchOn(BaseModel):
    """Which fault, where and how often."""

    id: str
    routes: tuple[str, ...] = ()
    count: int | None = None
    probability: float = 1.0
    only: str = ""
    seller: str = ""
    options: dict[str, str | int | float | bool] = Field(default_factory=dict)


async def list_faults(_request: Request, market: Marketplace) -> dict[str, Any]:
    """The catalogue, and what is switched on."""
    catalogue = [
        {
            "id": one.id,
            "what": one.english,
            "threads": one.threads,
            "routes": one.routes,
            "options": dict(one.options),
            "choices": dict(one.choices),
        }
        for one in market.faults.catalogue.values()
    ]
    return {
        "catalogue": catalogue,
        "active": [asdict(one) for one in market.faults.active],
        "asked_during_block": market.limits.asked_during_block,
    }


async def switch_on(request: Request, market: Marketplace) -> dict[str, Any]:
    """Misbehave. Unfit, with a sentence for what the catalogue does not know."""
    asked = await read(request, SwitchOn)
    try:
        market.faults.switch_on(asked.id, **asked.model_dump(exclude={"id"}))
    except ValueError as error:
        raise Unfit(str(error)) from error
    return {"active": [asdict(one) for one in market.faults.active]}


async def switch_off(request: Request, market: Marketplace) -> dict[str, Any]:
    """Behave again: in one way (`?id=`), or in all. A block ends with all of them."""
    market.faults.switch_off(request.query_params.get("id", ""))
    if "id" not in request.query_params:
        market.limits.clear()
    return {"active": [asdict(one) for one in market.faults.active]}


ROUTES = [
    route("/faults", "GET", list_faults),
    route("/faults", "POST", switch_on),
    route("/faults", "DELETE", switch_off),
]
