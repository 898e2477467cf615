"""One view of Allegro's limits for everybody who asks in the name of this installation."""

from bisect import bisect_left
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations.allegro import budget
from integrations.allegro.budget import A_MINUTE, LARGEST_SLICE, MESSAGE_ROUTE, READING, REPLIES, SharedGate, left
from integrations.allegro.client.errors import RateLimited
from integrations.allegro.models import Budget
from simulator.records import Kind
from tests.integrations.allegro.desk import Desk

pytestmark = pytest.mark.django_db


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.at = timezone.now().timestamp() // 60 * 60
        self.began = self.at

    def now(self) -> int:
        return round(self.at * 1000)

    def seconds(self) -> float:
        return self.at - self.began

    def sleep(self, seconds: float) -> None:
        self.at += seconds


@pytest.fixture
def waited() -> list[float]:
    return []


def gate(waited: list[float] | None = None, *, seller: str = "1") -> SharedGate:
    """A gate of another process; it notes how long it would wait and lets that time pass in the rows."""
    pauses = [] if waited is None else waited

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        for row in Budget.objects.all():
            row.arrival -= round(seconds * 1_000_000)
            row.save()

    return SharedGate("key", seller, pause)


def ask(times: int, waited: list[float], *, writes: bool = False) -> None:
    for _number in range(times):
        gate(waited).enter("issues.list", writes=writes)


def owe(requests: int) -> None:
    """So many requests have just left."""
    row = Budget.objects.get(share="all")
    row.arrival = round(timezone.now().timestamp() * 1_000_000) + requests * 60_000_000 // READING.limit
    row.save()


def test_a_block_stops_every_process_and_every_account() -> None:
    gate(seller="1").shut("issues.chat", 40)
    for writes in (False, True):
        with pytest.raises(RateLimited) as caught:
            gate(seller="2").enter("issues.list", writes=writes)
        assert 39 < caught.value.retry_after <= 40


def test_a_block_is_never_shortened() -> None:
    gate().shut("issues.chat", 40)
    gate().shut("issues.chat", 5)
    with pytest.raises(RateLimited) as caught:
        gate().enter("issues.list", writes=False)
    assert caught.value.retry_after > 39


def test_after_the_block_requests_leave_again() -> None:
    gate().shut("issues.chat", 40)
    Budget.objects.update(blocked_until=timezone.now() - timedelta(seconds=1))
    gate().enter("issues.list", writes=False)


def test_another_client_id_has_a_budget_of_its_own() -> None:
    gate().shut("issues.chat", 40)
    SharedGate("another key", "1").enter("issues.list", writes=False)


def test_readers_wait_for_their_turn_once_a_burst_is_spent(waited: list[float]) -> None:
    ask(1, waited)
    assert waited == []
    owe(READING.burst)
    ask(1, waited)
    assert 0 < sum(waited) < 0.1


def test_a_reply_finds_room_where_readers_have_to_wait(waited: list[float]) -> None:
    ask(1, waited)
    owe(READING.burst)
    ask(REPLIES.burst - READING.burst, waited, writes=True)
    assert waited == []


def test_replies_go_before_readers_who_wait(waited: list[float]) -> None:
    ask(1, waited)
    owe(REPLIES.burst)
    ask(1, waited, writes=True)
    assert sum(waited) < 0.01
    ask(1, waited)
    assert sum(waited) > (REPLIES.burst - READING.burst) * 60 / READING.limit


