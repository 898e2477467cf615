"""Many reads at once: what each brings, in order, and what stops them."""

import asyncio
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from starlette.responses import JSONResponse, Response

from integrations.allegro.ahead import read_ahead
from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import AllegroError, NoAnswer, NotFound, RateLimited
from integrations.allegro.client.http import Call, ignore
from integrations.allegro.models import Budget
from integrations.allegro.session import Session
from simulator.api.call import Call as Asked
from simulator.faults import Answer
from simulator.records import Author, Case
from tests.integrations.allegro.desk import Desk

pytestmark = pytest.mark.django_db


def texts(client: Client, case: Case) -> list[str]:
    return [message.text for message in client.issues.chat(case.id).entries]


def read(desk: Desk, cases: list[Case], seen: list[Call] | None = None) -> dict[str, Any]:
    session = Session(desk.account, seen.append if seen is not None else ignore)
    return {case.id: outcome for case, outcome in read_ahead(session, "issues.chat", cases, texts)}


def test_everything_is_read_in_order_and_each_request_is_seen(desk: Desk) -> None:
    cases = [desk.open_case(text=str(number)) for number in range(14)]
    seen: list[Call] = []
    outcomes = read(desk, cases, seen)
    assert list(outcomes) == [case.id for case in cases]
    assert [texts[0] for texts in outcomes.values()] == [str(number) for number in range(14)]
    assert len(seen) == desk.requests("issues.chat") == 14


def test_threads_leave_the_rows_alone(desk: Desk) -> None:
    cases = [desk.open_case() for _ in range(4)]
    used = []

    def work(client: Client, case: Case) -> bool:
        used.append(connections["default"].connection)
        return threading.current_thread() is threading.main_thread()

    outcomes = list(read_ahead(Session(desk.account), "issues.chat", cases, work))
    assert [outcome for _case, outcome in outcomes] == [False] * 4
    assert used == [None] * 4


def test_one_that_cannot_be_read_says_why_and_the_others_are_read(desk: Desk) -> None:
    broken, sound = desk.open_case(), desk.open_case(text="sound")
    desk.misbehave("issues.chat", 404, code="NOT_FOUND", only=broken.id)
    outcomes = read(desk, [broken, sound])
    assert isinstance(outcomes[broken.id], NotFound)
    assert outcomes[sound.id] == ["sound"]


def test_what_passes_is_tried_again(desk: Desk) -> None:
    cases = [desk.open_case(text=str(number)) for number in range(3)]
    desk.misbehave("issues.chat", 503, until=2)
    assert list(read(desk, cases).values()) == [["0"], ["1"], ["2"]]


def test_a_long_chat_is_read_to_its_end(desk: Desk) -> None:
    long, short = desk.open_case(), desk.open_case()
    for number in range(12):
        desk.say(long, Author.BUYER, str(number))
    outcomes = read(desk, [long, short])
    assert len(outcomes[long.id]) == 13


def test_a_token_that_dies_is_renewed_once(desk: Desk) -> None:
    cases = [desk.open_case(text=str(number)) for number in range(5)]
    desk.misbehave("issues.chat", 401, until=1)
    outcomes = read(desk, cases)
    assert [outcome for outcome in outcomes.values() if isinstance(outcome, AllegroError)] == []
    assert len([entry for entry in desk.allegro.market.log.entries if entry.route == "oauth.token"]) <= 1


def test_a_block_stops_all_and_what_was_read_before_is_not_lost(desk: Desk) -> None:
    cases = [desk.open_case() for _ in range(20)]
    desk.misbehave("issues.chat", 429, after=3)
    outcomes: list[object] = []
    with pytest.raises(RateLimited):
        outcomes.extend(read_ahead(Session(desk.account), "issues.chat", cases, texts))
    assert len(outcomes) == 3
    assert desk.requests("issues.chat") <= 3 + 6
    asked = desk.requests()
    with pytest.raises(RateLimited):
        read(desk, cases)
    assert desk.requests() == asked


def test_a_block_is_told_to_all_at_once_though_an_earlier_answer_is_slow(desk: Desk) -> None:
    slow, *others = [desk.open_case() for _ in range(15)]
    met_at: list[datetime] = []

    async def fault(call: Asked, answer: Answer) -> Response:
        if slow.id in call.request.url.path:
            await asyncio.sleep(2)
            return await answer()
        met_at.append(timezone.now())
        return JSONResponse({}, 429, {"Retry-After": "40"})

    desk.allegro.market.faults.register("issues.chat", fault)
    with pytest.raises(RateLimited):
        read(desk, [slow, *others])
    until = Budget.objects.get(share="all").blocked_until
    assert until is not None
    assert until - met_at[0] < timedelta(seconds=41)


def test_what_fails_in_passing_is_left_to_callers_who_have_time(desk: Desk) -> None:
    cases = [desk.open_case() for _ in range(3)]
    desk.misbehave("issues.chat", 503)
    outcomes = list(read_ahead(Session(desk.account), "issues.chat", cases, texts, tries_again=False))
    assert [type(outcome) for _case, outcome in outcomes] == [NoAnswer] * 3
    assert desk.requests("issues.chat") == 3


def test_an_unexpected_error_is_not_swallowed(desk: Desk) -> None:
    def work(client: Client, case: Case) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(read_ahead(Session(desk.account), "issues.chat", [desk.open_case(), desk.open_case()], work))
