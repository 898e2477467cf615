"""Sweeps in the background. A task that is lost, late or doubled changes nothing: the lease and the clock decide."""

from celery import shared_task

from integrations import sweeps


@shared_task
def sync_due() -> None:
    """Enqueue one sweep for every integration that is due."""
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
