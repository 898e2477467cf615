"""Lists and chats that end oddly: what is missing is never said."""

from typing import Any

from starlette.responses import JSONResponse, Response

from simulator.errors import BETA
from simulator.faults.answers import edited, refusal
from simulator.faults.misbehaviour import Strike, asking

MORE = "more-"  # cursors that lead to nothing and never end


async def ends_oddly(strike: Strike) -> Response:
    """The way of `mode`: `first_again`, `cursor_again`, `no_cursor`, `empty`, `cut`, `endless` or `broken`."""
    return await WAYS[strike.text("mode")](strike)


async def first_again(strike: Strike) -> Response:
    """Every page is the first page."""
    if _is_first(strike):
        strike.missed()
    return await strike.handle(asking(strike.call, offset=None, **{"page.id": None}))


async def cursor_again(strike: Strike) -> Response:
    """The cursor of the next page is that of this one."""
    return await edited(strike, lambda body: _set_cursor(body, strike.call.request.query_params.get("page.id", "")))


async def no_cursor(strike: Strike) -> Response:
    """A cursor of a shape that nobody announced, where there is one."""

    def change(body: Any) -> None:
        if body.get("nextPage"):
            body["nextPage"] = {"id": {"value": body["nextPage"]["id"]}}

    return await edited(strike, change)


async def empty(strike: Strike) -> Response:
    """Every page after the first is empty and the last one."""
    if _is_first(strike):
        strike.missed()
        return await strike.answer()
    return await edited(strike, lambda body: _end(body, 0))


async def cut(strike: Strike) -> Response:
    """A page holds one entry less than there are, and is the last one."""
    return await edited(strike, lambda body: _end(body, max(len(_entries(body)) - 1, 0)))


async def endless(strike: Strike) -> Response:
    """After the end there are ever more pages, all of them empty."""
    cursor = strike.call.request.query_params.get("page.id", "")
    if cursor.startswith(MORE):
        key = "threads" if strike.call.route.endswith("list") else "messages"
        following = {"id": f"{MORE}{int(cursor.removeprefix(MORE)) + 1}"}
        return JSONResponse({key: [], "nextPage": following}, media_type=BETA)

    def change(body: Any) -> None:
        if "nextPage" in body and not body["nextPage"]:
            body["nextPage"] = {"id": f"{MORE}1"}

    return await edited(strike, change)


async def broken(strike: Strike) -> Response:
    """Every page after the first is answered 503."""
    if _is_first(strike):
        strike.missed()
        return await strike.answer()
    return refusal(503, "ServiceTimeoutException", "Service did not answer in time.")


WAYS = {
    "first_again": first_again,
    "cursor_again": cursor_again,
    "no_cursor": no_cursor,
    "empty": empty,
    "cut": cut,
    "endless": endless,
    "broken": broken,
}


def _is_first(strike: Strike) -> bool:
    query = strike.call.request.query_params
    return query.get("offset", "0") == "0" and "page.id" not in query


def _entries(body: Any) -> list[Any]:
    for key in ("issues", "chat", "threads", "messages"):
        if isinstance(body.get(key), list):
            found: list[Any] = body[key]
            return found
    return []


def _end(body: Any, size: int) -> None:
    del _entries(body)[size:]
    if "nextPage" in body:
        body["nextPage"] = None


def _set_cursor(body: Any, cursor: str) -> None:
    if body.get("nextPage") and cursor:
        body["nextPage"] = {"id": cursor}
