"""Each fault of the catalogue does to the answers what its row says."""

import base64
from typing import Any

import pytest
import requests

from simulator.faults.catalogue import CATALOGUE
from simulator.testing import Running
from simulator.tokens import issue_pair
from tests.simulator.conftest import LIST, OTHER_SELLER, SELLER, Caller, Desk, renew

FILE = {"name": "a.png", "content": base64.b64encode(b"png").decode(), "mime": "image/png"}


def say_often(desk: Desk, case: str, times: int) -> None:
    for number in range(times):
        desk.say(case, "buyer", f"{number}")


def code(response: requests.Response) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["code"]


def test_every_numbered_fault_is_there_with_its_threads() -> None:
    numbered = [f"F{number:02}" for number in range(1, 29)]
    assert [id_ for id_ in CATALOGUE if id_.startswith("F")] == numbered
    assert all(CATALOGUE[id_].threads for id_ in numbered if id_ != "F22")


def test_f01_every_page_is_the_first(caller: Caller, desk: Desk, case: str, switch: Any) -> None:
    say_often(desk, case, 3)
    switch("F01")
    assert caller.chat(case, "limit=2&offset=2") == caller.chat(case, "limit=2")


def test_f02_only_the_latest_messages_come(caller: Caller, desk: Desk, case: str, switch: Any) -> None:
    say_often(desk, case, 5)
    switch("F02", options={"latest": 2})
    assert [one["text"] for one in caller.chat(case)] == ["4", "3"]
    assert caller.chat(case, "limit=100&offset=100") == []


def test_f03_paging_counts_for_discussions_only(caller: Caller, desk: Desk, case: str, switch: Any) -> None:
    claim = desk.open("claim")["id"]
    for one in (case, claim):
        say_often(desk, one, 3)
    switch("F03")
    assert len(caller.chat(case, "limit=2")) == 2
    assert len(caller.chat(claim, "limit=2")) == 4
    assert caller.chat(claim, "limit=2&offset=2") == caller.chat(claim)


@pytest.mark.parametrize("by", [3, -1])
def test_f04_the_count_is_off(caller: Caller, case: str, switch: Any, by: int) -> None:
    switch("F04", options={"by": by})
    assert caller.get(LIST).json()["issues"][0]["chat"]["messagesCount"] == 1 + by
    assert caller.get(f"/sale/issues/{case}").json()["chat"]["messagesCount"] == 1 + by


def test_f05_the_list_stays_as_it_was(caller: Caller, desk: Desk, case: str, switch: Any) -> None:
    switch("F05")
    before = caller.get(LIST).json()
    desk.say(case, "buyer")
    assert caller.get(LIST).json() == before
    assert len(caller.chat(case)) == 2


def test_f06_a_file_without_words_is_no_reply(caller: Caller, desk: Desk, case: str, switch: Any) -> None:
    desk.say(case, "seller")
    desk.say(case, "buyer", "", files=[FILE])
    assert caller.get(LIST).json()["issues"][0]["chat"]["lastMessage"]["status"] == "BUYER_REPLIED"
    switch("F06")
    assert caller.get(LIST).json()["issues"][0]["chat"]["lastMessage"]["status"] == "SELLER_REPLIED"


def test_f07_a_list_by_status_leaves_out_cases(caller: Caller, desk: Desk, case: str, switch: Any) -> None:
    other = desk.open("discussion")["id"]
    switch("F07", options={"cases": case})
    assert [one["id"] for one in caller.get(f"{LIST}&status=DISPUTE_ONGOING").json()["issues"]] == [other]
    assert len(caller.get(LIST).json()["issues"]) == 2
    switch("F07")
    assert caller.get(f"{LIST}&status=DISPUTE_ONGOING").json()["issues"] == []


@pytest.mark.parametrize(
    ("id_", "status", "word"),
    [
        ("F08", 404, "DATA_FETCHING_ERROR"),
        ("F09", 404, "POST_PURCHASE_ISSUE_NOT_FOUND"),
        ("F10", 400, "Bad Request"),
        ("F11", 504, "ServiceTimeoutException"),
        ("F25", 403, "ACCESS_DENIED"),
    ],
)
def test_f08_to_f11_and_f25_refuse_a_correct_reading(
    caller: Caller, case: str, switch: Any, id_: str, status: int, word: str
) -> None:
    switch(id_)
    assert code(caller.get(f"/sale/issues/{case}/chat")) == (status, word)


@pytest.mark.parametrize("stored", [True, False])
def test_f11_a_write_is_stored_or_not(caller: Caller, case: str, switch: Any, stored: bool) -> None:
    switch("F11", count=1, options={"stored": stored, "status": 500})
    sent = caller.post(f"/sale/issues/{case}/message", {"text": "Halo", "type": "REGULAR"})
    assert sent.status_code == 500
    assert len(caller.chat(case)) == 1 + stored


