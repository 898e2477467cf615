"""The canned replies that the composer offers, filled in for this ticket."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.requests import person
from tickets import canned
from tickets.models import CannedReply
from tickets.views.detail import find_ticket


@require_GET
@permission_required("tickets.reply_ticket", raise_exception=True)
def canned_replies(request: HttpRequest, pk: int) -> HttpResponse:
    ticket, author = find_ticket(request, pk), person(request)
    filled = [(one, canned.fill(one.text, ticket, author)) for one in CannedReply.objects.all()]
    return render(request, "tickets/parts/canned_list.html", {"filled": filled})
