"""The page of fault switches."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from simulator.desk.rendering import language_of, render
from simulator.marketplace import market_of


async def show(request: Request) -> Response:
    """The catalogue with its switches."""
    return page(request)


def page(request: Request, *, problem: str = "", at: str = "", status: int = 200) -> Response:
    """The switches; `problem` belongs to the switch `at`."""
    faults = market_of(request).faults
    described = [
        (one, one.polish if language_of(request) == "pl" else one.english) for one in faults.catalogue.values()
    ]
    active = {one.id: one for one in faults.active}
    context = {"described": described, "active": active, "problem": problem, "at": at}
    return render(request, "faults.html", context, status)


async def switch_on(request: Request) -> Response:
    """One fault, as the form says."""
    form, id_ = await request.form(), str(request.path_params["fault_id"])
    route = str(form.get("route", ""))
    faults = market_of(request).faults
    try:
        count = str(form.get("count", "")).strip()
        faults.switch_on(
            id_,
            routes=(route,) if route else (),
            count=int(count) if count else None,
            probability=float(str(form.get("percent", "") or 100)) / 100,
            only=str(form.get("only", "")).strip(),
            seller=str(form.get("seller", "")),
            options=options_from(form),
        )
    except ValueError as error:
        return page(request, problem=str(error), at=id_, status=422)
    return RedirectResponse(f"/desk/faults#{id_}", 303)


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