def test_f12_a_file_without_words_breaks_the_message(caller: Caller, desk: Desk, case: str, switch: Any) -> None:
    switch("F12")
    thread = f"/messaging/threads/{desk.open('purchase_problem')['id']}/messages"
    assert caller.post(thread, {"attachments": [{"id": caller.upload_mail()}]}).status_code == 500
    path, message = f"/sale/issues/{case}/message", {"type": "REGULAR", "attachments": [{"id": caller.upload()}]}
    assert caller.post(path, {"text": " "} | message).status_code == 500
    assert caller.post(path, {"text": "a"} | message).status_code == 201


def test_f13_f14_a_file_is_not_to_be_had_and_lies_elsewhere(caller: Caller, desk: Desk, switch: Any) -> None:
    case = desk.open("discussion", files=[FILE])["id"]
    switch("F14")
    file = caller.chat(case)[0]["attachments"][0]
    assert file["url"].startswith("https://edge.allegro.pl/message-center/attachments/")
    id_ = file["url"].rpartition("/")[2]
    assert caller.get_file(f"/sale/issues/attachments/{id_}").content == b"png"
    switch("F13")
    assert code(caller.get_file(f"/sale/issues/attachments/{id_}")) == (404, "ATTACHMENT_ERROR")


def test_f14_f16_f22_speak_of_purchase_problems_too(caller: Caller, desk: Desk, switch: Any) -> None:
    thread = desk.open("purchase_problem", files=[FILE])["id"]
    for id_, options in (("F14", {}), ("F16", {}), ("F22", {"field": "role", "word": "ROBOT"})):
        switch(id_, options=options)
    said = caller.get(f"/messaging/threads/{thread}/messages").json()["messages"][0]
    assert said["author"] == {"login": None, "role": "ROBOT"}
    assert said["attachments"][0]["url"].startswith("https://edge.allegro.pl/message-center/attachments/")
    switch("F22", options={"field": "type"})
    assert caller.get(f"/messaging/threads/{thread}").json()["type"] == "SOMETHING_NEW"


def test_f15_the_chatbot_speaks_as_the_seller(caller: Caller, desk: Desk, case: str, switch: Any) -> None:
    desk.say(case, "buyer")
    switch("F15")
    second, first = caller.chat(case)
    assert first["author"] == {"login": "Chatbot Allina", "role": "SELLER"}
    assert second["author"]["role"] == "BUYER"
    assert caller.get(LIST).json()["issues"][0]["chat"]["initialMessage"]["author"]["role"] == "SELLER"


def test_f16_f17_logins_are_null_and_first_messages_placeholders(caller: Caller, case: str, switch: Any) -> None:
    switch("F16")
    switch("F17")
    assert caller.chat(case)[0]["author"] == {"login": None, "role": "BUYER"}
    first = caller.get(LIST).json()["issues"][0]["chat"]["initialMessage"]
    assert (first["id"], first["text"], first["author"]["login"]) == ("TODO", "TODO", None)


def test_f18_a_discussion_is_a_claim_the_next_time(caller: Caller, case: str, switch: Any) -> None:
    switch("F18", count=1)
    assert [(one["id"], one["type"]) for one in caller.get(LIST).json()["issues"]] == [(case, "CLAIM")]


def test_f19_an_ended_discussion_goes_on(caller: Caller, desk: Desk, case: str, switch: Any, clock: Any) -> None:
    opened = caller.get(LIST).json()["issues"][0]["openedDate"]
    desk.post(f"/cases/{case}/close")
    clock.move(hours=1)
    switch("F19", count=1)
    again = caller.get(LIST).json()["issues"][0]
    assert again["currentState"]["status"] == "DISPUTE_ONGOING"
    assert again["openedDate"] > opened


def test_f20_the_status_lags(caller: Caller, desk: Desk, case: str, switch: Any) -> None:
    claim, problem = desk.open("claim")["id"], desk.open("purchase_problem")["id"]
    desk.post(f"/cases/{claim}/decide", {"status": "REJECTED_OTHER", "message": "Nie"})
    for one in (case, problem):
        desk.post(f"/cases/{one}/close")
    switch("F20")
    shown = {one["id"]: one["currentState"]["status"] for one in caller.get(LIST).json()["issues"]}
    assert shown == {case: "DISPUTE_ONGOING", claim: "CLAIM_ACCEPTED"}
    assert caller.get(f"/messaging/threads/{problem}").json()["status"] == "OPEN"


def test_f21_the_talk_ends_and_the_claim_stays(caller: Caller, desk: Desk, switch: Any) -> None:
    claim = desk.open("claim")["id"]
    switch("F21", count=1)
    assert caller.get(LIST).json()["issues"][0]["currentState"]["status"] == "CLAIM_SUBMITTED"
    assert caller.chat(claim)[0]["author"]["role"] == "SYSTEM"
    assert len(caller.chat(claim)) == 2


