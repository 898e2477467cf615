"""Answers that are not what was asked for: another's case, chat, order, message or account (tracker 12168)."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator.api import issue_shapes, thread_shapes
from simulator.faults.answers import edited
from simulator.faults.misbehaviour import MESSAGES, Strike
from simulator.records import Case, Kind, Seller

if TYPE_CHECKING:
    from simulator.api.call import Asked

LISTS = {"issues.list": "issues", "messaging.list": "threads"}
CHATS = {"issues.chat": "chat", "messaging.messages": "messages"}
OWN = "own"  # the case that was written to: the message before the one that was written


async def another_answered(strike: Strike) -> Response:
    """What belongs to another case or order, of the same seller or of another one, whole or beside what is right."""
    other = _seller(strike)
    if other is None:
        return await _missed(strike)
    if strike.call.route in MESSAGES:
        return await _another_message(strike, other)
    call = _asked_for_another(strike, other)
    if call is None:
        return await _missed(strike)
    if strike.text("share") == "whole":
        return await strike.handle(call)
    return await _beside(strike, call)


async def _missed(strike: Strike) -> Response:
    strike.missed()
    return await strike.answer()


def _seller(strike: Strike) -> Seller | None:
    mine, sellers = strike.call.seller, strike.call.world.sellers.values()
    if strike.text("whose") == "same":
        return mine
    return next((one for one in sellers if mine is not None and one.id != mine.id), None)


def _asked_for_another(strike: Strike, other: Seller) -> "Asked | None":
    """The call as if somebody else's thing, or somebody else, had been asked for. None where there is no other."""
    call, path = strike.call, strike.call.request.path_params
    if "order_id" in path:
        orders = strike.call.world.orders.values()
        found = [one.id for one in orders if one.seller_id == other.id and one.id != path["order_id"]]
        return _with_path(call, other, order_id=_named(strike, found)) if found else None
    for name in ("issue_id", "thread_id"):
        if name in path:
            case = _another_case(strike, other)
            return _with_path(call, other, **{name: case.id}) if case else None
    is_other = call.seller is not None and other.id != call.seller.id
    return _with_path(call, other) if is_other else None  # a list, or the account itself


def _another_case(strike: Strike, other: Seller) -> Case | None:
    is_issue, asked = strike.call.route.startswith("issues."), _asked_case(strike)
    found = {
        case.id: case
        for case in strike.call.world.cases.values()
        if case.seller_id == other.id and case.id != asked
        if case.kind.is_issue == is_issue and case.kind is not Kind.QUESTION
    }
    return found[_named(strike, list(found))] if found else None


def _asked_case(strike: Strike) -> str:
    path = strike.call.request.path_params
    return str(path.get("issue_id") or path.get("thread_id"))


def _named(strike: Strike, found: list[str]) -> str:
    """The one that the option names, or the newest."""
    named = strike.text("case")
    return named if named in found else found[-1]


def _with_path(call: "Asked", seller: Seller, **parts: str) -> "Asked":
    scope = {**call.request.scope, "path_params": {**call.request.path_params, **parts}}
    return replace(call, request=Request(scope, call.request.receive), seller=seller)


async def _beside(strike: Strike, call: "Asked") -> Response:
    """The right answer, with one entry of another's among its own. Only lists and chats have room for it."""
    key = (LISTS | CHATS).get(strike.call.route)
    response = await strike.handle(call) if key else None
    if key is None or not isinstance(response, JSONResponse) or response.status_code >= 300:
        return await _missed(strike)
    theirs = json.loads(bytes(response.body))[key][:1]

    def add(body: Any) -> None:
        body[key] = theirs + body[key]

    return await edited(strike, add)


async def _another_message(strike: Strike, other: Seller) -> Response:
    """The message is written, and the answer tells another one: the newest of another case, or the one before it."""
    world, base = strike.call.world, str(strike.call.request.base_url).rstrip("/")
    case = world.cases.get(_asked_case(strike)) if strike.text("case") == OWN else _another_case(strike, other)
    if case is None:
        return await _missed(strike)
    message = world.chat(case)[-1]
    if case.kind.is_issue:
        told = issue_shapes.message_json(world, message, base)
    else:
        told = thread_shapes.message_json(world, case, message, base)

    def change(body: Any) -> None:
        body.clear()
        body.update(told)

    return await edited(strike, change)
