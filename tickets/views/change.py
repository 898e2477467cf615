"""Assign a ticket, move it to another status, queue or category."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import person
from tickets import workflow
from tickets.models import Category, Queue, Status, Tag, Ticket
from tickets.views.detail import find_ticket

Step = Callable[[Ticket, Any, User | None], None]


@require_POST
@permission_required("tickets.change_ticket", raise_exception=True)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty choice takes the ticket from everybody."""
    if not request.POST.get("value"):
        workflow.assign(find_ticket(request, pk), None, person(request))
        return redirect("tickets:detail", pk)
    return _change(request, pk, User.objects.filter(is_active=True), workflow.assign)


@require_POST
@permission_required("tickets.change_ticket", raise_exception=True)
def set_status(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, Status.objects.all(), workflow.set_status)


@require_POST
@permission_required("tickets.change_ticket", raise_exception=True)
def set_queue(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, Queue.objects.all(), workflow.set_queue)


@require_POST
@permission_required("tickets.change_ticket", raise_exception=True)
def set_category(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, Category.objects.all(), workflow.set_category)


@require_POST
@permission_required("tickets.change_ticket", raise_exception=True)
def set_priority(request: HttpRequest, pk: int) -> HttpResponse:
    ticket, value = find_ticket(request, pk), request.POST.get("value", "")
    if value in [str(priority) for priority in Ticket.Priority.values]:
        workflow.set_priority(ticket, Ticket.Priority(int(value)), person(request))
    else:
        messages.error(request, _("That choice does not exist any more. Nothing was changed."))
    return redirect("tickets:detail", pk)


@require_POST
@permission_required("tickets.change_ticket", raise_exception=True)
def set_tags(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticked tags, and no others; one that is gone meanwhile is no tag."""
    ids = [int(value) for value in request.POST.getlist("tag") if value.isdecimal() and len(value) < 19]
    workflow.set_tags(find_ticket(request, pk), Tag.objects.filter(pk__in=ids), person(request))
    return redirect("tickets:detail", pk)


def _change(request: HttpRequest, pk: int, choices: QuerySet[Any], step: Step) -> HttpResponse:
    """An old page may offer what is gone meanwhile: that is said, and nothing changes."""
    ticket = find_ticket(request, pk)
    value = request.POST.get("value", "")
    chosen = choices.filter(pk=value).first() if value.isdecimal() else None
    if chosen is None:
        messages.error(request, _("That choice does not exist any more. Nothing was changed."))
    else:
        step(ticket, chosen, person(request))
    return redirect("tickets:detail", pk)
