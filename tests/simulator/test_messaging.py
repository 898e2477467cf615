"""`/messaging`."""

import json
from typing import Any

import pytest
import requests

from simulator.options import Options
from simulator.testing import Running, running
from tests.simulator.conftest import CREDENTIALS, Caller, Clock, Desk


def test_threads_come_newest_message_first_in_pages_of_twenty(caller: Caller, desk: Desk, clock: Clock) -> None:
    ids = desk.post("/bulk", {"seller": "44120871", "kind": "purchase_problem", "cases": 45})["ids"]
    clock.move(hours=1)
    desk.say(ids[0], "buyer")
    found, sizes, path = [], [], "/messaging/threads"
    while path:
        page = caller.get(path).json()
        found += [thread["id"] for thread in page["threads"]]
        sizes.append(len(page["threads"]))
        cursor = page["nextPage"]
        path = f"/messaging/threads?page.id={cursor['id']}" if cursor else ""
    assert sizes == [20, 20, 5]
    assert found == [ids[0], *reversed(ids[1:])]


def test_threads_are_filtered(caller: Caller, desk: Desk) -> None:
    problem, mail = desk.open("purchase_problem"), desk.open("question")
    desk.post(f"/cases/{mail['id']}/close")

    def ids(query: str) -> list[str]:
        return [t["id"] for t in caller.get(f"/messaging/threads?{query}").json()["threads"]]

    assert ids("type=POST_PURCHASE_ISSUE") == ids("status=OPEN") == [problem["id"]]
    assert ids("type=COMMON") == ids("status=CLOSED") == [mail["id"]]
    assert set(ids(f"orderId={problem['order_id']}")) == {problem["id"], mail["id"]}
    caller.put(f"/messaging/threads/{problem['id']}/read", {"read": True})
    assert ids("read=true") == [problem["id"]]


@pytest.mark.parametrize("query", ["limit=21", "limit=0", "page.id=x", "type=CLAIM", "status=x", "read=1"])
def test_a_bad_query_is_refused(caller: Caller, query: str) -> None:
    assert caller.get(f"/messaging/threads?{query}").status_code == 422


def test_a_purchase_problem_names_its_order_and_reason(caller: Caller, desk: Desk) -> None:
    case = desk.open("purchase_problem", reason="NO_REFUND")
    thread = caller.get(f"/messaging/threads/{case['id']}").json()
    assert (thread["type"], thread["subType"], thread["status"]) == ("POST_PURCHASE_ISSUE", "NO_REFUND", "OPEN")
    assert thread["orders"][0]["id"] == case["order_id"]
    assert [one["role"] for one in thread["participants"]] == ["BUYER", "SELLER"]


def test_messages_name_their_authors_and_are_paged_newest_first(caller: Caller, desk: Desk) -> None:
    path = f"/messaging/threads/{(case := desk.open('purchase_problem'))['id']}/messages"
    for author in ("seller", "adviser", "system"):
        desk.say(case["id"], author)
    first = caller.get(f"{path}?limit=3").json()
    second = caller.get(f"{path}?limit=3&page.id={first['nextPage']['id']}").json()
    roles = [message["author"]["role"] for message in first["messages"] + second["messages"]]
    assert roles == ["ALLEGRO", "CONSULTANT", "SELLER", "BUYER"]
    assert second["nextPage"] is None


def test_a_reply_with_a_file_arrives(caller: Caller, desk: Desk) -> None:
    case_id = desk.open("purchase_problem")["id"]
    body = {"text": "odpowiedź", "attachments": [{"id": caller.upload_mail(b"zdjecie")}]}
    sent = caller.post(f"/messaging/threads/{case_id}/messages", body)
    assert sent.status_code == 201
    file = sent.json()["attachments"][0]
    assert caller.get_file(file["url"]).content == b"zdjecie"
    assert file["status"] == "SAFE"
    assert desk.get(f"/cases/{case_id}")["messages"][1]["id"] == sent.json()["id"]


@pytest.mark.parametrize("body", [{"text": "a" * 2001}, {"text": ""}, {}, {"text": "a", "attachments": [{}]}])
def test_a_message_that_breaks_a_rule_is_refused(caller: Caller, desk: Desk, body: dict[str, str]) -> None:
    case_id = desk.open("purchase_problem")["id"]
    assert caller.post(f"/messaging/threads/{case_id}/messages", body).status_code == 422


