"""Start, stop, sweep now, test the connection, delete."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit
from accounts.models import User
from accounts.requests import person
from integrations import registry, switching
from integrations.models import Integration
from integrations.views.pages import manages


@require_POST
@manages
def start(request: HttpRequest, pk: int) -> HttpResponse:
    integration = get_object_or_404(Integration, pk=pk)
    if not integration.is_configured:
        messages.error(request, _("Fill in the other data first: queue, category, statuses and the login field."))
        return redirect(registry.get(integration.marketplace).edit_url, pk)
    switching.start(integration, person(request))
    messages.success(request, _("The integration is running."))
    return redirect("integrations:detail", pk)


@require_POST
@manages
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    switching.stop(get_object_or_404(Integration, pk=pk), person(request))
    messages.success(
        request, _("The integration is stopped. Nothing is lost: starting it again brings what was missed.")
    )
    return redirect("integrations:detail", pk)


@require_POST
@manages
def sweep(request: HttpRequest, pk: int) -> HttpResponse:
    integration = get_object_or_404(Integration, pk=pk)
    if not integration.is_running:
        messages.error(request, _("The integration is stopped: start it first."))
        return redirect("integrations:detail", pk)
    switching.sweep_now(integration)
    messages.success(request, _("A sweep has been asked for."))
    return redirect("integrations:detail", pk)


@require_POST
@manages
def test_connection(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the marketplace at once, and say what came of it."""
    integration = get_object_or_404(Integration, pk=pk)
    result = registry.get(integration.marketplace).support.test(integration)
    if result.ok:
        words = _("The connection works. %(words)s It took %(seconds)s s.")
    else:
        words = _("The connection does not work. %(words)s")
    if result.trace_id:
        words += f" (Trace-Id {result.trace_id})"
    report = messages.success if result.ok else messages.error
    report(request, words % {"words": result.words, "seconds": localize(round(result.seconds, 1))})
    return redirect("integrations:detail", pk)


@require_http_methods(["GET", "POST"])
@manages
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first. Tickets and customers stay; the connection and its tokens go."""
    integration = get_object_or_404(Integration, pk=pk)
    if request.method == "POST":
        _delete(integration, person(request))
        messages.success(request, _("The integration “%(name)s” is deleted.") % {"name": integration.name})
        return redirect("integrations:list")
    return render(request, "integrations/delete.html", {"integration": integration})


@transaction.atomic
def _delete(integration: Integration, actor: User) -> None:
    audit.record(actor, audit.Action.DELETED, integration)
    integration.delete()
