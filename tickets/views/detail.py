"""The ticket page and the part of it that keeps itself up to date."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.requests import person
from tickets import channels, history, texts
from tickets.access import tickets_for
from tickets.forms import CommentForm, ReplyForm, fresh
from tickets.models import Category, Draft, Queue, Status, Ticket
from tickets.replies import signed

RELATED = ("queue", "category", "status", "assignee", "customer")


@require_GET
@permission_required("tickets.view_ticket", raise_exception=True)
def ticket_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show_ticket(request, find_ticket(request, pk))


@require_GET
@permission_required("tickets.view_ticket", raise_exception=True)
def ticket_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What is new for a page that shows `?version=`: nothing (204), or the history as it stands now."""
    ticket = find_ticket(request, pk)
    view = channels.view_of(ticket.source, ticket.pk)
    entries = history.history_of(ticket, view)
    if request.GET.get("version") == entries.version:
        return HttpResponse(status=204)
    context = {"ticket": ticket, "view": view, "history": entries, "is_update": True}
    return render(request, "tickets/parts/history.html", context)


def find_ticket(request: HttpRequest, pk: int) -> Ticket:
    """The ticket, if this person may open it; 404 otherwise."""
    return get_object_or_404(tickets_for(person(request)).select_related(*RELATED), pk=pk)


def show_ticket(
    request: HttpRequest,
    ticket: Ticket,
    *,
    reply_form: ReplyForm | None = None,
    comment_form: CommentForm | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    """The whole page; the forms carry errors and what was typed when something could not be done."""
    reader = person(request)
    view = channels.view_of(ticket.source, ticket.pk)
    entries = history.history_of(ticket, view)
    draft = Draft.objects.select_related("attachment").filter(ticket=ticket, author=reader, is_comment=False).first()
    context = {
        "ticket": ticket,
        "view": view,
        "history": entries,
        "draft": draft,
        "signature": signed("", reader).strip(),
        "signature_length": texts.length(signed("", reader)),
        "reply_form": reply_form or _reply_form(draft, entries.newest_id),
        "comment_form": comment_form or fresh(CommentForm),
        "queues": Queue.objects.all(),
        "categories": Category.objects.all(),
        "statuses": Status.objects.all(),
        "people": User.objects.filter(is_active=True),
        "events": ticket.events.select_related("actor"),
        **extra,
    }
    return render(request, "tickets/detail.html", context, status=status)


def _reply_form(draft: Draft | None, newest_id: int) -> ReplyForm:
    restored: dict[str, Any] = {}
    if draft is not None:
        restored = {"text": draft.text, "asks_closure": draft.asks_closure, "keeps_file": bool(draft.attachment_id)}
    return fresh(ReplyForm, seen=newest_id, **restored)