def test_whoever_would_wait_too_long_comes_again_later(waited: list[float]) -> None:
    ask(1, waited)
    owe(READING.burst + 3 * READING.limit // 60)
    with pytest.raises(RateLimited) as caught:
        gate(waited).enter("issues.list", writes=False)
    assert 2 < caught.value.retry_after < 4
    assert waited == []


def test_the_rate_with_its_burst_and_turns_used_late_stays_below_allegros_limit() -> None:
    assert READING.limit == REPLIES.limit
    late = READING.limit / 60
    assert READING.limit + max(READING.burst, REPLIES.burst) + late <= A_MINUTE


def test_a_clock_that_is_put_back_stops_nobody(waited: list[float]) -> None:
    ask(1, waited)
    Budget.objects.update(arrival=round((timezone.now() + timedelta(hours=1)).timestamp() * 1_000_000))
    ask(1, waited)
    ask(1, waited, writes=True)
    assert waited == []


def test_whoever_reads_a_lot_takes_several_turns_at_once(
    waited: list[float], django_assert_max_num_queries: Any
) -> None:
    mine = gate(waited)
    with django_assert_max_num_queries(30):
        for _number in range(100):
            mine.enter("issues.chat", writes=False)
    assert A_MINUTE - left("key").requests < 100 + LARGEST_SLICE


def test_turns_that_are_not_used_at_once_are_lost(waited: list[float]) -> None:
    mine = gate(waited)
    for _number in range(4):
        mine.enter("issues.chat", writes=False)
    assert mine.slice.turns
    taken = A_MINUTE - left("key").requests
    mine.slice.ends_at = 0
    mine.enter("issues.chat", writes=False)
    assert A_MINUTE - left("key").requests > taken


def test_turns_in_hand_are_given_up_at_a_block(waited: list[float]) -> None:
    mine = gate(waited)
    for _number in range(4):
        mine.enter("issues.chat", writes=False)
    mine.shut("issues.chat", 40)
    with pytest.raises(RateLimited):
        mine.enter("issues.chat", writes=False)


@pytest.mark.parametrize("readers", [1, 4])
def test_no_minute_sees_more_than_allegro_allows(readers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers who never rest, and somebody who writes now and then, on a clock of their own."""
    clock = Clock()
    monkeypatch.setattr(budget, "WallClock", lambda: clock)
    monkeypatch.setattr(budget, "monotonic", clock.seconds)
    gates = [SharedGate("key", str(number), clock.sleep) for number in range(readers)]
    left_at: list[float] = []
    while clock.seconds() < 75:
        for one in gates:
            for _number in range(LARGEST_SLICE):
                one.enter("issues.chat", writes=len(left_at) % 50 == 0)
                left_at.append(clock.seconds())
    in_a_minute = [bisect_left(left_at, at + 60) - number for number, at in enumerate(left_at)]
    assert max(in_a_minute) <= A_MINUTE
    if readers == 1:  # several are kept apart only by real time
        assert len(left_at) / 75 > 145


def test_a_seller_writes_one_message_a_second_in_purchase_problems(waited: list[float]) -> None:
    gate(waited).enter(MESSAGE_ROUTE, writes=True)
    gate(waited, seller="2").enter(MESSAGE_ROUTE, writes=True)
    assert waited == []
    gate(waited).enter(MESSAGE_ROUTE, writes=True)
    assert 0.5 < sum(waited) <= 1.1


def test_a_refused_message_in_a_purchase_problem_stops_only_its_seller() -> None:
    gate(seller="1").shut(MESSAGE_ROUTE, 30)
    gate(seller="2").enter(MESSAGE_ROUTE, writes=True)
    gate(seller="1").enter("issues.list", writes=False)
    with pytest.raises(RateLimited):
        gate(seller="1").enter(MESSAGE_ROUTE, writes=True)


def test_what_is_left_of_the_minute_is_known(waited: list[float]) -> None:
    assert left("key").requests == A_MINUTE
    ask(3, waited)
    ask(2, waited, writes=True)
    assert left("key").requests == A_MINUTE - 5
    gate().shut("issues.list", 30)
    standing = left("key")
    assert standing.requests == 0
    assert standing.blocked_until is not None


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
    assert budget.left("parley-demo").blocked_until is not None
    reply = desk.reply(case, "Już sprawdzamy.")
    assert (reply.delivery, reply.failure_code) == ("queued", "RATE_LIMITED")
    assert reply.due_at is not None
    assert reply.due_at > timezone.now() + timedelta(seconds=20)
    assert desk.said(case) == ["Dzień dobry"]
