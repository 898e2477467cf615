from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from integrations import progress, sweeps, switching, timetable
from integrations.models import Integration, SyncRun
from integrations.progress import Sweep, SweepFailed
from tests.factories import make_user
from tests.integrations.dummy import DummyMarketplace, make_integration

pytestmark = pytest.mark.django_db


def test_the_first_import_comes_before_everything_and_is_wide(dummy: DummyMarketplace) -> None:
    integration = make_integration(first_import_done_at=None)
    run = sweeps.sweep_if_due(integration.pk)
    assert run is not None
    assert (run.kind, run.is_first_import, run.outcome) == ("wide", True, "complete")
    integration.refresh_from_db()
    assert integration.first_import_done_at is not None


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"last_quick_at": None}, "quick"),
        ({"last_quick_at": None, "last_deep_at": None}, "deep"),
        ({"last_quick_at": None, "last_deep_at": None, "last_wide_at": None}, "wide"),
        ({}, None),
    ],
)
def test_the_widest_sweep_that_is_due_is_made(
    dummy: DummyMarketplace, fields: dict[str, None], kind: str | None
) -> None:
    sweeps.sweep_if_due(make_integration(**fields).pk)
    assert dummy.swept == ([kind] if kind else [])


def test_chats_that_the_first_import_read_are_not_read_again_at_once(dummy: DummyMarketplace) -> None:
    integration = make_integration(first_import_done_at=None, last_wide_at=None, last_deep_at=None, last_quick_at=None)
    earlier = SyncRun.objects.create(integration=integration, kind="wide", is_first_import=True, outcome="interrupted")
    sweeps.sweep_if_due(integration.pk)
    sweeps.sweep_if_due(integration.pk)
    integration.refresh_from_db()
    assert dummy.swept == ["wide", "quick"]
    assert integration.last_deep_at == earlier.started_at


def test_an_integration_that_is_deleted_at_the_end_of_its_first_import_harms_nobody(dummy: DummyMarketplace) -> None:
    integration = make_integration(first_import_done_at=None)
    dummy.does = lambda sweep: Integration.objects.filter(pk=integration.pk).delete()
    sweeps.sweep_if_due(integration.pk)
    assert not SyncRun.objects.exists()


def test_intervals_come_from_the_settings(dummy: DummyMarketplace, settings: LazySettings) -> None:
    integration = make_integration(last_quick_at=timezone.now() - timedelta(seconds=31))
    settings.QUICK_SWEEP_SECONDS = 60
    assert timetable.kind_due(integration) is None
    settings.QUICK_SWEEP_SECONDS = 30
    assert timetable.kind_due(integration) == "quick"


@pytest.mark.parametrize("fields", [{"is_running": False}, {"queue": None}])
def test_what_is_stopped_or_not_set_up_is_left_alone(dummy: DummyMarketplace, fields: dict[str, object]) -> None:
    assert sweeps.sweep_if_due(make_integration(last_quick_at=None, **fields).pk) is None
    assert dummy.swept == []


def test_two_workers_never_sweep_one_account(dummy: DummyMarketplace) -> None:
    integration = make_integration(last_quick_at=None)
    seen = []
    dummy.does = lambda sweep: seen.append(sweeps.sweep_if_due(integration.pk, at_once=True))
    sweeps.sweep_if_due(integration.pk)
    assert seen == [None]


def test_a_dead_workers_lease_ends_by_itself(dummy: DummyMarketplace) -> None:
    integration = make_integration(last_quick_at=None, lease_until=timezone.now() - timedelta(seconds=1))
    assert sweeps.sweep_if_due(integration.pk) is not None


