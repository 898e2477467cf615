"""The catalogue, the list of integrations, and one integration with its health."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from integrations import registry
from integrations.chart import last_day
from integrations.failures import failures_of
from integrations.health import health_of, newest_run
from integrations.models import Integration
from integrations.standstill import standstill
from integrations.unreadable import counted, unknown

manages = permission_required("integrations.manage_integrations", raise_exception=True)
RUNS_SHOWN = 20
UNREADABLE_SHOWN = 10


@require_GET
@manages
def catalogue(request: HttpRequest) -> HttpResponse:
    sections = groupby(registry.everything(), key=lambda entry: str(entry.section))
    return render(
        request, "integrations/catalogue.html", {"sections": [(name, list(group)) for name, group in sections]}
    )


@require_GET
@manages
def integration_list(request: HttpRequest) -> HttpResponse:
    rows = [health_of(integration) for integration in Integration.objects.select_related("queue")]
    return render(request, "integrations/list.html", {"rows": rows})


@require_GET
@manages
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "integrations/detail.html", _standing(pk))


@require_GET
@manages
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How the integration stands, for an open page that asks: every second while the first import runs."""
    return render(request, "integrations/parts/progress.html", _standing(pk))


@require_GET
def background(request: HttpRequest) -> HttpResponse:
    """How the processes in the background are, for every open page: nothing (204) as long as that has not changed."""
    now = standstill()
    if request.GET.get("shown") == now.key:
        return HttpResponse(status=204)
    return render(request, "components/standstill.html", {"standstill": now})


def _standing(pk: int) -> dict[str, Any]:
    integration = get_object_or_404(Integration.objects.select_related("queue", "category", "login_field"), pk=pk)
    marketplace = registry.get(integration.marketplace)
    return {
        "health": health_of(integration),
        "integration": integration,
        "marketplace": marketplace,
        "allowance": marketplace.support.allowance(),
        "chart": last_day(integration),
        "failures": failures_of(integration),
        "first_import": newest_run(integration, first_import=True),
        "runs": integration.runs.all()[:RUNS_SHOWN],
        "unreadable_cases": counted(pk)[:UNREADABLE_SHOWN],
        "unknown_cases": unknown(pk)[:UNREADABLE_SHOWN],
    }
