"""Sweeps in the background. A task that is lost, late or doubled changes nothing: the lease and the clock decide."""

from celery import shared_task
from django.utils import timezone

from integrations import alerts, sweeps
from integrations.models import Heartbeat

BEAT = "beat"


@shared_task
def sync_due() -> None:
    """Enqueue one sweep for every integration that is due. That this runs shows that beat and a worker live."""
    Heartbeat.objects.update_or_create(name=BEAT, defaults={"at": timezone.now()})
    for integration in sweeps.running():
        if sweeps.kind_due(integration):
            sync.apply_async((integration.pk,), expires=60)


@shared_task
def sync(integration_id: int) -> None:
    """One sweep of one integration, the widest that is due."""
    sweeps.sweep_if_due(integration_id)


@shared_task
def sync_now(integration_id: int) -> None:
    """A sweep that a person asked for."""
    sweeps.sweep_if_due(integration_id, at_once=True)


@shared_task
def watch() -> None:
    """Tell administrators of accounts that need them."""
    alerts.watch()
