"""Allegro's sign-in: the authorize pages and the token endpoint."""

import base64
import binascii
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from simulator import tokens
from simulator.api.call import Asked
from simulator.api.gate import check_user_agent, traced
from simulator.errors import ApiError
from simulator.marketplace import Marketplace, market_of
from simulator.options import SCOPES
from simulator.pages import page
from simulator.tokens import GrantRefused

Params = QueryParams | FormData

SCOPE_WORDS = {
    "allegro:api:disputes": "dyskusje i reklamacje: odczyt i odpowiadanie",
    "allegro:api:messaging": "Centrum wiadomości: odczyt i odpowiadanie",
    "allegro:api:orders:read": "zamówienia: odczyt",
    "allegro:api:profile:read": "dane konta: odczyt",
}


class Unanswerable(Exception):
    """A request that must not be sent back to its redirect address; the text is shown to the person."""


class SentBack(Exception):
    """An error that is reported to the client by a redirect."""

    def __init__(self, asked: "Wanted", error: str, description: str) -> None:
        """`error` is OAuth's code."""
        super().__init__(error)
        self.response = asked.back(error=error, error_description=description)


@dataclass(frozen=True)
class Wanted:
    """What the client asks for; carried through the two pages as hidden fields."""

    client_id: str
    redirect_uri: str
    response_type: str
    state: str
    scope: str
    code_challenge: str
    code_challenge_method: str
    prompt: str

    @classmethod
    def from_params(cls, params: Params) -> "Wanted":
        """Read the fields; a missing one is empty."""
        return cls(**{name: str(params.get(name, "")) for name in cls.__annotations__})

    def back(self, **answer: str) -> Response:
        """A redirect to the client with the answer and its own `state`."""
        if self.state:
            answer["state"] = self.state
        joint = "&" if urlsplit(self.redirect_uri).query else "?"
        return RedirectResponse(f"{self.redirect_uri}{joint}{urlencode(answer)}", 302)

    def check(self, client_id: str) -> None:
        """Unanswerable for an unknown client or a bad address, SentBack for the rest."""
        if self.client_id != client_id:
            raise Unanswerable("Nieznana aplikacja: ten client_id nie jest zarejestrowany.")
        address = urlsplit(self.redirect_uri)
        if address.scheme not in {"http", "https"} or not address.netloc or address.fragment:
            raise Unanswerable("Nieprawidłowy redirect_uri: potrzebny jest pełny adres http albo https.")
        if self.response_type != "code":
            raise SentBack(self, "unsupported_response_type", "Only response_type=code is supported")
        if self.code_challenge and self.code_challenge_method != "S256":
            raise SentBack(self, "invalid_request", "code_challenge_method must be S256")
        if not set(self.scope.split()) <= set(SCOPES):
            raise SentBack(self, "invalid_scope", "The application has no such scope")

    @property
    def granted(self) -> str:
        """All scopes of the application unless some were named."""
        return self.scope or " ".join(SCOPES)


async def authorize(request: Request) -> Response:
    """GET: pick a seller. POST with a seller: consent. POST with a decision: back to the client."""
    market = market_of(request)
    params: Params = request.query_params if request.method == "GET" else await request.form()
    asked = Wanted.from_params(params)
    try:
        asked.check(market.options.client_id)
    except Unanswerable as error:
        return page(request, "oauth_error.html", {"message": str(error)}, status=400)
    except SentBack as error:
        return error.response
    context = {"asked": asked, "fields": vars(asked), "sellers": list(market.world.sellers.values())}
    seller = market.world.sellers.get(str(params.get("seller", "")))
    if request.method == "GET" or seller is None:
        return page(request, "sign_in.html", context)
    if "decision" in params:
        return decided(market, asked, seller.id, approved=params["decision"] == "approve")
    scopes = [(scope, SCOPE_WORDS[scope]) for scope in asked.granted.split()]
    return page(request, "consent.html", context | {"seller": seller, "scopes": scopes})


def decided(market: Marketplace, asked: Wanted, seller_id: str, *, approved: bool) -> Response:
    """Back to the client with a code, or with `access_denied`."""
    if not approved:
        return asked.back(error="access_denied", error_description="User denied access")
    code = tokens.issue_code(
        market,
        seller_id=seller_id,
        redirect_uri=asked.redirect_uri,
        scope=asked.granted,
        challenge=asked.code_challenge or None,
    )
    return asked.back(code=code)


async def token(request: Request) -> Response:
    """The token endpoint; in the request log its route is `oauth.token`."""
    market = market_of(request)
    form = {name: str(value) for name, value in (await request.form()).items()}
    grant = market.world.grants.get(form.get("refresh_token", ""))
    seller = market.world.sellers[grant.seller_id] if grant else None
    asked = Asked(request, market, "oauth.token", seller)
    return traced(request, asked.route, await market.faults.through(asked, token_answer), seller)


async def token_answer(asked: Asked) -> Response:
    """`authorization_code` and `refresh_token`; errors are `{"error", "error_description"}`."""
    request, market = asked.request, asked.market
    try:
        check_user_agent(request)
    except ApiError as error:
        return refused(403, "access_denied", error.message)
    if not client_is_known(market, request):
        return refused(401, "invalid_client", "Bad client credentials")
    form = {name: str(value) for name, value in (await request.form()).items()}
    try:
        match form.get("grant_type"):
            case "authorization_code":
                verifier = form.get("code_verifier", "")
                grant = tokens.exchange_code(market, form.get("code", ""), form.get("redirect_uri", ""), verifier)
            case "refresh_token":
                grant = tokens.refresh(market, form.get("refresh_token", ""))
            case _:
                return refused(400, "unsupported_grant_type", "Unsupported grant type")
    except GrantRefused as error:
        return refused(400, "invalid_grant", str(error))
    return JSONResponse(tokens.pair_json(market, grant), headers={"Cache-Control": "no-store"})


def client_is_known(market: Marketplace, request: Request) -> bool:
    """HTTP Basic with the registered client id and secret."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        given = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    expected = f"{market.options.client_id}:{market.options.client_secret}".encode()
    return scheme.lower() == "basic" and secrets.compare_digest(given, expected)


def refused(status: int, error: str, description: str) -> Response:
    """An OAuth error body."""
    return JSONResponse({"error": error, "error_description": description}, status)


ROUTES = [
    Route("/auth/oauth/authorize", authorize, methods=["GET", "POST"]),
    Route("/auth/oauth/token", token, methods=["POST"]),
]
