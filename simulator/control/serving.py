"""How a control route reads its body and reports what went wrong."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.marketplace import Marketplace, market_of
from simulator.play import NotPossible
from simulator.records import Case, Order, Seller

Body = TypeVar("Body", bound=BaseModel)
Handler = Callable[[Request, Marketplace], Awaitable[Any]]


class Unknown(Exception):
    """404: nothing has this name or id."""


class Unfit(Exception):
    """422: a sentence says what is wrong with the body."""


def route(path: str, method: str, handler: Handler) -> Route:
    """A route whose handler returns what becomes the JSON body. Errors are `{"error": sentence}`."""

    async def serve(request: Request) -> Response:
        try:
            return JSONResponse(await handler(request, market_of(request)))
        except Unknown as error:
            return JSONResponse({"error": str(error)}, 404)
        except NotPossible as error:
            return JSONResponse({"error": str(error)}, 409)
        except Unfit as error:
            return JSONResponse({"error": str(error)}, 422)
        except ValidationError as error:
            return JSONResponse({"error": error.errors(include_url=False, include_context=False)}, 422)

    return Route(path, serve, methods=[method])


async def read(request: Request, shape: type[Body]) -> Body:
    """The body as `shape`; an empty body is an empty object. ValidationError otherwise."""
    return shape.model_validate_json(await request.body() or b"{}")


def seller_of(market: Marketplace, name: str) -> Seller:
    """A seller by id or login. Unknown otherwise."""
    seller = market.world.sellers.get(name) or market.world.seller_named(name)
    if seller is None:
        raise Unknown(f"No seller {name}")
    return seller


def case_of(request: Request, market: Marketplace) -> Case:
    """The case in the path. Unknown otherwise."""
    case = market.world.cases.get(request.path_params["case_id"])
    if case is None:
        raise Unknown("No such case")
    return case


def order_of(market: Marketplace, seller: Seller, order_id: str | None, buyer_id: str | None = None) -> Order:
    """The named order, or the seller's newest (of that buyer). Unknown otherwise."""
    mine = [
        order
        for order in market.world.orders.values()
        if order.seller_id == seller.id and order_id in {None, order.id} and buyer_id in {None, order.buyer_id}
    ]
    if not mine:
        raise Unknown("The seller has no such order")
    return max(mine, key=lambda order: order.created_at)
