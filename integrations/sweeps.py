"""Which integration is due for which sweep, and one sweep from beginning to end with its result."""

import logging
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from integrations import registry
from integrations.clock import is_pending, known
from integrations.leases import LeaseLost, is_leased, lease
from integrations.models import Integration, SyncRun
from integrations.progress import COUNTS, PAUSE_MOST, Interrupted, Sweep, SweepFailed, is_pausing

logger = logging.getLogger(__name__)
steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them
Kind, Outcome = SyncRun.Kind, SyncRun.Outcome

PAUSE_FIRST = timedelta(seconds=15)
# A wide sweep that did not read everything is repeated so soon, the other kinds at their own times.
WIDE_AGAIN_SECONDS = 3600
KEPT = timedelta(days=7)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def running() -> QuerySet[Integration]:
    """Integrations that may be swept now: switched on, not pausing after a failure, nobody at it.

    Whose last sweep of any kind began longest ago comes first: a huge account that gave way waits behind the others.
    """
    last = SyncRun.objects.filter(integration=OuterRef("pk")).order_by("-started_at").values("started_at")[:1]
    ordered = Integration.objects.order_by(Subquery(last).asc(nulls_first=True), "pk")
    return ordered.filter(~is_pausing(), ~is_leased(), is_running=True)


def kind_due(integration: Integration) -> SyncRun.Kind | None:
    """The widest sweep whose time has come. The first import is a wide one, and comes before all others.

    Decided claims come last, but before a quick sweep when they were passed over for as long as from one to the next.
    """
    now = timezone.now()
    times = _times(integration)
    due = [kind for kind, at in times.items() if at is None or at <= now]
    passed_over = now - timedelta(seconds=settings.DECIDED_SWEEP_SECONDS)
    if due[:1] == [Kind.QUICK] and Kind.DECIDED in due and (times[Kind.DECIDED] or LONG_AGO) <= passed_over:
        return Kind.DECIDED
    return next(iter(due), None)


def due_at(integration: Integration) -> datetime:
    """When the next sweep is due; a moment of the past when it is overdue or never was one, as far as is known."""
    return min(at or LONG_AGO for at in _times(integration).values())


def _times(integration: Integration) -> dict[SyncRun.Kind, datetime | None]:
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


def sweep_if_due(integration_id: int, *, at_once: bool = False) -> SyncRun | None:
    """One sweep, if one is due and no other worker is at it; `at_once` makes a quick one if no wider one is due.

    None when there was nothing to do. An unexpected error ends the run as failed and passes through.
    """
    with lease(integration_id) as held:
        integration = Integration.objects.filter(pk=integration_id, is_running=True).first()
        if held is None or integration is None or not integration.is_configured or _is_pausing(integration):
            return None
        kind = kind_due(integration)
        if at_once and kind in (None, Kind.DECIDED):  # a person wants to see what is new
            kind = Kind.QUICK
        if kind is None:
            return None
        # Whoever was at it before us is dead: we hold the lease.
        integration.runs.filter(outcome=Outcome.RUNNING).update(outcome=Outcome.INTERRUPTED, finished_at=timezone.now())
        is_first = integration.first_import_done_at is None and kind == Kind.WIDE
        run = SyncRun.objects.create(integration=integration, kind=kind, is_first_import=is_first)
        steps.debug("sweep begun")
        _carry_out(Sweep(integration, run, held))
        steps.debug("sweep ended")
        return run


def _carry_out(sweep: Sweep) -> None:
    outcome, failure, retry_after = Outcome.INTERRUPTED, "", None  # also of a worker that is told to end
    try:
        registry.get(sweep.integration.marketplace).sweep(sweep)
        outcome, failure = (Outcome.INCOMPLETE if sweep.shortcoming else Outcome.COMPLETE), sweep.shortcoming
    except (Interrupted, LeaseLost):
        logger.info("sweep %s of integration %s was interrupted", sweep.run.kind, sweep.integration.pk)
    except SweepFailed as error:
        outcome, failure, retry_after = Outcome.FAILED, error.reason, error.retry_after
    except Exception:
        outcome, failure = Outcome.FAILED, _("An unexpected error. The log has the details.")
        raise
    finally:
        steps.debug("sweep closing")
        _close(sweep.run, outcome, failure)
        _note_result(sweep, retry_after)


