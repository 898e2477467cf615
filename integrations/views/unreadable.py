"""Letting a case be that cannot be read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from integrations import registry, unreadable
from integrations.models import Integration
from integrations.views.pages import manages


@require_http_methods(["GET", "POST"])
@manages
def dismiss(request: HttpRequest, pk: int, case: int) -> HttpResponse:
    """Asks first. A case leaves the list by itself when it is read, so one that is gone is no error."""
    integration = get_object_or_404(Integration, pk=pk)
    found = integration.unreadable_cases.filter(pk=case).first()
    if found is not None and request.method == "GET":
        marketplace = registry.get(integration.marketplace)
        context = {"integration": integration, "case": found, "marketplace": marketplace}
        return render(request, "integrations/dismiss.html", context)
    if found is not None and unreadable.dismiss(found, person(request)):
        messages.success(request, _("The case is dismissed: it counts no longer."))
    else:
        messages.info(request, _("This case is not in the list any more. Nothing was changed."))
    return redirect("integrations:detail", pk)
