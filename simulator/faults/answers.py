"""Answers as faults make or change them."""

import json
from collections.abc import Callable
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response

from simulator.errors import BETA, ApiError
from simulator.faults.misbehaviour import Strike

PAGE = "<html><head><title>{status}</title></head><body><h1>{status}</h1><p>nginx</p></body></html>"


async def edited(strike: Strike, change: Callable[[Any], None]) -> Response:
    """The usual answer after `change` has edited its JSON in place.

    A refusal, or what another fault has left that is no JSON or lacks what is to be changed, stays as it is; that, or a
    change of nothing, is a miss.
    """
    response = await strike.answer()
    if response.status_code >= 300 or not isinstance(response, JSONResponse):
        strike.missed()
        return response
    body = json.loads(bytes(response.body))
    try:
        change(body)
    except (LookupError, TypeError, AttributeError):  # another fault has taken away what it would have bent
        strike.missed()
        return response
    if body == json.loads(bytes(response.body)):
        strike.missed()
    return JSONResponse(body, response.status_code, media_type=response.media_type)


def refusal(status: int, code: str, message: str) -> Response:
    """Allegro's error object."""
    return ApiError(status, code, message).response("pl", BETA)


def html(status: int) -> Response:
    """A gateway's page where JSON should be."""
    return HTMLResponse(PAGE.format(status=status), status)
