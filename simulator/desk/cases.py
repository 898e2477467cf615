"""Pages of cases: the list, one case, a new case."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from simulator import play
from simulator.claims import DECISIONS
from simulator.desk.rendering import render
from simulator.marketplace import market_of
from simulator.media import type_of_name
from simulator.play import EXPECTATIONS, REASONS, Claim, NotPossible
from simulator.records import Case, File, Kind, Order
from simulator.world import World

LIST_LIMIT = 200


async def list_cases(request: Request) -> Response:
    """All cases, newest activity first, by seller and kind."""
    world = market_of(request).world
    seller_id, kind = request.query_params.get("seller", ""), request.query_params.get("kind", "")
    found = [
        case for case in world.cases.values() if seller_id in {"", case.seller_id} and kind in {"", case.kind.value}
    ]
    found.sort(key=lambda case: world.chat(case)[-1].created_at, reverse=True)
    context = {"cases": found[:LIST_LIMIT], "total": len(found), "seller_id": seller_id, "kind": kind}
    return render(request, "list.html", context | {"kinds": list(Kind)})


async def show_case(request: Request) -> Response:
    """One case; the addresses that Allegro itself uses lead here too."""
    return case_page(request, case_of(request))


def case_page(request: Request, case: Case, *, problem: str = "", text: str = "", status: int = 200) -> Response:
    """The case; `problem` says why the last action was not possible, `text` is what was typed."""
    world = market_of(request).world
    context = {
        "case": case,
        "chat": world.chat(case),
        "order": world.orders[case.order_id],
        "decisions": list(DECISIONS),
        "message_statuses": play.MESSAGE_STATUSES,
        "expectations": EXPECTATIONS,
        "open_status": play.OPEN_STATUS[case.kind],
        "problem": problem,
        "typed": text,
    }
    return render(request, "case.html", context, status)


async def new_case(request: Request) -> Response:
    """The form, for the seller and the kind chosen in the query."""
    return new_page(request, request.query_params)


def new_page(request: Request, values: Any, *, problem: str = "", status: int = 200) -> Response:
    """The form with what was typed."""
    world = market_of(request).world
    seller = world.sellers.get(str(values.get("seller", ""))) or next(iter(world.sellers.values()))
    kind = kind_of(str(values.get("kind", "")))
    context = {
        "seller": seller,
        "kind": kind,
        "kinds": list(Kind),
        "orders": orders_of(world, seller.id),
        "reasons": list(REASONS[kind]),
        "expectations": EXPECTATIONS,
        "values": values,
        "problem": problem,
    }
    return render(request, "new.html", context, status)


def kind_of(raw: str) -> Kind:
    """A kind by its word; a discussion unless it says otherwise."""
    return Kind(raw) if raw in set(Kind) else Kind.DISCUSSION


def orders_of(world: World, seller_id: str) -> Sequence[Order]:
    """A seller's orders, newest first."""
    mine = [order for order in world.orders.values() if order.seller_id == seller_id]
    return sorted(mine, key=lambda order: order.created_at, reverse=True)


async def open_case(request: Request) -> Response:
    """A buyer opens a case."""
    world = market_of(request).world
    async with request.form() as form:
        order = world.orders.get(str(form.get("order", "")))
        if order is None:
            return new_page(request, form, problem="There is no such order", status=409)
        try:
            kind = kind_of(str(form.get("kind", "")))
            claim = claim_from(form) if kind is Kind.CLAIM else None
            text, reason = str(form.get("text", "")), str(form.get("reason", ""))
            files = await files_from(world, order.seller_id, form)
            case = play.open_case(world, kind=kind, order=order, reason=reason, text=text, files=files, claim=claim)
        except NotPossible as error:
            return new_page(request, form, problem=str(error), status=409)
    return RedirectResponse(f"/desk/cases/{case.id}", 303)


def claim_from(form: FormData) -> Claim:
    """What only a claim asks for. NotPossible when the amount is no number."""
    return Claim(expectation=str(form.get("expectation", "REFUND")), amount=amount_from(form))


def amount_from(form: FormData) -> Decimal | None:
    """A sum with a comma or a point; none when the field is empty. NotPossible otherwise."""
    raw = str(form.get("amount", "")).strip().replace(",", ".")
    if not raw:
        return None
    try:
        amount = Decimal(raw)
    except InvalidOperation as error:
        raise NotPossible("The amount is not a number") from error
    if not amount.is_finite() or amount <= 0:
        raise NotPossible("The amount must be above zero")
    return amount


async def files_from(world: World, seller_id: str, form: FormData) -> list[File]:
    """The chosen files; empty when none was chosen."""
    chosen = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
    return [
        play.attach(world, seller_id, one.filename or "", type_of_name(one.filename or ""), await one.read())
        for one in chosen
    ]


def case_of(request: Request) -> Case:
    """The case in the path. HTTPException 404 otherwise."""
    case = market_of(request).world.cases.get(request.path_params["case_id"])
    if case is None:
        raise HTTPException(404, "Nie ma takiej sprawy.")
    return case
