"""One change to many tickets: those that are ticked, or all that fit the filters, which is asked about first."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import person
from tickets import bulk, filters
from tickets.access import tickets_for
from tickets.filters import TicketFilter
from tickets.forms import BulkForm
from tickets.models import Ticket
from tickets.rejections import Rejected


@require_POST
@permission_required("tickets.change_ticket", raise_exception=True)
def bulk_change(request: HttpRequest) -> HttpResponse:
    form = BulkForm(request.POST)
    back = redirect(_address(request))
    if not form.is_valid():
        messages.error(request, _("That choice does not exist any more. Nothing was changed."))
        return back
    if form.change.is_empty:
        messages.error(request, _("Choose what shall be changed first."))
        return back
    try:
        tickets = _meant(request, form)
        if form.is_to_be_asked and (count := len(bulk.meant(tickets))):
            return _ask(request, form, count)
        count = bulk.apply(tickets, form.change, person(request))
    except Rejected as rejection:
        messages.error(request, rejection.reason)
        return back
    if not count:
        messages.error(request, _nothing_meant(form))
    else:
        words = ngettext("%(count)s ticket was changed.", "%(count)s tickets were changed.", count)
        messages.success(request, words % {"count": count})
    return back


def _ask(request: HttpRequest, form: BulkForm, count: int) -> HttpResponse:
    """Show how many tickets would be changed, which and how. Saying yes sends the same form once more."""
    chosen = _fitting(request, form)
    context = {
        "count": count,
        "change": form.change,
        "filter": chosen,
        "chips": filters.chips(chosen),
        "kept": [(name, request.POST[name]) for name in form.fields if request.POST.get(name)],
        "back": _address(request),
    }
    return render(request, "tickets/bulk_confirm.html", context)


def _fitting(request: HttpRequest, form: BulkForm) -> TicketFilter:
    return filters.chosen(request, filters.parsed(form.cleaned_data["query"]))


def _meant(request: HttpRequest, form: BulkForm) -> QuerySet[Ticket]:
    if form.cleaned_data["everything"]:
        tickets: QuerySet[Ticket] = _fitting(request, form).qs
        return tickets
    ids = [int(value) for value in request.POST.getlist("ticket") if value.isdecimal() and len(value) < 19]
    return tickets_for(request.user).filter(pk__in=ids)


def _nothing_meant(form: BulkForm) -> str:
    if form.cleaned_data["everything"]:
        return _("No ticket fits the filters any more. Nothing was changed.")
    return _("No ticket is ticked. Nothing was changed.")


def _address(request: HttpRequest) -> str:
    """Back to the list as it was, page and view included."""
    kept = filters.parsed(request.POST.get("page", "")).urlencode()
    return f"{reverse('tickets:list')}?{kept}" if kept else reverse("tickets:list")
