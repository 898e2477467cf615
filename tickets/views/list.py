"""The ticket list, the first page that agents see."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.requests import person
from tickets import channels
from tickets.access import tickets_for
from tickets.listing import TicketFilter, page_of, with_marks


@require_GET
@vary_on_headers("HX-Request")
@permission_required("tickets.view_ticket", raise_exception=True)
def ticket_list(request: HttpRequest) -> HttpResponse:
    """The whole page, or only its rows for a page that refreshes itself."""
    tickets = with_marks(tickets_for(person(request)))
    chosen = TicketFilter(request.GET, queryset=tickets, request=request)
    page, paginator = page_of(chosen.qs, request.GET)
    kept = [(key, value) for key, value in request.GET.items() if value and key not in ("after", "before")]
    context = {
        "filter": chosen,
        "troubles": channels.troubles(),
        "page": page,
        "is_filtered": bool(kept),
        "query": urlencode(kept),
        "is_first": not page.has_previous,
        "after": paginator.cursor(page[-1]) if page.has_next else "",
        "before": paginator.cursor(page[0]) if page.has_previous and len(page) else "",
    }
    return render(request, "tickets/parts/rows.html" if request.htmx else "tickets/list.html", context)  # type: ignore[attr-defined]  # set by HtmxMiddleware
