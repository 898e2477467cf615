"""Views of the list: their counts, saving, changing, deleting."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import person
from tickets import filters, saved_views
from tickets.models import SavedView
from tickets.rejections import Rejected
from tickets.views.list import current_view


@require_GET
@permission_required("tickets.view_ticket", raise_exception=True)
def view_counts(request: HttpRequest) -> HttpResponse:
    """The side of the list with its counts; the address is the list's own."""
    view = current_view(request)
    query = filters.query_of(filters.with_default(request.GET))
    side = saved_views.side(request, person(request), current=query, current_id=view.pk if view else None, counts=True)
    return render(request, "tickets/parts/views.html", {"side": side, "query": query, "view": view, "is_counted": True})


@require_POST
@permission_required("tickets.view_ticket", raise_exception=True)
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters that the list shows under a name; only who keeps the settings shares."""
    shares = "shared" in request.POST and request.user.has_perm("tickets.manage_settings")
    query = request.POST.get("query", "")
    try:
        view = saved_views.save(person(request), name=request.POST.get("name", ""), query=query, is_shared=shares)
    except Rejected as rejection:
        messages.error(request, rejection.reason)
        return redirect(f"{reverse('tickets:list')}?{filters.query_of(filters.parsed(query))}")
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return _to(view)


@require_POST
@permission_required("tickets.view_ticket", raise_exception=True)
def change_view(request: HttpRequest, pk: int) -> HttpResponse:
    view = _mine(request, pk)
    saved_views.change(view, query=request.POST.get("query", ""))
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return _to(view)


@require_POST
@permission_required("tickets.view_ticket", raise_exception=True)
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    view = _mine(request, pk)
    view.delete()
    messages.success(request, _("The view “%(name)s” is deleted. Its tickets stay.") % {"name": view.name})
    return redirect("tickets:list")


def _mine(request: HttpRequest, pk: int) -> SavedView:
    """The view, if this person may change it. Raises Http404."""
    view = saved_views.views_for(person(request)).filter(pk=pk).first()
    if view is None or not saved_views.may_change(view, person(request)):
        raise Http404
    return view


def _to(view: SavedView) -> HttpResponse:
    return redirect(f"{reverse('tickets:list')}?{view.query}&view={view.pk}")
