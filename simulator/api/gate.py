"""The gate in front of every API route: User-Agent, token, limits, scope, media types, faults, Trace-Id."""

import re
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simulator.api.call import Call
from simulator.errors import BETA, ApiError, AuthRefused
from simulator.marketplace import Marketplace, market_of
from simulator.moments import iso
from simulator.records import Grant, Seller
from simulator.requestlog import Entry

USER_AGENT = re.compile(r"[^/()]+/[^\s()]+ \(\+https://[^\s()]+\)")
FILE_TYPES = {"image/png", "image/gif", "image/bmp", "image/tiff", "image/jpeg", "application/pdf"}

Handler = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True)
class Endpoint:
    """One API route. `answers` and `takes` are media types; None means a file rather than JSON."""

    name: str
    method: str
    path: str
    scope: str
    handler: Handler
    answers: str | None = BETA
    takes: str | None = BETA

    def route(self) -> Route:
        """The Starlette route that leads through the gate."""

        async def serve(request: Request) -> Response:
            return await answer(self, request)

        return Route(self.path, serve, methods=[self.method], name=self.name)


async def answer(endpoint: Endpoint, request: Request) -> Response:
    """Let the request in or refuse it; every answer carries a Trace-Id and is logged."""
    market = market_of(request)
    language = request.headers.get("accept-language", "en-US").split(",")[0].strip()
    seller = None
    try:
        grant = admit(market, request)
        seller = market.world.sellers[grant.seller_id]
        check_endpoint(endpoint, request, grant)
        call = Call(request, market, endpoint.name, seller, grant, language)
        response = await market.faults.through(call, endpoint.handler)
    except ApiError as error:
        response = error.response(language, endpoint.answers or BETA)
    return traced(request, endpoint.name, response, seller)


def traced(request: Request, route: str, response: Response, seller: Seller | None = None) -> Response:
    """The answer with its Trace-Id, noted in the request log."""
    market, trace_id = market_of(request), str(uuid.uuid4())
    response.headers["Trace-Id"] = trace_id
    market.log.add(
        Entry(
            at=iso(market.world.clock()),
            method=request.method,
            path=request.url.path,
            query=request.url.query,
            route=route,
            status=response.status_code,
            seller=seller.login if seller else None,
            trace_id=trace_id,
        )
    )
    return response


def check_user_agent(request: Request) -> None:
    """Compulsory on the real API since July 2026 (allegro-api issues 13126, 13689). ApiError 403."""
    if USER_AGENT.fullmatch(request.headers.get("user-agent", "")) is None:
        message = "User-Agent must have the form 'Name/version (+https://page-about-the-application)'."
        raise ApiError(403, "INVALID_USER_AGENT", message)


def admit(market: Marketplace, request: Request) -> Grant:
    """The token pair behind the request. AuthRefused for a bad token, ApiError 403 or 429 otherwise."""
    check_user_agent(request)
    scheme, _, access = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not access:
        raise AuthRefused("unauthorized", "Full authentication is required to access this resource")
    grant, now = market.world.grant_of(access.strip()), market.world.clock()
    if grant is None or grant.revoked:
        raise AuthRefused("invalid_token", "Cannot convert access token to JSON")
    if grant.access_expires <= now:
        raise AuthRefused("invalid_token", "Access token expired")
    market.limits.count_request(grant.client_id, now)
    return grant


def check_endpoint(endpoint: Endpoint, request: Request, grant: Grant) -> None:
    """Scope and media types. ApiError 403, 406 or 415."""
    if endpoint.scope not in grant.scope.split():
        raise ApiError(403, "AccessDeniedException", f"Access is denied: the token lacks {endpoint.scope}.")
    check_accept(endpoint, request)
    if request.method == "GET":
        return
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent not in ({endpoint.takes} if endpoint.takes else FILE_TYPES):
        message = f"Content type '{sent}' not supported"
        raise ApiError(415, "UnsupportedMediaTypeException", message)


def check_accept(endpoint: Endpoint, request: Request) -> None:
    """A file is never a vnd type; a beta resource must be asked for by its own name. ApiError 406."""
    raw = request.headers.get("accept", "*/*")
    wanted = {part.partition(";")[0].strip().lower() for part in raw.split(",")}
    if endpoint.answers is None:
        refused = any(part.startswith("application/vnd.") for part in wanted)
    elif endpoint.answers == BETA and endpoint.takes == BETA:
        refused = BETA not in wanted
    else:
        refused = not wanted & {endpoint.answers, "*/*"}
    if refused:
        message = "Not acceptable representation requested. Please check 'Accept' request header"
        raise ApiError(406, "NotAcceptableException", message)