def test_f21_nobody_ends_the_same_talk_twice(allegro: Running, caller: Caller, desk: Desk, switch: Any) -> None:
    claims = [desk.open("claim")["id"] for _number in range(2)]
    switch("F21")
    for _number in range(4):
        caller.get(LIST)
    assert [len(caller.chat(claim)) for claim in claims] == [2, 2]
    assert allegro.market.faults.struck("F21") == 2


@pytest.mark.parametrize("field", ["status", "type", "role", "last_message"])
def test_f22_a_word_nobody_announced(caller: Caller, case: str, switch: Any, field: str) -> None:
    switch("F22", options={"field": field})
    shown, said = caller.get(LIST).json()["issues"][0], caller.chat(case)[0]
    found = {
        "status": shown["currentState"]["status"],
        "type": shown["type"],
        "role": said["author"]["role"],
        "last_message": shown["chat"]["lastMessage"]["status"],
    }
    assert [name for name, word in found.items() if word == "SOMETHING_NEW"] == [field]


def test_f23_a_block_is_for_everybody_and_prolonged_by_asking(
    allegro: Running, caller: Caller, other: Caller, switch: Any, clock: Any
) -> None:
    switch("F23", count=1, options={"seconds": 30})
    assert caller.get(LIST).headers["Retry-After"] == "30"
    clock.move(seconds=20)
    assert other.get(LIST).status_code == 429
    clock.move(seconds=20)
    assert caller.get(LIST).status_code == 429
    clock.move(seconds=31)
    assert caller.get(LIST).status_code == 200
    assert allegro.market.limits.asked_during_block == 2


def test_f23_a_block_may_not_say_how_long(caller: Caller, switch: Any) -> None:
    switch("F23", count=1, options={"header": False})
    answers = [caller.get(LIST) for _number in range(2)]
    assert [(one.status_code, "Retry-After" in one.headers) for one in answers] == [(429, False)] * 2


def test_f24_tokens_are_refused_at_renewal_or_in_mid_run(allegro: Running, caller: Caller, switch: Any) -> None:
    switch("F24")
    refused = renew(allegro, "x")
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert caller.get(LIST).status_code == 200
    switch("F24", options={"when": "mid_run"})
    assert caller.get(LIST).status_code == 401


def test_f24_a_refused_renewal_uses_nothing_up(allegro: Running, switch: Any) -> None:
    refresh = issue_pair(allegro.market, SELLER, "").id
    switch("F24", count=1, seller=SELLER)
    assert [renew(allegro, refresh).status_code for _number in range(2)] == [400, 200]


def test_f25_strikes_one_account_even_if_none_is_named(caller: Caller, other: Caller, switch: Any) -> None:
    switch("F25")
    assert [one.get(LIST).status_code for one in (caller, other, caller)] == [403, 200, 403]


def test_f26_a_thread_comes_late_or_twice(caller: Caller, desk: Desk, switch: Any, clock: Any) -> None:
    threads = []
    for _number in range(3):
        clock.move(minutes=1)
        threads.append(desk.open("purchase_problem")["id"])
    switch("F26", options={"mode": "late"})
    assert [one["id"] for one in caller.get("/messaging/threads").json()["threads"]] == threads[1::-1]
    switch("F26")
    first = caller.get("/messaging/threads?limit=2").json()
    second = caller.get(f"/messaging/threads?limit=2&page.id={first['nextPage']['id']}").json()
    assert [one["id"] for one in second["threads"]] == [threads[1], threads[0]]


def test_f26_nobody_gets_anothers_thread(caller: Caller, other: Caller, desk: Desk, switch: Any, clock: Any) -> None:
    mine = []
    for _number in range(2):
        clock.move(minutes=1)
        mine.append(desk.open("purchase_problem")["id"])
        desk.post("/cases", {"seller": OTHER_SELLER, "kind": "purchase_problem"})
    switch("F26")
    first = caller.get("/messaging/threads?limit=1").json()
    other.get("/messaging/threads?limit=1")
    second = caller.get(f"/messaging/threads?limit=1&page.id={first['nextPage']['id']}").json()
    assert [one["id"] for one in second["threads"]] == mine[::-1]


@pytest.mark.parametrize(
    ("kind", "path", "status"),
    [
        ("discussion", "/sale/issues/{}/message", (409, "DISPUTE_ALREADY_RESOLVED")),
        ("purchase_problem", "/messaging/threads/{}/messages", (422, "THREAD_CLOSED")),
    ],
)
def test_f27_the_case_closes_under_the_reply(
    caller: Caller, desk: Desk, switch: Any, kind: str, path: str, status: tuple[int, str]
) -> None:
    case = desk.open(kind)["id"]
    switch("F27", count=1)
    assert code(caller.post(path.format(case), {"text": "Halo", "type": "REGULAR"})) == status


def test_f28_a_gateways_page(caller: Caller, switch: Any) -> None:
    switch("F28", options={"status": 404})
    answer = caller.get(LIST)
    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (404, "text/html")
