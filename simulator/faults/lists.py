"""Pages and lists that do not hold what they should: F01, F02, F03, F07, F26."""

from typing import Any

from starlette.responses import Response

from simulator.faults.answers import edited
from simulator.faults.misbehaviour import Strike, asking
from simulator.records import Kind


async def offset_ignored(strike: Strike) -> Response:
    """F01: every page is the first page."""
    if strike.call.request.query_params.get("offset", "0") == "0":
        strike.missed()
    return await strike.handle(asking(strike.call, offset=None))


async def latest_only(strike: Strike) -> Response:
    """F02: only the latest messages, whatever `limit` says."""
    latest = int(strike.number("latest"))
    begins = int(strike.call.request.query_params.get("offset", 0))

    def cut(body: Any) -> None:
        body["chat"] = body["chat"][: max(0, latest - begins)]

    return await edited(strike, cut)


async def paging_ignored_for_claims(strike: Strike) -> Response:
    """F03: `limit` and `offset` count for discussions only."""
    case = strike.call.world.cases.get(strike.call.request.path_params.get("issue_id", ""))
    if case is None or case.kind is not Kind.CLAIM:
        strike.missed()
        return await strike.answer()
    return await strike.handle(asking(strike.call, offset=None, limit=None))


async def filter_leaves_out(strike: Strike) -> Response:
    """F07: a list asked for by status misses cases: those named, or all of them."""
    if "status" not in strike.call.request.query_params:
        strike.missed()
        return await strike.answer()
    missing = {one for one in strike.text("cases").split(",") if one}

    def leave_out(body: Any) -> None:
        for name in body.keys() & {"issues", "threads"}:
            body[name] = [one for one in body[name] if missing and one["id"] not in missing]

    return await edited(strike, leave_out)


async def late_or_repeated(strike: Strike) -> Response:
    """F26: the newest entry is not there yet, or comes on two pages."""
    query, seller = strike.call.request.query_params, strike.call.seller
    is_first = "page.id" not in query
    reader = (seller and seller.id, query.get("type"), query.get("status"))

    def shift(body: Any) -> None:
        if strike.text("mode") == "late":
            body["threads"] = body["threads"][1:] if is_first else body["threads"]
            return
        repeated = [] if is_first else strike.memory.get(reader, [])
        strike.memory[reader] = body["threads"][-1:]
        body["threads"] = repeated + body["threads"]

    return await edited(strike, shift)
