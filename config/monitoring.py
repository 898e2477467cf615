"""What monitors ask: is the process up, and is the whole house working. Open to everybody, so it tells no names."""

from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError

from integrations.health import is_silent
from integrations.models import Heartbeat, Integration
from integrations.tasks import BEAT
from integrations.unreadable import unreadable_of

BEAT_LATE = timedelta(seconds=60)


@require_safe
@never_cache
@login_not_required
def healthz(_request: HttpRequest) -> JsonResponse:
    """This process answers. Nothing else is looked at: a lost database is no reason to restart it."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
@login_not_required
def readyz(_request: HttpRequest) -> JsonResponse:
    """Database, broker, beat and every integration that should run; 503 when one of them fails. Ages in seconds."""
    checks = {"broker": _broker(), **_stored()}
    is_ok = all(check["ok"] for check in checks.values())
    return JsonResponse({"status": "ok" if is_ok else "failing", "checks": checks}, status=200 if is_ok else 503)


def _broker() -> dict[str, Any]:
    try:
        with current_app.connection_for_write(connect_timeout=3) as connection:
            connection.ensure_connection(max_retries=1, timeout=3)
    except (KombuError, OSError) as error:
        return {"ok": False, "error": type(error).__name__}
    return {"ok": True}


def _stored() -> dict[str, dict[str, Any]]:
    """What stands in the database, and so whether it answers."""
    try:
        beat = Heartbeat.objects.filter(name=BEAT).values_list("at", flat=True).first()
        integrations = [_integration(one) for one in Integration.objects.filter(is_running=True).order_by("pk")]
    except DatabaseError as error:
        return {"database": {"ok": False, "error": type(error).__name__}}
    age = _age(beat)
    return {
        "database": {"ok": True},
        "beat": {"ok": age is not None and age <= BEAT_LATE.total_seconds(), "age": age},
        "integrations": {"ok": all(one["ok"] for one in integrations), "running": integrations},
    }


def _integration(integration: Integration) -> dict[str, Any]:
    unreadable = unreadable_of(integration)
    return {
        "id": integration.pk,
        "ok": not is_silent(integration) and not unreadable.are_many,
        "unreadable_cases": unreadable.count,
        "oldest_unreadable_case_age": _age(unreadable.since),
        "last_complete_sweep_age": _age(integration.last_sweep_at),
        "failures_in_row": integration.failures_in_row,
        "first_import_done": integration.first_import_done_at is not None,
    }


def _age(moment: datetime | None) -> float | None:
    return None if moment is None else round((timezone.now() - moment).total_seconds(), 1)
