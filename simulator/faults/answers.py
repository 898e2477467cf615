"""Answers as faults make or change them."""

import json
from collections.abc import Callable
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response

from simulator.errors import BETA, ApiError

PAGE = "<html><head><title>{status}</title></head><body><h1>{status}</h1><p>nginx</p></body></html>"


def edited(response: Response, change: Callable[[Any], None]) -> Response:
    """The same answer after `change` has edited its JSON in place; a refusal is left as it is."""
    if response.status_code >= 300:
        return response
    body = json.loads(bytes(response.body))
    change(body)
    return JSONResponse(body, response.status_code, media_type=response.media_type)


def refusal(status: int, code: str, message: str) -> Response:
    """Allegro's error object."""
    return ApiError(status, code, message).response("pl", BETA)


def html(status: int) -> Response:
    """A gateway's page where JSON should be."""
    return HTMLResponse(PAGE.format(status=status), status)
