"""The catalogue, the list of integrations, and one integration with its health."""

from itertools import groupby

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from integrations import registry
from integrations.health import health_of, newest_run
from integrations.models import Integration, SyncRun

manages = permission_required("integrations.manage_integrations", raise_exception=True)
RUNS_SHOWN = 20


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
    integration = get_object_or_404(Integration.objects.select_related("queue", "category", "login_field"), pk=pk)
    context = {
        "health": health_of(integration),
        "integration": integration,
        "marketplace": registry.get(integration.marketplace),
        "first_import": newest_run(integration, first_import=True),
        "runs": integration.runs.all()[:RUNS_SHOWN],
        "running_outcome": SyncRun.Outcome.RUNNING,
    }
    return render(request, "integrations/detail.html", context)


@require_GET
@manages
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The state and the first import's progress bar, which ask for themselves until the import is done."""
    integration = get_object_or_404(Integration, pk=pk)
    context = {
        "health": health_of(integration),
        "integration": integration,
        "first_import": newest_run(integration, first_import=True),
    }
    return render(request, "integrations/parts/progress.html", context)
