"""Switch an integration on and off, known to the audit log. Nothing is lost: the next sweep finds what was missed."""

from celery import current_app
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from integrations.models import Integration


@transaction.atomic
def start(integration: Integration, actor: User) -> None:
    """Run from now on, beginning at once. Automatic answers go to what buyers write from now on."""
    stopped = Integration.objects.filter(pk=integration.pk, is_running=False)
    if stopped.update(is_running=True, started_at=timezone.now(), not_before=None):
        audit.record(actor, audit.Action.STARTED, integration)
    _enqueue(integration)


@transaction.atomic
def stop(integration: Integration, actor: User) -> None:
    """Sweep no more; a sweep that is under way ends at its next case. Replies still go out."""
    if Integration.objects.filter(pk=integration.pk, is_running=True).update(is_running=False):
        audit.record(actor, audit.Action.STOPPED, integration)


def sweep_now(integration: Integration) -> None:
    """A sweep on request, even in the middle of a pause after failures."""
    Integration.objects.filter(pk=integration.pk).update(not_before=None)
    _enqueue(integration)


def _enqueue(integration: Integration) -> None:
    """Robust: without a broker nothing is lost, the clock of the sweeps comes to it."""
    transaction.on_commit(lambda: current_app.send_task("integrations.tasks.sync_now", [integration.pk]), robust=True)
