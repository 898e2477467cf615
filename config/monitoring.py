"""What monitors ask: is the process up, and does the whole house work. Whoever has no token is told a word only."""

from datetime import datetime
from typing import Any

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError

from integrations.clock import known
from integrations.health import Health, health_of
from integrations.heartbeats import BEAT, QUEUES, signs
from integrations.models import Integration

Check = dict[str, Any]
# What Parley stands still without. An account that is ill is its own trouble: no restart of ours would help.
VITAL = ("database", "broker", "beat", "workers")


@require_safe
@never_cache
@login_not_required
def healthz(_request: HttpRequest) -> JsonResponse:
    """This process answers. Nothing else is looked at: a lost database is no reason to restart it."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """503 while Parley stands still, degraded while an account is ill. Ids, numbers and ages need the token."""
    checks = {"broker": _broker(), **_stored()}
    is_alive = all(check["ok"] for name, check in checks.items() if name in VITAL)
    is_well = all(check["ok"] for check in checks.values())
    if not _knows_token(request):
        checks = {name: {"ok": check["ok"]} for name, check in checks.items()}
    status = "ok" if is_well else "degraded" if is_alive else "failing"
    return JsonResponse({"status": status, "checks": checks}, status=200 if is_alive else 503)


def _knows_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.READYZ_TOKEN) and constant_time_compare(given, settings.READYZ_TOKEN)


def _broker() -> Check:
    try:
        with current_app.connection_for_write(connect_timeout=3) as connection:
            connection.ensure_connection(max_retries=1, timeout=3)
    except (KombuError, OSError) as error:
        return {"ok": False, "error": type(error).__name__}
    return {"ok": True}


def _stored() -> dict[str, Check]:
    """What stands in the database, and so whether it answers."""
    try:
        seen = signs()
        running = Integration.objects.filter(is_running=True).order_by("pk")
        accounts = [health_of(integration) for integration in running]
    except DatabaseError as error:
        return {"database": {"ok": False, "error": type(error).__name__}}
    workers = [seen[queue] for queue in QUEUES]
    return {
        "database": {"ok": True},
        "beat": {"ok": not seen[BEAT].is_late, "age": _age(seen[BEAT].at)},
        "workers": {
            "ok": not any(worker.is_late for worker in workers),
            "ages": {worker.name: _age(worker.at) for worker in workers},
        },
        "integrations": {
            "ok": all(account.is_well for account in accounts),
            "running": [_account(account) for account in accounts],
        },
    }


def _account(health: Health) -> Check:
    integration = health.integration
    return {
        "id": integration.pk,
        "ok": health.is_well,
        "state": health.state.value,
        "last_complete_sweep_age": _age(integration.last_sweep_at),
        "failures_in_row": integration.failures_in_row,
        "unreadable_cases": health.unreadable.count,
        "oldest_unreadable_case_age": _age(health.unreadable.since),
        "clock_ahead": health.clock_ahead,
        "unproven_cases": health.connection.unproven.count,
        "oldest_unproven_case_age": _age(health.connection.unproven.since),
        "first_import_done": integration.first_import_done_at is not None,
    }


def _age(moment: datetime | None) -> float | None:
    """Of something that happened then; None when that is not known."""
    happened = known(moment)
    return None if happened is None else round((timezone.now() - happened).total_seconds(), 1)
