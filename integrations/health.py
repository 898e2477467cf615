"""How an integration stands, in one word for code and one for people."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations import registry
from integrations.clock import known
from integrations.leases import LASTS
from integrations.models import Integration, SyncRun
from integrations.unreadable import Unreadable, unreadable_of


class State(models.TextChoices):
    DRAFT = "draft", gettext_lazy("Connecting")
    DISCONNECTED = "disconnected", gettext_lazy("Disconnected")
    STOPPED = "stopped", gettext_lazy("Stopped")
    IMPORTING = "importing", gettext_lazy("First import")
    TROUBLE = "trouble", gettext_lazy("Trouble")
    INCOMPLETE = "incomplete", gettext_lazy("Cases that cannot be read")
    UNPROVEN = "unproven", gettext_lazy("Not complete")
    CLOCK = "clock", gettext_lazy("Clocks differ")
    LIMITED = "limited", gettext_lazy("Permission missing")
    RUNNING = "running", gettext_lazy("Running")


LOOKS = {
    State.DRAFT: "badge-warn",
    State.DISCONNECTED: "badge-bad",
    State.STOPPED: "",
    State.IMPORTING: "badge-accent",
    State.TROUBLE: "badge-bad",
    State.INCOMPLETE: "badge-warn",
    State.UNPROVEN: "badge-warn",
    State.CLOCK: "badge-warn",
    State.LIMITED: "badge-warn",
    State.RUNNING: "badge-good",
}
SICK = {State.DISCONNECTED, State.TROUBLE, State.INCOMPLETE, State.UNPROVEN, State.CLOCK, State.LIMITED}
# One failed sweep happens; several in a row are worth somebody's attention.
TROUBLE_FROM = 3
# A running account that completes no sweep for so long is in trouble, whatever the reason.
SILENT_AFTER = timedelta(minutes=15)
# Seconds. What is measured is right to about one, and machines whose clock is kept differ by less than that: five mean
# that nobody keeps it. Replies are settled with the difference reckoned in; they forgive half a minute beside it.
CLOCK_LIMIT = 5
# Decided claims, too: their sweep gives way to all others, so it may be a little late.
DECIDED_LATE_AFTER = timedelta(minutes=30)


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
    def clock_ahead(self) -> float | None:
        """Seconds that the marketplace's clock is ahead of ours (behind: negative); None when not measured lately."""
        return _clock_ahead(self.connection)

    @property
    def clocks_differ(self) -> bool:
        """Whether they do so much that somebody should see to ours."""
        return _clocks_differ(self.connection)

    @property
    def clock_difference(self) -> str:
        """How much the clocks differ, for people."""
        seconds = round(abs(self.clock_ahead or 0))
        if seconds < 120:
            return _("%(count)s s") % {"count": seconds}
        minutes = seconds // 60
        return _("%(count)s min") % {"count": minutes} if minutes < 120 else _("%(count)s h") % {"count": minutes // 60}

    @property
    def is_decided_late(self) -> bool:
        return is_decided_late(self.integration)

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
    """Whether it runs and no sweep of it has come to its end for too long. A first import that gets on is not silent.

    A sweep that could not read everything is no silence: all other cases arrive, and what is missing is said.
    """
    if not (integration.is_running and integration.is_configured):
        return False
    if integration.last_ended_at is None and integration.started_at is None:
        return False
    signs = [integration.last_ended_at, known(integration.started_at)]
    if integration.first_import_done_at is None and integration.lease_until is not None:
        signs.append(known(integration.lease_until - LASTS))  # when its worker was last seen
    long_ago = timezone.now() - SILENT_AFTER
    return all(sign is None or sign < long_ago for sign in signs)


def is_decided_late(integration: Integration) -> bool:
    """Whether it runs and has not read its decided claims for too long."""
    if not (integration.is_running and integration.is_configured and integration.first_import_done_at):
        return False
    signs = (
        integration.last_decided_at,
        integration.short_decided_at,
        integration.first_import_done_at,
        integration.started_at,
    )
    long_ago = timezone.now() - DECIDED_LATE_AFTER
    return all(sign is None or sign < long_ago for sign in map(known, signs))


def _state(integration: Integration, connection: registry.Connection, unreadable: Unreadable) -> State:
    if connection.disconnected_reason:
        return State.DISCONNECTED
    if not integration.is_configured:
        return State.DRAFT
    if not integration.is_running:
        return State.STOPPED
    is_late = is_silent(integration) or is_decided_late(integration)
    if integration.failures_in_row >= TROUBLE_FROM or is_late or unreadable.are_many:
        return State.TROUBLE
    if integration.first_import_done_at is None and not integration.short_wide_at:
        return State.IMPORTING
    if unreadable.count:
        return State.INCOMPLETE
    if integration.falls_short or connection.unproven.lasting:
        return State.UNPROVEN
    if _clocks_differ(connection):
        return State.CLOCK
    return State.LIMITED if connection.missing else State.RUNNING


def _clock_ahead(connection: registry.Connection) -> float | None:
    measured_at = known(connection.clock_measured_at)
    is_of_now = measured_at is not None and measured_at > timezone.now() - SILENT_AFTER
    return connection.clock_ahead if is_of_now else None


def _clocks_differ(connection: registry.Connection) -> bool:
    return abs(_clock_ahead(connection) or 0) > CLOCK_LIMIT
