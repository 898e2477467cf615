"""Addresses of the desk, and those of Allegro's own site that lead to the same pages."""

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from simulator.desk import actions, cases, faults
from simulator.desk.rendering import LANGUAGE_COOKIE, render
from simulator.desk.texts import TEXTS
from simulator.marketplace import market_of

SHOWN_IN_PAGE = {"image/png", "image/jpeg", "image/gif", "image/bmp", "application/pdf"}


async def show_offer(request: Request) -> Response:
    """What is for sale under this number."""
    offer = market_of(request).world.offers.get(request.path_params["offer_id"])
    if offer is None:
        raise HTTPException(404, "Nie ma takiej oferty.")
    return render(request, "offer.html", {"offer": offer})


async def show_order(request: Request) -> Response:
    """What was bought together."""
    world = market_of(request).world
    order = world.orders.get(request.path_params["order_id"])
    if order is None:
        raise HTTPException(404, "Nie ma takiego zamówienia.")
    return render(request, "order.html", {"order": order, "offers": world.offers})


async def show_file(request: Request) -> Response:
    """An attachment; anything but a picture or a PDF is a download."""
    world = market_of(request).world
    file = world.files.get(request.path_params["file_id"])
    if file is None or not file.uploaded:
        raise HTTPException(404, "Nie ma takiego pliku.")
    place = "inline" if file.mime in SHOWN_IN_PAGE else "attachment"
    headers = {
        "Content-Disposition": f"{place}; filename*=UTF-8''{quote(file.name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(world.content(file), media_type=file.mime, headers=headers)


async def switch_language(request: Request) -> Response:
    """Remember the language and go back."""
    form = await request.form()
    target = str(form.get("next", "/"))
    safe = target if target.startswith("/") and not target.startswith("//") else "/"
    response = RedirectResponse(safe, 303)
    chosen = str(form.get("language", "pl"))
    response.set_cookie(LANGUAGE_COOKIE, chosen if chosen in TEXTS else "pl", httponly=True, samesite="lax")
    return response


ROUTES = [
    Route("/", cases.list_cases),
    Route("/desk/cases", cases.open_case, methods=["POST"]),
    Route("/desk/cases/new", cases.new_case),
    Route("/desk/cases/{case_id}", cases.show_case),
    Route("/moje-allegro/sprzedaz/dyskusje/{case_id}", cases.show_case),
    Route("/claims/{case_id}", cases.show_case),
    Route("/wiadomosci/{case_id}", cases.show_case),
    Route("/oferta/{offer_id}", show_offer),
    Route("/moje-allegro/sprzedaz/zamowienia/{order_id}", show_order),
    Route("/desk/files/{file_id}", show_file),
    Route("/desk/language", switch_language, methods=["POST"]),
    *actions.ROUTES,
    *faults.ROUTES,
]
