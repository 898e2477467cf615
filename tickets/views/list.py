"""The ticket list, the first page that agents see."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.paging import cursors
from accounts.requests import person
from tickets import channels, filters, saved_views
from tickets.access import tickets_for
from tickets.filter_menu import menu_html
from tickets.filters import TicketFilter
from tickets.listing import for_rows, page_of
from tickets.models import SavedView, Ticket
from tickets.options import options_for
from tickets.rows import rows_html

PARTS = {"rows": "tickets/parts/rows.html", "desk": "tickets/parts/desk.html"}


@require_GET
@vary_on_headers("HX-Request", "HX-Target")
@permission_required("tickets.view_ticket", raise_exception=True)
def ticket_list(request: HttpRequest) -> HttpResponse:
    """The whole page; or only its rows for a page that refreshes itself, or its list for one whose filters change."""
    target = request.htmx.target if request.htmx else None  # type: ignore[attr-defined]  # set by HtmxMiddleware
    template = PARTS.get(target or "", "tickets/list.html")
    context = list_context(request, is_rows=target == "rows")
    response = render(request, template, context)
    if target == "desk":
        # The form sends its empty fields along; the address keeps what was chosen.
        response["HX-Push-Url"] = _address(request, context["view"])
    return response


def _address(request: HttpRequest, view: SavedView | None) -> str:
    query = filters.query_of(request.GET) or "state=any"
    return f"{reverse('tickets:list')}?{query}" + (f"&view={view.pk}" if view else "")


def list_context(request: HttpRequest, *, is_rows: bool = False) -> dict[str, Any]:
    """What the list shows; for the rows alone nothing more than they need."""
    chosen = filters.chosen(request)
    page = page_of(for_rows(chosen.qs), request.GET)
    query = filters.query_of(filters.with_default(request.GET))
    view = current_view(request)
    may_change = request.user.has_perm("tickets.change_ticket")
    context = {
        "page": page,
        "rows": rows_html(page, options_for(request), query, may_change=may_change),
        "query": query,
        "view": view,
        "is_filtered": bool(filters.query_of(request.GET)),
        **cursors(page),
    }
    if not page and request.GET.get("q") and request.GET.get("state") == filters.OPEN:
        context["searched_open"] = filters.query_of({**request.GET.dict(), "state": filters.ANY})
    if not page and not context["is_filtered"]:
        context["is_empty_house"] = not tickets_for(request.user).exists()
    return context if is_rows else context | _surroundings(request, chosen, query, view)


def current_view(request: HttpRequest) -> SavedView | None:
    """The saved view that the address names, if this person has it."""
    number = request.GET.get("view", "")
    return saved_views.views_for(person(request)).filter(pk=number).first() if number.isdecimal() else None


def _surroundings(request: HttpRequest, chosen: TicketFilter, query: str, view: SavedView | None) -> dict[str, Any]:
    reader, options = person(request), options_for(request)
    return {
        "filter": chosen,
        "filter_menu": menu_html(chosen, options, channels.accounts()),
        "chips": filters.chips(chosen),
        "troubles": channels.troubles(),
        "side": saved_views.side(request, reader, current=query, current_id=view.pk if view else None, counts=False),
        "may_change_view": view is not None and saved_views.may_change(view, reader),
        "is_changed_view": view is not None and view.query != query,
        "options": options,
        "priorities": Ticket.Priority.choices,
    }
