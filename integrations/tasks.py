"""Sweeps in the background. A task that is lost, late or doubled changes nothing: the lease and the clock decide."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from integrations import alerts, heartbeats, sweeps, timetable

LOOK_EVERY = timedelta(seconds=5)  # as beat does


@shared_task
def sync_due() -> None:
    """Enqueue one sweep for every integration that is due before the next look, whose last one is oldest first.

    A sweep begins when it is due, not when beat looks. What is not begun two looks later was enqueued anew, in the
    order of then: nothing piles up, and nobody is always the last.
    """
    now = timezone.now()
    for integration in sweeps.running():
        due_at = timetable.due_at(integration)
        if due_at <= now:
            sync.apply_async((integration.pk,), expires=now + 2 * LOOK_EVERY)
        elif due_at < now + LOOK_EVERY:  # only these get a time: a worker takes all of such at once
            sync.apply_async((integration.pk,), eta=due_at, expires=due_at + 2 * LOOK_EVERY)


@shared_task
def sync(integration_id: int) -> None:
    """One sweep of one integration, the widest that is due."""
    sweeps.sweep_if_due(integration_id)


@shared_task
def sync_now(integration_id: int) -> None:
    """A sweep that a person asked for."""
    sweeps.sweep_if_due(integration_id, at_once=True)


@shared_task
def heartbeat(queue: str) -> None:
    """Beat sends one to each queue: that it runs shows that beat lives, and a worker of the queue."""
    heartbeats.note(heartbeats.BEAT, queue)


@shared_task
def watch() -> None:
    """Tell administrators of accounts that need them."""
    alerts.watch()
