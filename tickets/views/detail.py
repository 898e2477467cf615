"""The ticket page and the part of it that keeps itself up to date."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.requests import person
from tickets import channels, filters, history, listing, texts, workflow
from tickets.access import tickets_for
from tickets.event_log import event_log_html
from tickets.forms import CommentForm, ReplyForm, fresh
from tickets.models import Draft, Ticket
from tickets.options import options_for
from tickets.replies import signed

RELATED = ("status", "customer")  # the names of the others are among the options
EARLIER_SHOWN = 5


@require_GET
@permission_required("tickets.view_ticket", raise_exception=True)
def ticket_detail(request: HttpRequest, pk: int) -> HttpResponse:
    ticket, reader = find_ticket(request, pk), person(request)
    if reader.has_perm("tickets.reply_ticket"):
        workflow.mark_read(ticket)
    return show_ticket(request, ticket)


@require_GET
@permission_required("tickets.view_ticket", raise_exception=True)
def ticket_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What is new for a page that shows `?version=`: nothing (204), or the history as it stands now."""
    ticket = find_ticket(request, pk)
    view = channels.view_of(ticket.source, ticket.pk)
    entries = history.history_of(ticket, view, is_whole=_asks_for_all(request))
    if request.GET.get("version") == entries.version:
        return HttpResponse(status=204)
    context = {"ticket": ticket, "view": view, "history": entries, "is_update": True}
    response = render(request, "tickets/parts/history.html", context)
    response["HX-Trigger-After-Settle"] = "parley:news"  # what stands beside the history asks for itself anew
    return response


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
    entries = history.history_of(ticket, view, is_whole=_asks_for_all(request))
    drafts = Draft.objects.select_related("attachment").filter(ticket=ticket, author=reader)
    kept = {draft.is_comment: draft for draft in drafts}
    context = {
        "ticket": ticket,
        "view": view,
        "history": entries,
        "draft": kept.get(False),
        "signature": signed("", reader).strip(),
        "signature_length": texts.length(signed("", reader)),
        "reply_form": reply_form or _reply_form(kept.get(False), entries.newest_id),
        "comment_form": comment_form or fresh(CommentForm, text=kept[True].text if True in kept else ""),
        "event_log": event_log_html(ticket, options_for(request)),
        "ticket_tags": list(ticket.tags.values_list("name", flat=True)),
        "options": options_for(request),
        "priorities": Ticket.Priority.choices,
        **_neighbours(request, ticket),
        **_buyer(request, ticket),
        **extra,
    }
    return render(request, "tickets/detail.html", context, status=status)


def _asks_for_all(request: HttpRequest) -> bool:
    return request.GET.get("history") == "all"


def _reply_form(draft: Draft | None, newest_id: int) -> ReplyForm:
    restored: dict[str, Any] = {}
    if draft is not None:
        restored = {"text": draft.text, "asks_closure": draft.asks_closure, "keeps_file": bool(draft.attachment_id)}
    return fresh(ReplyForm, seen=newest_id, **restored)


def _neighbours(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    """The tickets before and after this one in the list that it was opened from."""
    if "list" not in request.GET:
        return {}
    query = filters.query_of(filters.parsed(request.GET["list"]))
    before, after = listing.neighbours(filters.chosen(request, filters.parsed(query)).qs, ticket)
    return {"list_query": query, "before": before, "after": after}


def _buyer(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    """The buyer's record, and what else they have written to us about."""
    same_buyer = Q(source=ticket.source, buyer_login=ticket.buyer_login) if ticket.buyer_login else Q(pk=None)
    if ticket.customer:
        same_buyer |= Q(customer=ticket.customer)
    earlier = Ticket.objects.none()
    if ticket.customer or ticket.buyer_login:
        earlier = tickets_for(request.user).filter(same_buyer).exclude(pk=ticket.pk).select_related("status")
    shown = list(earlier.order_by("-opened_at")[: EARLIER_SHOWN + 1])
    context: dict[str, Any] = {"earlier": shown[:EARLIER_SHOWN], "has_more_earlier": len(shown) > EARLIER_SHOWN}
    if ticket.customer and person(request).has_perm("crm.view_customer"):
        context["field_values"] = ticket.customer.field_values.select_related("field").order_by("field__name")
        context["emails"] = ticket.customer.emails.all()
    return context
