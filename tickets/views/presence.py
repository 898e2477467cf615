"""An open ticket page says that it is open, and hears who else is there."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.requests import person
from tickets import presence, workflow
from tickets.views.detail import find_ticket


@require_POST
@permission_required("tickets.view_ticket", raise_exception=True)
def be_present(request: HttpRequest, pk: int) -> HttpResponse:
    """Sent only while the page is before somebody's eyes, so what has come in meanwhile counts as read."""
    ticket, reader = find_ticket(request, pk), person(request)
    if "leaving" in request.POST:
        presence.leave(ticket, reader)
        return HttpResponse(status=204)
    presence.note(ticket, reader, is_writing=request.POST.get("writing") == "yes")
    if reader.has_perm("tickets.reply_ticket"):
        workflow.mark_read(ticket)
    context = {"ticket": ticket, "companions": presence.others_at(ticket, reader), "is_update": True}
    return render(request, "tickets/parts/presence.html", context)
