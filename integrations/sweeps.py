"""Which integration is due for which sweep, and one sweep from beginning to end with its result."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from integrations import registry
from integrations.clock import is_pending
from integrations.leases import LeaseLost, is_leased, lease
from integrations.models import Integration, SyncRun
from integrations.progress import COUNTS, PAUSE_MOST, Interrupted, Sweep, SweepFailed, is_pausing
from integrations.timetable import kind_due

logger = logging.getLogger(__name__)
steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them
Kind, Outcome = SyncRun.Kind, SyncRun.Outcome

PAUSE_FIRST = timedelta(seconds=15)
KEPT = timedelta(days=7)


def running() -> QuerySet[Integration]:
    """Integrations that may be swept now: switched on, not pausing after a failure, nobody at it.

    Whose last sweep of any kind began longest ago comes first: a huge account that gave way waits behind the others.
    """
    last = SyncRun.objects.filter(integration=OuterRef("pk")).order_by("-started_at").values("started_at")[:1]
    ordered = Integration.objects.order_by(Subquery(last).asc(nulls_first=True), "pk")
    return ordered.filter(~is_pausing(), ~is_leased(), is_running=True)


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
        if kind == Kind.DECIDED:  # it had its turn: however it ends, a quick sweep that is due comes before the next
            Integration.objects.filter(pk=integration.pk).update(decided_due_at=run.started_at)
        steps.debug("sweep begun")
        _carry_out(Sweep(integration, run, held))
        steps.debug("sweep ended")
        return run


def _carry_out(sweep: Sweep) -> None:
    outcome, failure = Outcome.INTERRUPTED, ""  # also of a worker that is told to end
    retry_after: timedelta | None = None
    try:
        registry.get(sweep.integration.marketplace).sweep(sweep)
        outcome, failure = (Outcome.INCOMPLETE if sweep.shortcoming else Outcome.COMPLETE), sweep.shortcoming
    except LeaseLost:
        logger.info("sweep %s of integration %s was taken over", sweep.run.kind, sweep.integration.pk)
    except Interrupted as error:
        retry_after = error.retry_after
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
        _note_decided(run, row, retry_after)
        return
    if run.kind == Kind.WIDE and run.outcome != Outcome.INTERRUPTED:
        _forget_old(sweep.integration)
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
        row.update(
            not_before=None,
            shortcoming=run.failure,
            failures_in_row=0,
            last_failure="",
            **{f"short_{run.kind}_at": run.started_at},
        )
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


def _forget_old(integration: Integration) -> None:
    integration.runs.filter(started_at__lt=timezone.now() - KEPT).delete()


def _note_decided(run: SyncRun, row: QuerySet[Integration], retry_after: timedelta | None) -> None:
    """Its failures are its own: they neither pause the other sweeps nor end when one of those succeeds."""
    if run.outcome == Outcome.INTERRUPTED:
        if retry_after:  # no further ahead than from one to the next, for what is further counts as unknown (clock.py)
            every = timedelta(seconds=settings.DECIDED_SWEEP_SECONDS)
            row.update(decided_due_at=timezone.now() + min(retry_after, every))
        return
    began_at = run.started_at if run.outcome == Outcome.COMPLETE else timezone.now()
    changes: dict[str, object] = {"decided_due_at": began_at + timedelta(seconds=settings.DECIDED_SWEEP_SECONDS)}
    if run.outcome == Outcome.COMPLETE:
        changes["last_decided_at"] = run.started_at
    if run.outcome == Outcome.INCOMPLETE:
        changes |= {"short_decided_at": run.started_at, "shortcoming": run.failure}
    if run.messages_new:
        changes["last_news_at"] = timezone.now()
    row.update(**changes)


def _is_pausing(integration: Integration) -> bool:
    """A sweep that was enqueued before the account failed must not disturb its pause."""
    return is_pending(integration.not_before, PAUSE_MOST)