def _close(run: SyncRun, outcome: SyncRun.Outcome, failure: str) -> None:
    """An update, not a save: the integration may have been deleted meanwhile, and its runs with it."""
    run.outcome, run.failure, run.finished_at = outcome, failure[:500], timezone.now()
    written = ("outcome", "failure", "finished_at", *COUNTS)
    SyncRun.objects.filter(pk=run.pk).update(**{name: getattr(run, name) for name in written})


def _note_result(sweep: Sweep, retry_after: timedelta | None) -> None:
    """What the run means for the integration's health. Conditional updates: its settings may be edited meanwhile."""
    run = sweep.run
    row = Integration.objects.filter(pk=sweep.integration.pk)
    if run.kind == Kind.DECIDED:
        _note_decided(run, row)
        return
    if run.outcome == Outcome.FAILED:
        # A pause that the marketplace asked for is no failure: going on after it is all that is needed.
        failures = sweep.integration.failures_in_row + (retry_after is None)
        pause = min(retry_after or PAUSE_FIRST * 2 ** min(failures - 1, 8), PAUSE_MOST)
        row.update(failures_in_row=failures, last_failure=run.failure, not_before=timezone.now() + pause)
        logger.warning("sweep %s of integration %s failed", run.kind, sweep.integration.pk)
        return
    if run.messages_new and run.outcome in (Outcome.COMPLETE, Outcome.INCOMPLETE):
        row.update(last_news_at=timezone.now())
    if run.outcome == Outcome.INCOMPLETE:
        # The marks from which the next sweeps read on stay where they are: what was missed is not passed over.
        row.update(not_before=None, shortcoming=run.failure, **{f"short_{run.kind}_at": run.started_at})
        return
    if run.outcome != Outcome.COMPLETE:
        return
    changes: dict[str, object] = {f"last_{run.kind}_at": run.started_at, "failures_in_row": 0, "last_failure": ""}
    if run.is_first_import:
        changes["first_import_done_at"] = timezone.now()
        # It has read every chat: the deep sweep need not do it again at once.
        imports = sweep.integration.runs.filter(is_first_import=True)
        changes["last_deep_at"] = imports.aggregate(first=Min("started_at"))["first"]
    row.update(not_before=None, **changes)
    if run.kind == Kind.WIDE:
        SyncRun.objects.filter(integration=sweep.integration, started_at__lt=timezone.now() - KEPT).delete()


def _note_decided(run: SyncRun, row: QuerySet[Integration]) -> None:
    """Its failures are its own: they neither pause the other sweeps nor end when one of those succeeds."""
    if run.outcome == Outcome.INTERRUPTED:
        return
    began_at = run.started_at if run.outcome == Outcome.COMPLETE else timezone.now()
    changes = {"decided_due_at": began_at + timedelta(seconds=settings.DECIDED_SWEEP_SECONDS)}
    if run.outcome == Outcome.COMPLETE:
        changes["last_decided_at"] = run.started_at
    if run.messages_new:
        changes["last_news_at"] = timezone.now()
    row.update(**changes)


def _is_pausing(integration: Integration) -> bool:
    """A sweep that was enqueued before the account failed must not disturb its pause."""
    return is_pending(integration.not_before, PAUSE_MOST)


def _next(last: datetime | None, seconds: int, short: datetime | None, again: int) -> datetime | None:
    """When a kind is due after its last complete sweep, or after one that did not read everything since."""
    short = known(short)
    if short is not None and (last is None or short > last):
        return _after(short, again)
    return _after(last, seconds)


def _after(last: datetime | None, seconds: int) -> datetime | None:
    happened = known(last)
    return happened and happened + timedelta(seconds=seconds)
