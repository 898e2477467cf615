"""The sweep of decided claims has time: it neither holds up the other sweeps nor shares their failures."""

from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from integrations import sweeps, timetable
from integrations.chart import last_day
from integrations.health import State, health_of
from integrations.models import Integration, SyncRun
from integrations.progress import Interrupted, Sweep, SweepFailed
from tests.integrations.dummy import DummyMarketplace, make_integration
from tests.integrations.test_sweeps import after, late_neighbour

pytestmark = pytest.mark.django_db


def ago(**span: float) -> datetime:
    return timezone.now() - timedelta(**span)


def due_integration(**fields: object) -> Integration:
    return make_integration(**{"decided_due_at": ago(seconds=1), **fields})


def swept(integration: Integration) -> SyncRun:
    run = sweeps.sweep_if_due(integration.pk)
    assert run is not None
    integration.refresh_from_db()
    return run


def test_it_comes_after_all_others(dummy: DummyMarketplace) -> None:
    integration = due_integration(last_quick_at=None, last_deep_at=None, last_wide_at=None)
    for _number in range(5):
        sweeps.sweep_if_due(integration.pk)
    assert dummy.swept == ["wide", "deep", "quick", "decided"]


def test_it_is_not_passed_over_for_longer_than_from_one_to_the_next(dummy: DummyMarketplace) -> None:
    integration = due_integration(last_quick_at=None, decided_due_at=ago(seconds=181))
    assert swept(integration).kind == "decided"
    assert swept(integration).kind == "quick"


def test_one_that_goes_on_giving_way_never_keeps_the_quick_one_waiting(dummy: DummyMarketplace) -> None:
    integration = due_integration(last_quick_at=ago(minutes=1), decided_due_at=ago(seconds=181))

    def does(sweep: Sweep) -> None:
        if sweep.run.kind == "decided":
            raise Interrupted

    dummy.does = does
    assert [swept(integration).kind for _turn in range(2)] == ["decided", "quick"]


def test_one_whose_worker_was_killed_has_had_its_turn_too(dummy: DummyMarketplace) -> None:
    integration = due_integration(last_quick_at=ago(minutes=1), decided_due_at=ago(seconds=181))
    turns: list[datetime | None] = []
    dummy.does = lambda sweep: turns.append(Integration.objects.get().decided_due_at)
    run = swept(integration)
    assert (run.kind, turns) == ("decided", [run.started_at])  # before anything is read


def test_it_waits_as_long_as_the_marketplace_asks_for(dummy: DummyMarketplace) -> None:
    integration = due_integration()

    def does(sweep: Sweep) -> None:
        raise Interrupted(retry_after=timedelta(seconds=40))

    dummy.does = does
    assert swept(integration).outcome == "interrupted"
    assert integration.decided_due_at is not None
    assert 38 < (integration.decided_due_at - timezone.now()).total_seconds() <= 40
    assert sweeps.sweep_if_due(integration.pk) is None


def test_a_long_block_neither_begins_it_at_every_look_nor_puts_it_before_the_quick_one(
    dummy: DummyMarketplace,
) -> None:
    integration = due_integration()

    def ask(sweep: Sweep) -> None:
        if sweep.run.kind == "decided":
            raise Interrupted(retry_after=timedelta(minutes=10))

    dummy.does = ask
    assert swept(integration).outcome == "interrupted"
    assert sweeps.sweep_if_due(integration.pk) is None
    Integration.objects.update(last_quick_at=ago(minutes=1))
    assert swept(integration).kind == "quick"


def test_one_that_could_not_read_everything_is_a_warning_and_says_why(dummy: DummyMarketplace) -> None:
    long_ago = ago(minutes=40)
    integration = due_integration(last_decided_at=long_ago, first_import_done_at=long_ago, started_at=long_ago)
    assert health_of(integration).state == State.TROUBLE
    dummy.does = lambda sweep: sweep.fall_short("A list ended oddly.")
    assert swept(integration).outcome == "incomplete"
    assert (integration.last_decided_at, integration.shortcoming) == (long_ago, "A list ended oddly.")
    assert health_of(integration).state == State.UNPROVEN
    dummy.does = lambda sweep: None
    Integration.objects.update(decided_due_at=ago(seconds=1))
    assert swept(integration).outcome == "complete"
    assert health_of(integration).state == State.RUNNING


def test_a_quick_one_that_was_not_complete_has_been_all_the_same(dummy: DummyMarketplace) -> None:
    due_integration(last_quick_at=ago(minutes=10), short_quick_at=ago(seconds=1))
    dummy.does = after(6)
    assert swept(Integration.objects.get()).outcome == "complete"


