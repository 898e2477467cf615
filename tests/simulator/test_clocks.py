"""Time as the simulator plays it: its own `Date`, a clock that differs, and messages counted to the millisecond."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from time import monotonic, sleep
from typing import Any

import pytest
import requests

from simulator.testing import Running
from tests.simulator.conftest import LIST, Caller, Clock, Desk, renew

MINUTES = [40.0, -40.0, 300.0, -300.0]


def told(answer: requests.Response) -> Any:
    return parsedate_to_datetime(answer.headers["Date"])


def test_every_answer_carries_the_clock_of_the_marketplace(caller: Caller, allegro: Running, clock: Clock) -> None:
    answers = [caller.get(LIST), requests.get(f"{allegro.url}/", timeout=5), renew(allegro, "unknown")]
    assert {told(answer) for answer in answers} == {clock.moment}
    assert [len(answer.raw.headers.getlist("Date")) for answer in answers] == [1, 1, 1]


@pytest.mark.parametrize("seconds", MINUTES)
def test_a_clock_that_differs_shows_in_answers_and_in_messages(
    caller: Caller, allegro: Running, desk: Desk, clock: Clock, switch: Any, seconds: float
) -> None:
    switch("clock", options={"seconds": seconds})
    case = desk.open("discussion")["id"]
    answer = caller.get(f"/sale/issues/{case}/chat?limit=10")
    there = clock.moment + timedelta(seconds=seconds)
    assert told(answer) == there
    assert answer.json()["chat"][0]["createdAt"] == there.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert told(requests.get(f"{allegro.url}/", timeout=5)) == there


@pytest.mark.parametrize(("where", "differs"), [("date", (True, False)), ("moments", (False, True))])
def test_the_date_and_the_messages_may_tell_different_times(
    caller: Caller, allegro: Running, desk: Desk, clock: Clock, switch: Any, where: str, differs: tuple[bool, bool]
) -> None:
    switch("clock", options={"where": where})
    case = desk.open("discussion")["id"]
    written = allegro.market.world.chat(allegro.market.world.cases[case])[0].created_at
    seen = told(caller.get(LIST)) != clock.moment, written != clock.moment
    assert seen == differs


def test_a_clock_differs_for_the_last_call_that_is_counted_and_no_longer(
    caller: Caller, clock: Clock, switch: Any
) -> None:
    switch("clock", count=1)
    assert told(caller.get(LIST)) == clock.moment + timedelta(seconds=40)
    assert told(caller.get(LIST)) == clock.moment


def test_a_message_is_refused_that_arrives_within_a_second(caller: Caller, desk: Desk, switch: Any) -> None:
    path = f"/messaging/threads/{desk.open('purchase_problem')['id']}/messages"
    switch("strict_writes", options={"jitter": 0})
    first = caller.post(path, {"text": "one"})
    began = monotonic()
    refused = caller.post(path, {"text": "two"})
    assert (first.status_code, refused.status_code, refused.headers["Retry-After"]) == (201, 429, "1")
    sleep(max(0, began + 1.1 - monotonic()))
    assert caller.post(path, {"text": "two"}).status_code == 201


def test_only_refused_messages_count_as_struck_and_ways_take_time(
    caller: Caller, allegro: Running, desk: Desk, switch: Any
) -> None:
    path = f"/messaging/threads/{desk.open('purchase_problem')['id']}/messages"
    switch("strict_writes", options={"jitter": 0.2})
    took = [caller.post(path, {"text": f"{number}"}).elapsed.total_seconds() for number in range(4)]
    assert allegro.market.faults.struck("strict_writes") == 3
    assert max(took) > 0.02
