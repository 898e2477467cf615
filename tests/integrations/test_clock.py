"""A clock that was three hours ahead is set back: what it wrote meanwhile neither stops anything nor looks healthy."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from integrations import alerts, clock, heartbeats, sweeps, timetable, unreadable
from integrations.health import State, health_of, is_silent
from integrations.leases import lease
from integrations.models import Heartbeat, Integration, SyncRun, UnreadableCase
from integrations.progress import Sweep, SweepFailed
from tests.integrations.dummy import DummyMarketplace, make_integration
from tickets.due import is_due

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AHEAD = NOON + timedelta(hours=3)


@pytest.fixture(autouse=True)
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def swept_ahead(**fields: object) -> Integration:
    """All its sweeps were complete while the clock was ahead."""
    times = dict.fromkeys(("last_quick_at", "last_deep_at", "last_wide_at", "started_at"), AHEAD)
    return make_integration(**times | fields)


@pytest.mark.parametrize(
    ("moment", "known"),
    [
        (None, None),
        (NOON, NOON),
        (NOON - timedelta(days=1), NOON - timedelta(days=1)),
        (NOON + timedelta(seconds=59), NOON + timedelta(seconds=59)),
        (NOON + timedelta(seconds=61), None),
        (AHEAD, None),
    ],
)
def test_a_moment_of_the_future_is_unknown(moment: datetime | None, known: datetime | None) -> None:
    assert clock.known(moment) == known
    integration = make_integration(last_quick_at=moment)
    happened = Integration.objects.filter(clock.known_since("last_quick_at", NOON - timedelta(days=1)))
    assert happened.contains(integration) == (known is not None)


@pytest.mark.parametrize(
    ("minutes", "is_pending"),
    [(None, False), (-1, False), (0, False), (1, True), (10, True), (12, False), (180, False)],
)
def test_an_end_further_ahead_than_it_may_be_put_is_over(minutes: int | None, is_pending: bool) -> None:
    end = None if minutes is None else NOON + timedelta(minutes=minutes)
    longest = timedelta(minutes=10)
    assert clock.is_pending(end, longest) == is_pending
    integration = make_integration(not_before=end)
    assert Integration.objects.filter(clock.pending("not_before", longest)).contains(integration) == is_pending
    assert Integration.objects.filter(~clock.pending("not_before", longest)).contains(integration) != is_pending
    has_come = end is not None and not is_pending
    assert Integration.objects.filter(is_due(longest, "not_before")).contains(integration) == has_come


def test_every_sweep_is_due_at_once(dummy: DummyMarketplace) -> None:
    integration = swept_ahead()
    assert timetable.due_at(integration) < NOON
    for _number in range(4):
        sweeps.sweep_if_due(integration.pk)
    assert dummy.swept == ["wide", "deep", "quick"]
    integration.refresh_from_db()
    assert integration.last_sweep_at == NOON


def test_an_account_connected_ahead_is_swept_at_once(dummy: DummyMarketplace) -> None:
    integration = make_integration(last_quick_at=None)
    Integration.objects.update(created_at=AHEAD)
    integration.refresh_from_db()
    assert timetable.due_at(integration) < NOON


def test_a_pause_that_began_ahead_is_over(dummy: DummyMarketplace) -> None:
    integration = make_integration(last_quick_at=None, not_before=AHEAD + timedelta(minutes=5))
    assert list(sweeps.running()) == [integration]
    assert sweeps.sweep_if_due(integration.pk) is not None


def test_a_lease_that_was_taken_ahead_is_free(dummy: DummyMarketplace) -> None:
    integration = make_integration(last_quick_at=None, lease_until=AHEAD + timedelta(minutes=2))
    assert list(sweeps.running()) == [integration]
    with lease(integration.pk) as held:
        assert held is not None


def test_an_account_that_was_last_read_ahead_is_silent_and_in_trouble(dummy: DummyMarketplace) -> None:
    integration = swept_ahead()
    assert is_silent(integration)
    assert health_of(integration).state == State.TROUBLE
    integration.last_quick_at = NOON
    assert not is_silent(integration)


def test_one_sweep_of_the_future_does_not_make_up_for_those_that_stopped(dummy: DummyMarketplace) -> None:
    long_ago = NOON - timedelta(minutes=20)
    stopped = {"last_quick_at": long_ago, "last_deep_at": long_ago, "started_at": long_ago}
    integration = make_integration(**stopped, last_wide_at=AHEAD)
    assert integration.last_sweep_at == long_ago
    assert is_silent(integration)


def test_an_import_whose_worker_was_seen_ahead_is_silent(dummy: DummyMarketplace) -> None:
    integration = swept_ahead(first_import_done_at=None, lease_until=AHEAD + timedelta(minutes=2))
    assert is_silent(integration)
    integration.lease_until = NOON + timedelta(minutes=2)
    assert not is_silent(integration)


def test_a_sweep_during_which_the_clock_is_set_back_keeps_its_lease_and_gives_way(
    dummy: DummyMarketplace, traveller: time_machine.Traveller
) -> None:
    traveller.move_to(AHEAD)
    integration = make_integration(first_import_done_at=None)

    def work(sweep: Sweep) -> None:
        traveller.move_to(NOON)
        sweep.checkpoint()
        integration.refresh_from_db()
        assert integration.lease_until == NOON + timedelta(minutes=2)
        make_integration(last_quick_at=AHEAD)  # it waits: nobody knows when it was read
        traveller.shift(timedelta(seconds=2))
        sweep.checkpoint()

    dummy.does = work
    run = sweeps.sweep_if_due(integration.pk)
    assert run is not None
    assert run.outcome == "interrupted"


def test_a_deep_sweep_that_was_interrupted_ahead_is_not_taken_up(dummy: DummyMarketplace) -> None:
    integration = make_integration(last_deep_at=None)
    run = SyncRun.objects.create(integration=integration, kind="deep", outcome="interrupted")
    SyncRun.objects.filter(pk=run.pk).update(started_at=AHEAD)
    resumed: list[datetime | None] = []
    dummy.does = lambda sweep: resumed.append(sweep.resumes())
    sweeps.sweep_if_due(integration.pk)
    assert resumed == [None]


def test_a_process_that_was_last_seen_ahead_has_stopped(client: Client) -> None:
    heartbeats.note(*heartbeats.PROCESSES)
    Heartbeat.objects.filter(name="replies").update(at=AHEAD)
    assert [name for name, sign in heartbeats.signs().items() if sign.is_late] == ["replies"]
    assert client.get("/readyz").status_code == 503


def test_a_case_that_could_not_be_read_ahead_is_told(dummy: DummyMarketplace) -> None:
    integration = make_integration()
    unreadable.note(integration.pk, "case", "No clear answer.")
    UnreadableCase.objects.update(since=AHEAD)
    assert unreadable.unreadable_of(integration).lasting == 1
    alerts.watch()
    integration.refresh_from_db()
    assert integration.alert == "unreadable"


def test_a_long_pause_that_was_asked_for_is_asked_about_again_after_ten_minutes(dummy: DummyMarketplace) -> None:
    """It could not be told from a clock that was set back; the block itself is kept with the marketplace's budget."""

    def wait(sweep: Sweep) -> None:
        raise SweepFailed("Too many requests.", retry_after=timedelta(hours=4))

    dummy.does = wait
    integration = make_integration(last_quick_at=None)
    sweeps.sweep_if_due(integration.pk)
    integration.refresh_from_db()
    assert integration.not_before == timezone.now() + timedelta(minutes=10)
