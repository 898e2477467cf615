"""Answers that break on the way, as networks and gateways break them."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from simulator.faults.network import UNNUMBERED
from simulator.faults.reported import REPORTED
from simulator.testing import Running
from simulator.tokens import issue_pair
from tests.simulator.conftest import LIST, SELLER, Caller, Desk, renew

HALLO = {"text": "Halo", "type": "REGULAR"}
BROKEN = (requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)


@pytest.fixture(autouse=True)
def _server_has_nothing_to_complain_about() -> Iterator[None]:
    said: list[str] = []

    class Noting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger, noting = logging.getLogger("uvicorn.error"), Noting(logging.WARNING)
    logger.addHandler(noting)
    yield
    logger.removeHandler(noting)
    assert said == []


def test_half_of_an_answer_arrives_and_the_line_goes_dead(caller: Caller, case: str, switch: Any) -> None:
    whole = caller.get(LIST)
    switch("cut_off", routes=("issues.list",))
    with requests.get(f"{caller.url}{LIST}", headers=caller.headers, stream=True, timeout=5) as cut:
        assert cut.headers["Content-Length"] == whole.headers["Content-Length"]
        assert cut.raw.read(len(whole.content) // 2) == whole.content[: len(whole.content) // 2]
        with pytest.raises(BROKEN):
            assert not list(cut.iter_content(1))


@pytest.mark.parametrize("kind", ["discussion", "claim", "purchase_problem"])
def test_a_message_is_stored_and_nobody_says_so(caller: Caller, desk: Desk, switch: Any, kind: str) -> None:
    case = desk.open(kind)["id"]
    path = f"/messaging/threads/{case}/messages" if kind == "purchase_problem" else f"/sale/issues/{case}/message"
    switch("stored_unanswered")
    with pytest.raises(requests.exceptions.ConnectionError):
        caller.post(path, HALLO)
    switch("stored_unanswered", options={"answer": "504"})
    assert caller.post(path, HALLO).status_code == 504
    assert [one["text"] for one in desk.get(f"/cases/{case}")["messages"]].count("Halo") == 2


def test_a_message_is_answered_504_and_was_not_stored(caller: Caller, case: str, switch: Any) -> None:
    switch("unstored_504")
    assert caller.post(f"/sale/issues/{case}/message", HALLO).status_code == 504
    assert len(caller.chat(case)) == 1


def test_the_answer_to_a_renewal_is_lost_after_the_token_was_used(allegro: Running, switch: Any) -> None:
    refresh = issue_pair(allegro.market, SELLER, "").id
    switch("stored_unanswered", routes=("oauth.token",), count=1)
    with pytest.raises(requests.exceptions.ConnectionError):
        renew(allegro, refresh)
    assert allegro.market.world.grants[refresh].used_at is not None


@pytest.mark.parametrize("fault", ["cut_off", "not_json", "F28"])
def test_the_token_endpoint_breaks_too(allegro: Running, switch: Any, fault: str) -> None:
    switch(fault, count=1, routes=("oauth.token",))
    with pytest.raises((*BROKEN, requests.exceptions.JSONDecodeError)):
        renew(allegro, issue_pair(allegro.market, SELLER, "").id).json()
    assert allegro.market.faults.struck(fault) == 1


def test_a_page_a_redirect_and_a_long_wait(caller: Caller, switch: Any) -> None:
    switch("not_json", count=1)
    page = caller.get(LIST)
    assert (page.status_code, page.text[:6]) == (200, "<html>")
    switch("redirect", count=1)
    moved = requests.get(f"{caller.url}{LIST}", headers=caller.headers, allow_redirects=False, timeout=5)
    assert (moved.status_code, moved.headers["Location"]) == (302, "https://evil.example/")
    switch("slow", count=1, options={"seconds": 0.2})
    assert caller.get(LIST).elapsed.total_seconds() > 0.15


@pytest.mark.parametrize("announced", [True, False])
def test_a_huge_body_has_its_size_announced_or_not(caller: Caller, switch: Any, announced: bool) -> None:
    switch("huge", options={"bytes": 100_000, "announced": announced})
    answer = caller.get(LIST)
    assert len(answer.content) == 100_000
    assert answer.headers.get("Content-Length") == ("100000" if announced else None)


def test_an_endless_body_drips(caller: Caller, switch: Any) -> None:
    switch("endless", count=1, options={"bytes_per_second": 100})
    with requests.get(f"{caller.url}{LIST}", headers=caller.headers, stream=True, timeout=5) as dripping:
        drops = dripping.iter_content(1)
        assert [next(drops) for _number in range(5)] == [b" "] * 5


# "endless" would never end, the others are about a message, not about an answer.
OTHERS = ("endless", "checked", "changed_words", "strict_writes")


@pytest.mark.parametrize("broken", [one.id for one in UNNUMBERED if one.id not in OTHERS] + ["F28"])
def test_faults_that_edit_answers_get_along_with_each_other_and_with_broken_ones(
    caller: Caller, desk: Desk, switch: Any, broken: str
) -> None:
    paths = [LIST, f"/sale/issues/{desk.open('claim')['id']}/chat", "/messaging/threads"]
    options = {"huge": {"bytes": 1000}, "slow": {"seconds": 0}}.get(broken)
    switch(broken, routes=("issues.list", "issues.chat", "messaging.list"), options=options)
    for one in reversed(REPORTED):  # F15 has to cope with what F17 leaves
        if not one.anywhere:
            switch(one.id)
    for path in paths:
        try:
            requests.get(f"{caller.url}{path}", headers=caller.headers, allow_redirects=False, timeout=5)
        except BROKEN:
            assert broken in {"cut_off", "stored_unanswered"}