def test_there_is_none_before_the_first_import_and_none_right_after_it(dummy: DummyMarketplace) -> None:
    integration = make_integration(first_import_done_at=None)
    assert [swept(integration).kind, timetable.kind_due(integration)] == ["wide", None]
    Integration.objects.update(first_import_done_at=ago(seconds=181))
    assert swept(integration).kind == "decided"


def test_a_person_who_asks_for_a_sweep_gets_a_quick_one(dummy: DummyMarketplace) -> None:
    sweeps.sweep_if_due(due_integration().pk, at_once=True)
    assert dummy.swept == ["quick"]


def test_its_interval_comes_from_the_settings(dummy: DummyMarketplace, settings: LazySettings) -> None:
    settings.DECIDED_SWEEP_SECONDS = 60
    integration = due_integration()
    run = swept(integration)
    assert integration.last_decided_at == run.started_at
    assert integration.decided_due_at == run.started_at + timedelta(seconds=60)
    assert timetable.kind_due(integration) is None


def test_a_clock_that_was_set_back_does_not_put_it_off(dummy: DummyMarketplace) -> None:
    assert swept(make_integration(decided_due_at=ago(hours=-3))).kind == "decided"


def test_its_failures_neither_pause_nor_count_among_those_of_the_others(dummy: DummyMarketplace) -> None:
    integration = due_integration()

    def fail(sweep: Sweep) -> None:
        raise SweepFailed("No answer.")

    dummy.does = fail
    assert swept(integration).outcome == "failed"
    assert (integration.failures_in_row, integration.not_before) == (0, None)
    assert timetable.kind_due(integration) is None


def test_its_success_ends_no_failure_of_the_others(dummy: DummyMarketplace) -> None:
    integration = due_integration(failures_in_row=2, last_failure="No answer.")
    assert swept(integration).outcome == "complete"
    assert (integration.failures_in_row, integration.last_failure) == (2, "No answer.")


def test_what_it_finds_is_news(dummy: DummyMarketplace) -> None:
    integration = due_integration()
    dummy.does = lambda sweep: setattr(sweep.run, "messages_new", 1)
    swept(integration)
    assert integration.last_news_at is not None


def test_an_interrupted_one_goes_on_at_once(dummy: DummyMarketplace) -> None:
    integration = due_integration()

    def give_way(sweep: Sweep) -> None:
        raise Interrupted

    dummy.does = give_way
    swept(integration)
    assert timetable.kind_due(integration) == "decided"


@pytest.mark.parametrize(("seconds", "outcome"), [(4, "complete"), (6, "interrupted")])
def test_it_gives_way_to_the_quick_sweep_of_its_own_account(
    dummy: DummyMarketplace, seconds: int, outcome: str
) -> None:
    dummy.does = after(seconds)
    integration = due_integration(last_quick_at=ago(minutes=1), decided_due_at=ago(seconds=181))
    assert swept(integration).outcome == outcome


@pytest.mark.parametrize(("late", "outcome"), [(1, "complete"), (3, "interrupted")])
def test_it_gives_way_to_another_account_that_hardly_waits(
    dummy: DummyMarketplace, settings: LazySettings, late: int, outcome: str
) -> None:
    late_neighbour(last_quick_at=ago(seconds=settings.QUICK_SWEEP_SECONDS + late))
    dummy.does = after(6)
    assert swept(due_integration()).outcome == outcome


def test_giving_way_does_not_look_like_a_failure(dummy: DummyMarketplace) -> None:
    integration = make_integration()
    for kind in ("quick", "decided"):
        SyncRun.objects.create(integration=integration, kind=kind, outcome="interrupted")
    assert last_day(integration).failed == 1


LATE, IN_TIME, LONG_AGO, AHEAD = (timedelta(minutes=minutes) for minutes in (31, 29, 15_000, -180))


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"last_decided_at": IN_TIME}, State.RUNNING),
        ({"last_decided_at": LATE}, State.TROUBLE),
        ({"last_decided_at": None}, State.TROUBLE),
        ({"last_decided_at": AHEAD}, State.TROUBLE),
        ({"last_decided_at": None, "first_import_done_at": IN_TIME}, State.RUNNING),
        ({"last_decided_at": LONG_AGO, "started_at": IN_TIME}, State.RUNNING),
        ({"last_decided_at": LONG_AGO, "is_running": False}, State.STOPPED),
    ],
)
def test_an_account_whose_decided_claims_are_not_read_is_in_trouble(
    dummy: DummyMarketplace, fields: dict[str, object], state: State
) -> None:
    """`fields` says how long ago."""
    spans = {"first_import_done_at": LONG_AGO, "started_at": LONG_AGO, **fields}
    now = timezone.now()
    values = {name: now - span if isinstance(span, timedelta) else span for name, span in spans.items()}
    assert health_of(make_integration(**values)).state == state
