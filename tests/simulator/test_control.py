"""The control routes that tests use."""

from datetime import timedelta

import pytest

from simulator.testing import Running
from tests.simulator.conftest import SELLER, Caller, Clock, Desk


def test_bulk_opens_many_cases_with_many_messages(allegro: Running, desk: Desk) -> None:
    ids = desk.post("/bulk", {"seller": SELLER, "kind": "claim", "cases": 50, "messages": 4, "days": 5})["ids"]
    case = desk.get(f"/cases/{ids[0]}")
    assert (len(set(ids)), case["message_count"]) == (50, 4)
    assert [message["author"] for message in case["messages"]] == ["buyer", "seller"] * 2
    assert allegro.market.world.cases[ids[0]].opened_at == allegro.market.world.clock() - timedelta(days=5)


def test_bulk_opens_claims_that_were_decided_long_ago(allegro: Running, desk: Desk, caller: Caller) -> None:
    bulk = {"seller": SELLER, "kind": "claim", "cases": 20, "messages": 3, "days": 400, "recent": 100}
    ids = desk.post("/bulk", {**bulk, "decided": True})["ids"]
    listed = caller.get("/sale/issues?limit=100&status=CLAIM_ACCEPTED").json()["issues"]
    assert [one["id"] for one in listed] == ids[::-1]
    assert all(one["currentState"]["chatActive"] for one in listed)
    now = allegro.market.world.clock()
    assert all(allegro.market.world.cases[id_].opened_at <= now - timedelta(days=100) for id_ in ids)
    assert {one["chat"]["messagesCount"] for one in listed} == {5}
    desk.say(ids[0], "buyer", "Zepsuło się znowu")
    again = caller.get("/sale/issues?limit=100&status=CLAIM_ACCEPTED").json()["issues"]
    assert [one["id"] for one in again] == ids[::-1]  # a message moves nothing


@pytest.mark.parametrize("wrong", [{"kind": "discussion"}, {"days": 5, "recent": 5}])
def test_bulk_refuses_what_cannot_be(desk: Desk, wrong: dict[str, object]) -> None:
    desk.post("/bulk", {"seller": SELLER, "kind": "claim", "cases": 1, "decided": True, **wrong}, expect=422)


def test_a_message_can_be_written_in_the_past(desk: Desk, clock: Clock) -> None:
    case_id = desk.open("discussion", at=(clock() - timedelta(hours=2)).isoformat())["id"]
    desk.say(case_id, "buyer", "nowa")
    desk.say(case_id, "buyer", "spóźniona", at=(clock() - timedelta(hours=1)).isoformat())
    texts = [message["text"] for message in desk.get(f"/cases/{case_id}")["messages"]]
    assert texts[1:] == ["spóźniona", "nowa"]


def test_messages_of_one_moment_keep_their_order(desk: Desk) -> None:
    case_id = desk.open("discussion", text="0")["id"]
    for number in range(1, 6):
        desk.say(case_id, "buyer", str(number))
    assert [message["text"] for message in desk.get(f"/cases/{case_id}")["messages"]] == list("012345")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/cases", {"seller": "nobody", "kind": "claim"}, 404),
        ("/cases", {"seller": SELLER, "kind": "dispute"}, 422),
        ("/cases", {"seller": SELLER, "kind": "claim", "reason": "NO_REFUND"}, 409),
        ("/cases", {"seller": SELLER, "kind": "claim", "offer_id": "1"}, 409),
        ("/cases", {"seller": SELLER, "kind": "claim", "at": "2026-11-01T10:00:00"}, 422),
        ("/cases/none/messages", {"author": "buyer", "text": "a"}, 404),
        ("/tokens", {}, 422),
        ("/buyers/0/login", {"login": "x"}, 404),
    ],
)
def test_a_wrong_wish_gets_a_clear_answer(desk: Desk, path: str, body: dict[str, str], status: int) -> None:
    assert desk.post(path, body, expect=status)["error"]


def test_reset_forgets_cases_tokens_and_the_log(desk: Desk, caller: Caller) -> None:
    desk.open("claim")
    assert desk.post("/reset", {"seed": "empty"}) == {"sellers": 3, "cases": 0}
    assert caller.get("/sale/issues").status_code == 401
    assert desk.get("/requests")["count"] == 1


def test_the_request_log_can_be_cleared(caller: Caller, allegro: Running, desk: Desk) -> None:
    caller.get("/sale/issues")
    assert caller.call("DELETE", "/control/requests").json() == {"count": 0}
    assert desk.get("/requests")["requests"] == []


def test_cases_and_sellers_are_listed(desk: Desk) -> None:
    case_id = desk.open("purchase_problem")["id"]
    assert [case["id"] for case in desk.get("/cases?seller=sklep-dom-i-ogrod")] == [case_id]
    assert desk.get("/cases?seller=elektro-okazje") == []
    assert [one["threads"] for one in desk.get("/sellers")] == [1, 0, 0]
