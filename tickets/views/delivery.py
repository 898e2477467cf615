"""What an agent can do about a reply that was written: take it back, send it again, mend it, discard it, settle it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import person
from tickets import replies, undelivered
from tickets.access import messages_for
from tickets.models import Message
from tickets.rejections import Rejected

Verb = Callable[[Message, User], object]


@require_POST
@permission_required("tickets.reply_ticket", raise_exception=True)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    typed_since = request.POST.get("reply-text", "")
    return _do(request, pk, lambda message, actor: replies.undo(message, actor, typed_since))


@require_POST
@permission_required("tickets.reply_ticket", raise_exception=True)
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    even_if_twice = "even_if_twice" in request.POST
    return _do(request, pk, lambda message, actor: replies.send_again(message, actor, even_if_twice=even_if_twice))


@require_POST
@permission_required("tickets.reply_ticket", raise_exception=True)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    typed_since = request.POST.get("reply-text")
    return _do(request, pk, lambda message, actor: undelivered.edit(message, actor, typed_since))


@require_POST
@permission_required("tickets.reply_ticket", raise_exception=True)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    note = request.POST.get("note", "").replace("\x00", "").strip()
    return _do(request, pk, lambda message, actor: undelivered.discard(message, actor, note))


@require_POST
@permission_required("tickets.reply_ticket", raise_exception=True)
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, lambda message, _actor: replies.check_again(message))


@require_POST
@permission_required("tickets.reply_ticket", raise_exception=True)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, replies.confirm)


def _do(request: HttpRequest, pk: int, verb: Verb) -> HttpResponse:
    message = get_object_or_404(messages_for(person(request)).select_related("ticket"), pk=pk)
    try:
        verb(message, person(request))
    except Rejected as rejection:
        messages.error(request, rejection.reason)
    return redirect("tickets:detail", message.ticket_id)
