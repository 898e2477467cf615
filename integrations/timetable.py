"""When each kind of sweep of an integration is due."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from integrations.clock import is_pending, known
from integrations.models import Integration, SyncRun

Kind = SyncRun.Kind

# A wide sweep that did not read everything is repeated so soon, the other kinds at their own times.
WIDE_AGAIN_SECONDS = 3600
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def kind_due(integration: Integration) -> SyncRun.Kind | None:
    """The widest sweep whose time has come. The first import is a wide one, and comes before all others.

    Decided claims come last, but before a quick sweep when they were passed over for as long as from one to the next.
    """
    now = timezone.now()
    moments = times(integration)
    due = [kind for kind, at in moments.items() if at is None or at <= now]
    passed_over = now - timedelta(seconds=settings.DECIDED_SWEEP_SECONDS)
    if due[:1] == [Kind.QUICK] and Kind.DECIDED in due and (moments[Kind.DECIDED] or LONG_AGO) <= passed_over:
        return Kind.DECIDED
    return next(iter(due), None)


def due_at(integration: Integration) -> datetime:
    """When the next sweep is due; a moment of the past when it is overdue or never was one, as far as is known."""
    return min(at or LONG_AGO for at in times(integration).values())


def is_quick_due(integration: Integration) -> bool:
    at = times(integration)[Kind.QUICK]
    return at is None or at <= timezone.now()


def times(integration: Integration) -> dict[SyncRun.Kind, datetime | None]:
    """When each kind of sweep is due, the widest first; None for at once."""
    wide = integration.last_wide_at if integration.first_import_done_at else None
    wide_again = min(WIDE_AGAIN_SECONDS, settings.WIDE_SWEEP_SECONDS)
    deep, quick = settings.DEEP_SWEEP_SECONDS, settings.QUICK_SWEEP_SECONDS
    return {
        Kind.WIDE: _next(wide, settings.WIDE_SWEEP_SECONDS, integration.short_wide_at, wide_again),
        Kind.DEEP: _next(integration.last_deep_at, deep, integration.short_deep_at, deep),
        Kind.QUICK: _next(integration.last_quick_at, quick, integration.short_quick_at, quick),
        Kind.DECIDED: _decided_due(integration),
    }


def _decided_due(integration: Integration) -> datetime | None:
    """Some time after the first import, which has just read all of them; then as the last one left it."""
    every = timedelta(seconds=settings.DECIDED_SWEEP_SECONDS)
    due_at = integration.decided_due_at
    if due_at is None:
        imported = integration.first_import_done_at or known(integration.short_wide_at)
        return _after(imported, settings.DECIDED_SWEEP_SECONDS)
    return due_at if due_at <= timezone.now() or is_pending(due_at, every) else None


def _next(last: datetime | None, seconds: int, short: datetime | None, again: int) -> datetime | None:
    """When a kind is due after its last complete sweep, or after one that did not read everything since."""
    short = known(short)
    if short is not None and (last is None or short > last):
        return _after(short, again)
    return _after(last, seconds)


def _after(last: datetime | None, seconds: int) -> datetime | None:
    happened = known(last)
    return happened and happened + timedelta(seconds=seconds)
