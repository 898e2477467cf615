"""How an integration stands, in one word for code and one for people."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from integrations import registry
from integrations.clock import known
from integrations.leases import LASTS
from integrations.models import Integration, SyncRun
from integrations.unreadable import Unreadable, unreadable_of


class State(models.TextChoices):
    DRAFT = "draft", _("Connecting")
    DISCONNECTED = "disconnected", _("Disconnected")
    STOPPED = "stopped", _("Stopped")
    IMPORTING = "importing", _("First import")
    TROUBLE = "trouble", _("Trouble")
    INCOMPLETE = "incomplete", _("Cases that cannot be read")
    LIMITED = "limited", _("Permission missing")
    RUNNING = "running", _("Running")


LOOKS = {
    State.DRAFT: "badge-warn",
    State.DISCONNECTED: "badge-bad",
    State.STOPPED: "",
    State.IMPORTING: "badge-accent",
    State.TROUBLE: "badge-bad",
    State.INCOMPLETE: "badge-warn",
    State.LIMITED: "badge-warn",
    State.RUNNING: "badge-good",
}
SICK = {State.DISCONNECTED, State.TROUBLE, State.INCOMPLETE, State.LIMITED}
# One failed sweep happens; several in a row are worth somebody's attention.
TROUBLE_FROM = 3
# A running account that completes no sweep for so long is in trouble, whatever the reason.
SILENT_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Health:
    """An integration with its account and its state, for pages."""

    integration: Integration
    connection: registry.Connection
    unreadable: Unreadable
    state: State

    @property
    def is_silent(self) -> bool:
        return is_silent(self.integration)

    @property
    def is_well(self) -> bool:
        return self.state not in SICK

    @property
    def look(self) -> str:
        return LOOKS[self.state]


def health_of(integration: Integration) -> Health:
    """The state, the gravest first: what is disconnected cannot look green."""
    connection = registry.get(integration.marketplace).connection(integration)
    unreadable = unreadable_of(integration)
    return Health(integration, connection, unreadable, _state(integration, connection, unreadable))


def newest_run(integration: Integration, *, first_import: bool = False) -> SyncRun | None:
    """The newest sweep, or the newest run of the first import."""
    runs = integration.runs.all()
    return (runs.filter(is_first_import=True) if first_import else runs).first()


def is_silent(integration: Integration) -> bool:
    """Whether it runs and has completed no sweep for too long. A first import that gets on is not silent."""
    if not (integration.is_running and integration.is_configured):
        return False
    if integration.last_sweep_at is None and integration.started_at is None:
        return False
    signs = [integration.last_sweep_at, known(integration.started_at)]
    if integration.first_import_done_at is None and integration.lease_until is not None:
        signs.append(known(integration.lease_until - LASTS))  # when its worker was last seen
    long_ago = timezone.now() - SILENT_AFTER
    return all(sign is None or sign < long_ago for sign in signs)


def _state(integration: Integration, connection: registry.Connection, unreadable: Unreadable) -> State:
    if connection.disconnected_reason:
        return State.DISCONNECTED
    if not integration.is_configured:
        return State.DRAFT
    if not integration.is_running:
        return State.STOPPED
    if integration.failures_in_row >= TROUBLE_FROM or is_silent(integration) or unreadable.are_many:
        return State.TROUBLE
    if integration.first_import_done_at is None:
        return State.IMPORTING
    if unreadable.count:
        return State.INCOMPLETE
    return State.LIMITED if connection.missing else State.RUNNING
