"""One request, and one to the API after it was let in."""

import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from simulator.errors import ApiError, invalid
from simulator.marketplace import Marketplace
from simulator.records import Grant, Seller
from simulator.world import World


@dataclass(frozen=True)
class Asked:
    """What is asked: `route` is the endpoint's name. `seller` is None where nobody is known yet."""

    request: Request
    market: Marketplace
    route: str
    seller: Seller | None

    @property
    def world(self) -> World:
        """The marketplace's records."""
        return self.market.world


@dataclass(frozen=True)
class Call(Asked):
    """Who asks what: `language` is the first tag of Accept-Language."""

    seller: Seller
    grant: Grant
    language: str

    @property
    def base(self) -> str:
        """The address this API was asked at, without a trailing slash."""
        return str(self.request.base_url).rstrip("/")

    def part(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def number(self, name: str, *, default: int, low: int, high: int = 2**31 - 1) -> int:
        """A whole number from the query. ApiError 422 when it is none or out of bounds."""
        raw = self.request.query_params.get(name)
        if raw is None:
            return default
        if not raw.isascii() or not raw.lstrip("-").isdigit() or not low <= int(raw) <= high:
            raise invalid(name, f"{name} must be a whole number from {low} to {high}")
        return int(raw)

    def choice(self, name: str, allowed: set[str]) -> str | None:
        """One of a few words from the query. ApiError 422 for any other."""
        raw = self.request.query_params.get(name)
        if raw is not None and raw not in allowed:
            raise invalid(name, f"{name} must be one of {', '.join(sorted(allowed))}")
        return raw

    async def body(self) -> dict[str, Any]:
        """The JSON object sent. ApiError 400 when it is none."""
        try:
            body = json.loads(await self.request.body())
        except ValueError as error:
            raise ApiError(400, "JSON_MAPPING_ERROR", "The body is not valid JSON.") from error
        if not isinstance(body, dict):
            raise ApiError(400, "JSON_MAPPING_ERROR", "The body must be a JSON object.")
        return body
