"""How far Allegro's clock is ahead is kept on the account, with few writes, and shown where health is."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from integrations.allegro import clocks
from integrations.allegro.client.http import Call
from integrations.allegro.models import Account
from integrations.health import State, health_of
from integrations.models import Integration
from simulator.records import Author
from tests.integrations.allegro.decided import decided_claim
from tests.integrations.allegro.desk import Desk
from tickets import channels

pytestmark = pytest.mark.django_db


def call(seconds: float | None, method: str = "GET") -> Call:
    return Call("issues.list", method, "/sale/issues", 200, "", 0.1, clock_ahead=seconds)


def written(account: Account, *calls: Call) -> int:
    """How many of these calls were written down."""
    with CaptureQueriesContext(connection) as queries:
        for one in calls:
            clocks.note(account, one)
    return len(queries)


@pytest.mark.parametrize("seconds", [40.0, -40.0, 300.0, -300.0])
def test_a_sweep_measures_the_difference(desk: Desk, seconds: float) -> None:
    desk.fault("clock", seconds=seconds)
    desk.sweep("first")
    assert desk.account.clock_ahead == pytest.approx(seconds, abs=2)
    assert desk.account.clock_measured_at is not None


def test_a_reading_back_measures_it_as_well(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep("first")
    desk.fault("clock", seconds=40)
    ticket = desk.ticket(case)
    channels.get("allegro").read_back(ticket.pk)
    assert channels.get("allegro").clock_ahead(ticket.pk).total_seconds() == pytest.approx(40, abs=2)


def test_what_stays_the_same_is_written_once_a_minute(desk: Desk) -> None:
    account = desk.account
    assert written(account, call(0.3), call(-0.4), call(1.9), call(0.0)) == 1
    account.clock_measured_at = timezone.now() - timedelta(seconds=61)
    assert written(account, call(0.1), call(0.2)) == 1


def test_what_has_changed_noticeably_is_written_at_once(desk: Desk) -> None:
    assert written(desk.account, call(0.0), call(2.1), call(40.0), call(0.0)) == 4


def test_what_another_process_measured_is_known(desk: Desk) -> None:
    clocks.note(desk.account, call(0.4))
    assert written(desk.account, call(0.2)) == 0


def test_after_our_clock_was_set_back_it_is_measured_anew(desk: Desk) -> None:
    Account.objects.update(clock_ahead=0.0, clock_measured_at=timezone.now() + timedelta(hours=3))
    assert written(desk.account, call(0.1)) == 1


@pytest.mark.parametrize("unmeasured", [call(None), call(40.0, "POST"), call(40.0, "PUT")])
def test_writes_and_calls_without_an_answer_change_nothing(desk: Desk, unmeasured: Call) -> None:
    assert written(desk.account, unmeasured) == 0
    assert Account.objects.get().clock_ahead is None


def standing(**fields: Any) -> tuple[State, float | None, bool]:
    Integration.objects.update(first_import_done_at=timezone.now(), last_quick_at=timezone.now())
    Account.objects.update(**{"clock_measured_at": timezone.now()} | fields)
    health = health_of(Integration.objects.get())
    return health.state, health.clock_ahead, health.is_well


@pytest.mark.parametrize(
    ("seconds", "state"),
    [(None, "running"), (0.9, "running"), (-5.0, "running"), (5.1, "clock"), (-5.1, "clock"), (3600.0, "clock")],
)
def test_more_than_five_seconds_are_no_good_health(desk: Desk, seconds: float | None, state: str) -> None:
    assert standing(clock_ahead=seconds) == (state, seconds, state == "running")


@pytest.mark.parametrize("minutes", [16, -3])
def test_what_was_measured_long_ago_or_in_the_future_says_nothing(desk: Desk, minutes: int) -> None:
    measured_at = timezone.now() - timedelta(minutes=minutes)
    assert standing(clock_ahead=40.0, clock_measured_at=measured_at) == (State.RUNNING, None, True)


@pytest.mark.parametrize(
    ("seconds", "words"), [(40, "40 s"), (-119, "119 s"), (120, "2 min"), (-300, "5 min"), (7200, "2 h")]
)
def test_the_difference_is_told_in_the_unit_that_people_would_choose(desk: Desk, seconds: float, words: str) -> None:
    standing(clock_ahead=seconds)
    assert health_of(Integration.objects.get()).clock_difference == words


def test_a_word_right_after_the_connection_counts_where_allegros_clock_is_behind(desk: Desk) -> None:
    claim = decided_claim(desk)
    desk.sweep("first")
    Integration.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    desk.fault("clock", seconds=-600)
    desk.say(claim, Author.BUYER, "Kiedy zwrot?", at=timezone.now() - timedelta(minutes=10))
    desk.sweep("decided")
    assert desk.history(claim)[-1] == ("buyer", "Kiedy zwrot?")