def test_a_worker_that_lost_its_lease_stops(dummy: DummyMarketplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SAVE_EVERY", timedelta(0))

    def lose(sweep: Sweep) -> None:
        Integration.objects.update(lease_holder=None)
        sweep.checkpoint()

    dummy.does = lose
    run = sweeps.sweep_if_due(make_integration(last_quick_at=None).pk)
    assert run is not None
    assert run.outcome == SyncRun.Outcome.INTERRUPTED


def test_stopping_interrupts_a_sweep_and_starting_goes_on(
    dummy: DummyMarketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SAVE_EVERY", timedelta(0))
    integration = make_integration(first_import_done_at=None)

    def stopped(sweep: Sweep) -> None:
        switching.stop(sweep.integration, make_user())
        sweep.checkpoint()

    dummy.does = stopped
    run = sweeps.sweep_if_due(integration.pk)
    assert run is not None
    assert run.outcome == SyncRun.Outcome.INTERRUPTED

    switching.start(integration, make_user())
    dummy.does = lambda sweep: None
    again = sweeps.sweep_if_due(integration.pk)
    assert again is not None
    assert (again.is_first_import, again.outcome) == (True, "complete")


def test_failures_are_counted_pause_the_account_and_end_with_a_success(dummy: DummyMarketplace) -> None:
    integration = make_integration(last_quick_at=None)

    def fail(sweep: Sweep) -> None:
        raise SweepFailed("No answer.")

    dummy.does = fail
    sweeps.sweep_if_due(integration.pk)
    integration.refresh_from_db()
    assert (integration.failures_in_row, integration.last_failure) == (1, "No answer.")
    assert integration.not_before is not None
    assert integration.not_before > timezone.now() + timedelta(seconds=10)
    assert integration not in sweeps.running()

    dummy.does = lambda sweep: None
    assert sweeps.sweep_if_due(integration.pk) is None
    Integration.objects.update(not_before=timezone.now())
    sweeps.sweep_if_due(integration.pk)
    integration.refresh_from_db()
    assert (integration.failures_in_row, integration.last_failure) == (0, "")
    assert Integration.objects.filter(not_before=None).exists()


def test_a_pause_that_was_asked_for_is_kept_and_is_no_failure(dummy: DummyMarketplace) -> None:
    integration = make_integration(last_quick_at=None)

    def wait(sweep: Sweep) -> None:
        raise SweepFailed("Too many requests.", retry_after=timedelta(seconds=40))

    dummy.does = wait
    sweeps.sweep_if_due(integration.pk)
    integration.refresh_from_db()
    assert (integration.failures_in_row, integration.last_failure) == (0, "Too many requests.")
    assert integration.not_before is not None
    assert integration.not_before > timezone.now() + timedelta(seconds=30)


def test_an_unexpected_error_is_a_failed_run_and_leaves_no_lease(dummy: DummyMarketplace) -> None:
    integration = make_integration(last_quick_at=None)

    def break_down(sweep: Sweep) -> None:
        raise ZeroDivisionError

    dummy.does = break_down
    with pytest.raises(ZeroDivisionError):
        sweeps.sweep_if_due(integration.pk)
    integration.refresh_from_db()
    assert integration.runs.get().outcome == SyncRun.Outcome.FAILED
    assert integration.lease_until is None
    assert "unexpected error" in integration.last_failure


def test_a_run_whose_worker_was_killed_counts_as_interrupted(dummy: DummyMarketplace) -> None:
    integration = make_integration(last_quick_at=None)
    abandoned = SyncRun.objects.create(integration=integration, kind="quick")
    sweeps.sweep_if_due(integration.pk)
    abandoned.refresh_from_db()
    assert (abandoned.outcome, abandoned.finished_at is None) == ("interrupted", False)


def test_a_worker_that_is_told_to_end_leaves_an_interrupted_run_and_no_failure(dummy: DummyMarketplace) -> None:
    integration = make_integration(last_quick_at=None)

    def end(sweep: Sweep) -> None:
        raise SystemExit

    dummy.does = end
    with pytest.raises(SystemExit):
        sweeps.sweep_if_due(integration.pk)
    integration.refresh_from_db()
    assert integration.runs.get().outcome == SyncRun.Outcome.INTERRUPTED
    assert (integration.failures_in_row, integration.lease_until) == (0, None)


def test_an_integration_that_is_deleted_during_its_sweep_leaves_nothing_behind(
    dummy: DummyMarketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SAVE_EVERY", timedelta(0))

    def delete(sweep: Sweep) -> None:
        Integration.objects.all().delete()
        sweep.checkpoint()

    dummy.does = delete
    sweeps.sweep_if_due(make_integration(last_quick_at=None).pk)
    assert not SyncRun.objects.exists()


def test_old_runs_are_forgotten_by_the_wide_sweep(dummy: DummyMarketplace) -> None:
    integration = make_integration(last_wide_at=None)
    old = SyncRun.objects.create(integration=integration, kind="quick")
    SyncRun.objects.update(started_at=timezone.now() - timedelta(days=8))
    sweeps.sweep_if_due(integration.pk)
    assert not SyncRun.objects.filter(pk=old.pk).exists()


def after(seconds: float) -> Callable[[Sweep], None]:
    """A sweep that has taken so long when it comes to its next checkpoint."""

    def work(sweep: Sweep) -> None:
        sweep.began_at -= timedelta(seconds=seconds)
        sweep.saved_at = sweep.began_at
        sweep.checkpoint()

    return work


def late_neighbour(**fields: object) -> Integration:
    return make_integration(**{"last_quick_at": timezone.now() - timedelta(minutes=5), **fields})


def test_a_long_sweep_gives_way_to_an_account_that_waits(dummy: DummyMarketplace) -> None:
    huge, _small = make_integration(first_import_done_at=None), late_neighbour()
    dummy.does = after(31)
    run = sweeps.sweep_if_due(huge.pk)
    assert run is not None
    assert run.outcome == "interrupted"
    huge.refresh_from_db()
    assert (huge.failures_in_row, huge.not_before, huge.lease_holder) == (0, None, None)


@pytest.mark.parametrize(("seconds", "outcome"), [(5, "complete"), (15, "interrupted")])
def test_it_gives_way_when_no_worker_was_free_for_the_other(
    dummy: DummyMarketplace, settings: LazySettings, seconds: int, outcome: str
) -> None:
    settings.QUICK_SWEEP_SECONDS = 30
    late_neighbour(last_quick_at=timezone.now() - timedelta(seconds=30 + seconds))
    dummy.does = after(31)
    run = sweeps.sweep_if_due(make_integration(first_import_done_at=None).pk)
    assert run is not None
    assert run.outcome == outcome


@pytest.mark.parametrize(
    "neighbour",
    [
        {"last_quick_at": timedelta(0)},
        {"is_running": False},
        {"not_before": timedelta(minutes=1)},
        {"lease_until": timedelta(minutes=1)},
    ],
)
def test_a_long_sweep_goes_on_while_nobody_waits(dummy: DummyMarketplace, neighbour: dict[str, object]) -> None:
    """`neighbour` is another account, its moments as far from now."""
    huge, now = make_integration(first_import_done_at=None), timezone.now()
    fields = {name: now + one if isinstance(one, timedelta) else one for name, one in neighbour.items()}
    late_neighbour(**fields)
    dummy.does = after(31)
    run = sweeps.sweep_if_due(huge.pk)
    assert run is not None
    assert run.outcome == "complete"


def test_a_short_sweep_is_not_cut(dummy: DummyMarketplace) -> None:
    late_neighbour()
    dummy.does = after(20)
    run = sweeps.sweep_if_due(make_integration(last_quick_at=None).pk)
    assert run is not None
    assert run.outcome == "complete"
