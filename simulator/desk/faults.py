"""The page of fault switches."""

from collections.abc import Iterable
from functools import partial
from math import isfinite

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from simulator.desk.fault_texts import option_name, value_name
from simulator.desk.rendering import language_of, render
from simulator.desk.texts import TEXTS
from simulator.faults import Misbehaviour
from simulator.faults.network import UNNUMBERED
from simulator.faults.reported import REPORTED
from simulator.marketplace import market_of

GROUPS = (("reported", REPORTED), ("unnumbered", UNNUMBERED))


async def show(request: Request) -> Response:
    """The catalogue with its switches."""
    return page(request)


def page(request: Request, *, problem: str = "", at: str = "", status: int = 200) -> Response:
    """The switches; `problem` belongs to the switch `at`."""
    language = language_of(request)
    context = {
        "groups": [(TEXTS[language][name], described(group, language)) for name, group in GROUPS],
        "active": {one.id: one for one in market_of(request).faults.active},
        "option_name": partial(option_name, language=language),
        "value_name": partial(value_name, language=language),
        "problem": problem,
        "at": at,
    }
    return render(request, "faults.html", context, status)


def described(group: Iterable[Misbehaviour], language: str) -> list[tuple[Misbehaviour, str]]:
    """Each with what happens."""
    return [(one, one.polish if language == "pl" else one.english) for one in group]


async def switch_on(request: Request) -> Response:
    """One fault, as the form says."""
    form, id_, faults = await request.form(), str(request.path_params["fault_id"]), market_of(request).faults
    if id_ not in faults.catalogue:
        raise HTTPException(404)
    route, count = str(form.get("route", "")), number_from(form, "count")
    percent = number_from(form, "percent")
    try:
        faults.switch_on(
            id_,
            routes=(route,) if route else (),
            count=None if count is None else int(count),
            probability=1.0 if percent is None else percent / 100,
            only=str(form.get("only", "")).strip(),
            seller=str(form.get("seller", "")),
            options=options_from(form),
        )
    except ValueError as error:
        return page(request, problem=str(error), at=id_, status=422)
    return RedirectResponse(f"/desk/faults#{id_}", 303)


def number_from(form: FormData, name: str) -> float | None:
    """A field's number, None when it is empty; what is no number is 0, which no switch takes."""
    written = str(form.get(name, "")).strip().replace(",", ".")
    try:
        number = float(written) if written else None
    except ValueError:
        return 0
    return 0 if number is not None and not isfinite(number) else number


def options_from(form: FormData) -> dict[str, str]:
    """The fields that belong to the fault itself."""
    return {name.removeprefix("option-"): str(value) for name, value in form.items() if name.startswith("option-")}


async def switch_off(request: Request) -> Response:
    """One fault, or all of them; a block ends with all of them."""
    market, id_ = market_of(request), request.path_params.get("fault_id", "")
    market.faults.switch_off(id_)
    if not id_:
        market.limits.clear()
    return RedirectResponse(f"/desk/faults#{id_}", 303)


ROUTES = [
    Route("/desk/faults", show),
    Route("/desk/faults/off", switch_off, methods=["POST"]),
    Route("/desk/faults/{fault_id}/on", switch_on, methods=["POST"]),
    Route("/desk/faults/{fault_id}/off", switch_off, methods=["POST"]),
]
