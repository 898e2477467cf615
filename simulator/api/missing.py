"""What is not there: resources that Allegro removed, and addresses that never were."""

import uuid

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simulator.errors import ApiError
from simulator.pages import page

API_PATHS = ("/sale/", "/messaging/", "/order/", "/me")


async def disputes(request: Request) -> Response:
    """`/sale/disputes` was removed on 7 January 2026 (allegro-api issue 13850)."""
    return answered(request, "Feature unavailable")


async def not_found(request: Request, error: Exception) -> Response:
    """JSON below the API's paths, a page elsewhere."""
    if request.url.path.startswith(API_PATHS):
        return answered(request, "No such resource.")
    sentence = error.detail if isinstance(error, HTTPException) and error.detail != "Not Found" else ""
    return page(request, "missing.html", {"sentence": sentence}, status=404)


def answered(request: Request, message: str) -> Response:
    """404 in the API's shape."""
    response = ApiError(404, "NotFoundException", message).response(request.headers.get("accept-language", "en"))
    response.headers["Trace-Id"] = str(uuid.uuid4())
    return response


ROUTES = [
    Route("/sale/disputes", disputes, methods=["GET", "POST"]),
    Route("/sale/disputes/{rest:path}", disputes, methods=["GET", "POST", "PUT"]),
]