def test_a_closed_thread_refuses_a_reply(caller: Caller, desk: Desk) -> None:
    case_id = desk.open("purchase_problem")["id"]
    desk.post(f"/cases/{case_id}/close")
    refused = caller.post(f"/messaging/threads/{case_id}/messages", {"text": "a"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "THREAD_CLOSED")
    desk.post(f"/cases/{case_id}/reopen")
    assert caller.post(f"/messaging/threads/{case_id}/messages", {"text": "a"}).status_code == 201


def test_another_sellers_thread_does_not_exist(other: Caller, desk: Desk) -> None:
    path = f"/messaging/threads/{desk.open('purchase_problem')['id']}"
    assert other.get(path).status_code == other.get(f"{path}/messages").status_code == 404
    assert other.post(f"{path}/messages", {"text": "a"}).status_code == 404


def test_the_read_flag_is_required(caller: Caller, desk: Desk) -> None:
    path = f"/messaging/threads/{desk.open('purchase_problem')['id']}/read"
    assert caller.put(path, {}).status_code == 422
    assert caller.put(path, {"read": True}).json() == {"read": True}


def test_a_user_writes_one_message_a_second(clock: Clock) -> None:
    with running(clock=clock, options=Options(*CREDENTIALS)) as allegro:
        caller, case_id = Caller(allegro), Desk(allegro).open("purchase_problem")["id"]
        path = f"/messaging/threads/{case_id}/messages"
        codes = [caller.post(path, {"text": "a"}).status_code for _ in range(2)]
        clock.move(seconds=1)
        assert [*codes, caller.post(path, {"text": "a"}).status_code] == [201, 429, 201]


def test_a_client_that_asks_on_during_a_block_prolongs_it(clock: Clock) -> None:
    with running(clock=clock, options=Options(*CREDENTIALS, requests_per_minute=2)) as allegro:
        caller = Caller(allegro)
        assert [caller.get("/sale/issues").status_code for _ in range(3)] == [200, 200, 429]
        clock.move(seconds=50)
        blocked = caller.get("/sale/issues")
        assert (blocked.status_code, blocked.headers["Retry-After"]) == (429, "60")
        clock.move(seconds=50)
        assert caller.get("/sale/issues").status_code == 429
        clock.move(seconds=61)
        assert caller.get("/sale/issues").status_code == 200


def test_the_body_must_be_a_json_object(caller: Caller, desk: Desk) -> None:
    path = f"/messaging/threads/{desk.open('purchase_problem')['id']}/messages"
    for body in (b"{", json.dumps([]).encode()):
        assert caller.call("POST", path, body, Content_Type=caller.headers["Accept"]).status_code == 400


def test_a_message_is_checked_and_a_blocked_one_vanishes_after_a_day(
    allegro: Running, caller: Caller, desk: Desk, clock: Clock
) -> None:
    case = desk.open("purchase_problem")["id"]
    path = f"/messaging/threads/{case}/messages"
    message = caller.post(path, {"text": "Proszę zadzwonić"}).json()
    assert message["status"] == "DELIVERED"
    desk.post(f"/cases/{case}/messages/{message['id']}/status", {"status": "VERIFYING"})
    assert caller.get(path).json()["messages"][0]["status"] == "VERIFYING"
    shown = requests.post(
        f"{allegro.url}/desk/cases/{case}/status", {"message": message["id"], "status": "BLOCKED"}, timeout=5
    )
    assert "BLOCKED" in shown.text
    clock.move(hours=23)
    caller = Caller(allegro)  # tokens live twelve hours
    assert caller.get(path).json()["messages"][0]["status"] == "BLOCKED"
    clock.move(hours=1, seconds=1)
    assert message["id"] not in {one["id"] for one in caller.get(path).json()["messages"]}


def test_a_switch_has_the_next_messages_checked(caller: Caller, desk: Desk, switch: Any) -> None:
    path = f"/messaging/threads/{desk.open('purchase_problem')['id']}/messages"
    switch("checked", count=1, options={"verdict": "BLOCKED"})
    first = caller.post(path, {"text": "a"}).json()
    assert (first["status"], caller.get(path).json()["messages"][0]["status"]) == ("BLOCKED", "BLOCKED")


def test_messages_of_discussions_and_claims_are_not_checked(desk: Desk) -> None:
    case = desk.open("claim")
    address = f"/cases/{case['id']}/messages/{case['messages'][0]['id']}/status"
    assert desk.post(address, {"status": "BLOCKED"}, expect=409)["error"]
