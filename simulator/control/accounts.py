"""Sellers, their orders and tokens, and the buyers' logins."""

from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request

from simulator import play, tokens
from simulator.control.serving import Unknown, read, route, seller_of
from simulator.marketplace import Marketplace
from simulator.masking import masked_email
from simulator.moments import iso
from simulator.options import SCOPES
from simulator.records import Grant

Json = dict[str, Any]


class SellerNamed(BaseModel):
    """A seller by id or login."""

    seller: str


class Pair(SellerNamed):
    """A token pair to issue without the sign-in page."""

    scopes: list[str] = Field(default_factory=lambda: list(SCOPES))


class Login(BaseModel):
    """A buyer's new login; null takes it away."""

    login: str | None


async def list_sellers(_request: Request, market: Marketplace) -> list[Json]:
    """Every seller with counts."""
    world = market.world
    return [
        {
            "id": seller.id,
            "login": seller.login,
            "issues": len(world.issues(seller.id)),
            "threads": len(world.threads(seller.id)),
        }
        for seller in world.sellers.values()
    ]


async def list_orders(request: Request, market: Marketplace) -> list[Json]:
    """The orders of `?seller=`, newest first."""
    seller = seller_of(market, request.query_params.get("seller", ""))
    mine = [order for order in market.world.orders.values() if order.seller_id == seller.id]
    return [
        {
            "id": order.id,
            "buyer": {"id": order.buyer_id, "login": market.world.buyers[order.buyer_id].login},
            "email": masked_email(order),
            "currency": order.currency,
            "created_at": iso(order.created_at),
            "items": [item.model_dump(mode="json") for item in order.items],
        }
        for order in sorted(mine, key=lambda order: order.created_at, reverse=True)
    ]


async def rename_buyer(request: Request, market: Marketplace) -> Json:
    """Change or take away a buyer's login."""
    buyer_id = request.path_params["buyer_id"]
    if buyer_id not in market.world.buyers:
        raise Unknown("No such buyer")
    body = await read(request, Login)
    play.rename_buyer(market.world, buyer_id, body.login)
    return {"id": buyer_id, "login": market.world.buyers[buyer_id].login}


async def issue_pair(request: Request, market: Marketplace) -> Json:
    """A token pair, as the token endpoint would answer."""
    body = await read(request, Pair)
    seller = seller_of(market, body.seller)
    return tokens.pair_json(market, tokens.issue_pair(market, seller.id, " ".join(body.scopes)))


async def expire(request: Request, market: Marketplace) -> Json:
    """The seller's access tokens end now; the refresh tokens stay good."""
    now = market.world.clock()
    grants = await grants_of(request, market)
    for grant in grants:
        grant.access_expires = now
    market.world.keep(*grants)
    return {"tokens": len(grants)}


async def revoke(request: Request, market: Marketplace) -> Json:
    """The seller takes the permission back: neither token of any pair works any more."""
    grants = await grants_of(request, market)
    for grant in grants:
        grant.revoked = True
    market.world.keep(*grants)
    return {"tokens": len(grants)}


async def grants_of(request: Request, market: Marketplace) -> list[Grant]:
    """All pairs of the seller named in the body."""
    seller = seller_of(market, (await read(request, SellerNamed)).seller)
    return [grant for grant in market.world.grants.values() if grant.seller_id == seller.id]


ROUTES = [
    route("/sellers", "GET", list_sellers),
    route("/orders", "GET", list_orders),
    route("/buyers/{buyer_id}/login", "POST", rename_buyer),
    route("/tokens", "POST", issue_pair),
    route("/tokens/expire", "POST", expire),
    route("/tokens/revoke", "POST", revoke),
]
