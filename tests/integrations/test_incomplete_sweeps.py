"""A sweep that could not read everything is not complete: it is said, and the next ones pass over nothing."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from integrations import sweeps, timetable, unreadable
from integrations.health import State, health_of, is_silent
from integrations.models import Integration, SyncRun, UnreadableCase
from integrations.progress import LATE, Sweep
from tests.integrations.dummy import DummyMarketplace, make_integration

pytestmark = pytest.mark.django_db

REASON = "An entry of the list could not be understood."


@pytest.fixture
def short(dummy: DummyMarketplace) -> DummyMarketplace:
    """A marketplace of which no sweep reads everything."""
    dummy.does = lambda sweep: sweep.fall_short(REASON)
    return dummy


def swept(integration: Integration, **fields: object) -> SyncRun:
    Integration.objects.filter(pk=integration.pk).update(**fields)
    run = sweeps.sweep_if_due(integration.pk)
    assert run is not None
    integration.refresh_from_db()
    return run


def test_it_is_said_on_the_run_and_in_health(short: DummyMarketplace) -> None:
    integration = make_integration()
    run = swept(integration, last_quick_at=None)
    assert (run.outcome, run.failure) == ("incomplete", REASON)
    assert (integration.falls_short, integration.shortcoming) == (True, REASON)
    assert health_of(integration).state == State.UNPROVEN
    assert not health_of(integration).is_well


@pytest.mark.parametrize("kind", ["quick", "deep", "wide"])
def test_the_mark_from_which_the_next_one_reads_on_stays(short: DummyMarketplace, kind: str) -> None:
    integration = make_integration()
    before = timezone.now() - timedelta(days=2)
    run = swept(integration, **{f"last_{kind}_at": before})
    assert run.kind == kind
    assert getattr(integration, f"last_{kind}_at") == before
    assert getattr(integration, f"short_{kind}_at") == run.started_at


def test_it_is_repeated_at_its_own_time_and_a_wide_one_within_an_hour(
    short: DummyMarketplace, settings: LazySettings
) -> None:
    integration = make_integration()
    long_ago = timezone.now() - timedelta(days=2)
    swept(integration, last_wide_at=long_ago)
    assert timetable.kind_due(integration) is None
    integration.short_wide_at = timezone.now() - timedelta(minutes=61)
    assert timetable.kind_due(integration) == "wide"
    swept(integration, last_quick_at=long_ago)
    assert timetable.kind_due(integration) is None
    integration.short_quick_at = timezone.now() - timedelta(seconds=settings.QUICK_SWEEP_SECONDS + 1)
    assert timetable.kind_due(integration) == "quick"


def test_it_neither_pauses_the_account_nor_counts_as_a_failure(short: DummyMarketplace) -> None:
    integration = make_integration()
    swept(integration, last_quick_at=None)
    assert (integration.not_before, integration.failures_in_row) == (None, 0)


def test_it_warns_without_turning_everything_red(short: DummyMarketplace) -> None:
    """All other cases arrive: an account that is called silent for one odd entry is believed no more when it is."""
    integration = make_integration(failures_in_row=3, last_failure="Out.", started_at=timezone.now())
    long_ago = timezone.now() - timedelta(minutes=20)
    swept(integration, last_quick_at=long_ago, last_deep_at=long_ago, last_wide_at=long_ago, started_at=long_ago)
    assert (integration.failures_in_row, integration.last_failure) == (0, "")
    assert not is_silent(integration)
    assert health_of(integration).state == State.UNPROVEN
    integration.short_deep_at = integration.short_wide_at = integration.short_quick_at = long_ago
    assert is_silent(integration)


def test_old_runs_are_forgotten_though_no_wide_sweep_is_ever_complete(short: DummyMarketplace) -> None:
    integration = make_integration()
    kept, old = (SyncRun.objects.create(integration=integration, kind="quick") for _run in range(2))
    SyncRun.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(days=8))
    assert swept(integration, last_wide_at=None).kind == "wide"
    assert set(SyncRun.objects.values_list("pk", flat=True)) >= {kept.pk}
    assert not SyncRun.objects.filter(pk=old.pk).exists()


def test_a_complete_one_of_its_kind_settles_it(short: DummyMarketplace) -> None:
    integration = make_integration()
    swept(integration, last_quick_at=None)
    short.does = lambda sweep: None
    run = swept(integration, short_quick_at=timezone.now() - timedelta(minutes=5))
    assert run.outcome == "complete"
    assert not integration.falls_short
    assert health_of(integration).state == State.RUNNING


def test_a_complete_one_of_another_kind_does_not(short: DummyMarketplace) -> None:
    integration = make_integration()
    swept(integration, last_quick_at=None)
    short.does = lambda sweep: None
    swept(integration, last_deep_at=None)
    assert integration.falls_short


def test_news_count_although_the_sweep_is_not_complete(short: DummyMarketplace) -> None:
    def find_something(sweep: Sweep) -> None:
        sweep.run.messages_new = 1
        sweep.fall_short(REASON)

    short.does = find_something
    integration = make_integration(last_news_at=None)
    swept(integration, last_quick_at=None)
    assert integration.last_news_at is not None


def test_a_first_import_that_did_not_read_everything_is_not_done_and_the_other_sweeps_go_on(
    short: DummyMarketplace,
) -> None:
    integration = make_integration(first_import_done_at=None, last_wide_at=None, last_deep_at=None, last_quick_at=None)
    run = swept(integration)
    assert (run.is_first_import, run.outcome, integration.first_import_done_at) == (True, "incomplete", None)
    short.does = lambda sweep: None
    assert [swept(integration).kind for _sweep in range(2)] == ["deep", "quick"]
    assert integration.first_import_done_at is None
    assert not integration.runs.exclude(kind="wide").filter(is_first_import=True).exists()
    run = swept(integration, short_wide_at=timezone.now() - timedelta(hours=2))
    assert (run.kind, run.is_first_import, run.outcome) == ("wide", True, "complete")
    assert integration.first_import_done_at is not None


def test_others_do_not_wait_for_an_account_whose_sweeps_are_never_complete(short: DummyMarketplace) -> None:
    """Its quick sweep is not late: it was tried just now."""
    never = make_integration()
    swept(never, last_quick_at=timezone.now() - timedelta(hours=1))
    seen: list[bool] = []
    short.does = lambda sweep: seen.append(sweep._others_wait(timezone.now(), LATE))  # what a long sweep asks
    swept(make_integration(), last_quick_at=None)
    assert seen == [False]


def test_a_case_that_cannot_be_stored_tells_when_it_was_last_tried(dummy: DummyMarketplace) -> None:
    integration = make_integration()
    unreadable.note(integration.pk, "c1", "It cannot be stored.")
    UnreadableCase.objects.update(tried_at=timezone.now() - timedelta(hours=1))
    unreadable.note(integration.pk, "c1", "It cannot be stored.")
    since, tried_at = unreadable.tried(integration.pk, ["c1", "c2"])["c1"]
    assert since <= tried_at
    assert timezone.now() - tried_at < timedelta(minutes=1)
