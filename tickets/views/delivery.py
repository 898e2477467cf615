"""What an agent can do about a reply that was written: take it back, or send it again."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.requests import person
from tickets import replies
from tickets.access import messages_for
from tickets.rejections import Rejected


@require_POST
@permission_required("tickets.reply_ticket", raise_exception=True)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(messages_for(person(request)).select_related("ticket"), pk=pk)
    try:
        replies.undo(message, person(request), request.POST.get("reply-text", ""))
    except Rejected as rejection:
        messages.error(request, rejection.reason)
    return redirect("tickets:detail", message.ticket_id)


@require_POST
@permission_required("tickets.reply_ticket", raise_exception=True)
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(messages_for(person(request)).select_related("ticket"), pk=pk)
    try:
        replies.send_again(message, person(request))
    except Rejected as rejection:
        messages.error(request, rejection.reason)
    return redirect("tickets:detail", message.ticket_id)
