"""One view of Allegro's limits for everybody who asks in the name of this installation.

How many requests leave at once stands in test_budget_bursts.py, turns taken ahead in test_budget_slices.py, blocks and
what is left in test_budget_blocks.py, two processes at the same moment in test_budget_races.py.
"""

from bisect import bisect_left
from datetime import timedelta
from time import time

import pytest
from django.utils import timezone

from integrations.allegro.budget import READING, REPLIES, SharedGate, left
from simulator.records import Kind
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.gates import Gates

pytestmark = pytest.mark.django_db


def test_the_rate_with_its_burst_and_turns_used_late_stays_below_allegros_limit() -> None:
    assert READING.limit == REPLIES.limit
    late = READING.limit / 60
    assert READING.limit + max(READING.burst, REPLIES.burst) + late <= 9_000


@pytest.mark.parametrize("readers", [1, 4])
def test_no_minute_sees_more_than_allegro_allows(readers: int, gates: Gates) -> None:
    """Readers who never rest, and somebody who writes now and then."""
    processes = [gates.one(str(number)) for number in range(readers)]
    began, left_at = time(), list[float]()
    while time() < began + 75:
        for one in processes:
            for _number in range(25):
                one.enter("issues.chat", writes=len(left_at) % 50 == 0)
                left_at.append(time())
    in_a_minute = [bisect_left(left_at, at + 60) - number for number, at in enumerate(left_at)]
    assert max(in_a_minute) <= 9_000
    if readers == 1:  # several are kept apart only by real time
        assert len(left_at) / 75 > 145


def test_no_request_of_any_account_leaves_during_a_block(desk: Desk) -> None:
    other = desk.of_another_seller()
    desk.misbehave("issues.list", 429)
    assert desk.sweep().outcome == "failed"
    desk.allegro.market.faults.clear()
    asked = desk.requests()
    run = other.sweep()
    assert run.outcome == "failed"
    assert "wait" in run.failure
    assert desk.requests() == asked


def test_after_a_block_the_sweep_goes_on_where_it_was(desk: Desk) -> None:
    cases = [desk.open_case(text=f"Sprawa {number}") for number in range(4)]
    desk.misbehave("issues.chat", 429, after=2)
    assert desk.sweep("first").outcome == "failed"
    desk.behave()
    read_before = desk.requests("issues.chat")
    assert desk.sweep("first").outcome == "complete"
    assert desk.requests("issues.chat") - read_before == 2
    assert [desk.history(case) for case in cases] == [[("buyer", f"Sprawa {number}")] for number in range(4)]


def test_a_reply_that_meets_a_block_waits_and_is_sent_once(desk: Desk) -> None:
    case = desk.open_case(Kind.PURCHASE_PROBLEM)
    desk.sweep("first")
    SharedGate("parley-demo", "1").shut("issues.list", 30)
    assert left("parley-demo").blocked_until is not None
    reply = desk.reply(case, "Już sprawdzamy.")
    assert (reply.delivery, reply.failure_code) == ("queued", "RATE_LIMITED")
    assert reply.due_at is not None
    assert reply.due_at > timezone.now() + timedelta(seconds=20)
    assert desk.said(case) == ["Dzień dobry"]
