"""Clear answers to correct requests, and clearly wrong: F08, F09, F10, F11, F12, F13, F25; F23 and F24."""

import json
from datetime import timedelta

from starlette.responses import JSONResponse, Response

from simulator.errors import AuthRefused
from simulator.faults.answers import refusal
from simulator.faults.misbehaviour import TOKEN, Strike


async def fetching_error(_strike: Strike) -> Response:
    """F08: 404, which does not mean that there is no such case."""
    return refusal(404, "DATA_FETCHING_ERROR", "Error while fetching data.")


async def chat_not_found(_strike: Strike) -> Response:
    """F09: 404 for the chat of a case that the list shows."""
    return refusal(404, "POST_PURCHASE_ISSUE_NOT_FOUND", "Post purchase issue not found.")


async def bad_request(_strike: Strike) -> Response:
    """F10: 400 to a correct request."""
    return refusal(400, "Bad Request", "Bad Request")


async def server_error(strike: Strike) -> Response:
    """F11: 5xx. With `stored` the work was done all the same."""
    if strike.options["stored"]:
        await strike.answer()
    return refusal(int(strike.number("status")), "ServiceTimeoutException", "Service did not answer in time.")


async def file_without_words(strike: Strike) -> Response:
    """F12: 500 when a message has a file and no text."""
    body = json.loads(await strike.call.request.body())
    if body.get("attachments") and not str(body.get("text") or "").strip():
        return refusal(500, "INTERNAL_SERVER_ERROR", "Internal server error.")
    strike.missed()
    return await strike.answer()


async def file_not_found(_strike: Strike) -> Response:
    """F13: 404 for a file that is there."""
    return refusal(404, "ATTACHMENT_ERROR", "Attachment not found.")


async def blocked(strike: Strike) -> Response:
    """F23: 429 for the client id; every further request prolongs the block."""
    limits, now = strike.call.market.limits, strike.call.world.clock()
    wait = timedelta(seconds=strike.number("seconds"))
    header = bool(strike.options["header"])
    limits.block(strike.call.market.options.client_id, now, wait, header=header)
    headers = {"Retry-After": str(int(wait.total_seconds()))} if header else None
    return JSONResponse({"errors": [{"code": "TOO_MANY_REQUESTS", "message": "Too many requests."}]}, 429, headers)


async def token_refused(strike: Strike) -> Response:
    """F24: the refresh token is refused, or the access token in mid-run."""
    if strike.call.route == TOKEN:
        return JSONResponse({"error": "invalid_grant", "error_description": "Invalid refresh token"}, 400)
    return AuthRefused("invalid_token", "Access token expired").response("pl")


async def forbidden(strike: Strike) -> Response:
    """F25: 403 for one account: the one that the switch is confined to, or the first that comes by."""
    seller = strike.call.seller
    if strike.memory.setdefault("account", seller) is not seller:
        strike.missed()
        return await strike.answer()
    return refusal(403, "ACCESS_DENIED", "Access is denied.")
