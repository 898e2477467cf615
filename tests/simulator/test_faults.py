"""Each fault of the catalogue does to the answers what its row says."""

import base64
from typing import Any

import pytest
import requests

from simulator.faults.catalogue import CATALOGUE
from simulator.testing import Running
from tests.simulator.conftest import SELLER, Caller, Desk

LIST = "/sale/issues?limit=100"
FILE = {"name": "a.png", "content": base64.b64encode(b"png").decode(), "mime": "image/png"}


@pytest.fixture
def case(desk: Desk) -> str:
    return str(desk.open("discussion")["id"])


@pytest.fixture
def switch(allegro: Running) -> Any:
    return allegro.market.faults.switch_on


def chat(caller: Caller, case: str, query: str = "limit=100") -> list[Any]:
    return list(caller.get(f"/sale/issues/{case}/chat?{query}").json()["chat"])


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
    assert chat(caller, case, "limit=2&offset=2") == chat(caller, case, "limit=2")


def test_f02_only_the_latest_messages_come(caller: Caller, desk: Desk, case: str, switch: Any) -> None:
    say_often(desk, case, 5)
    switch("F02", options={"latest": 2})
    assert [one["text"] for one in chat(caller, case)] == ["4", "3"]
    assert chat(caller, case, "limit=100&offset=100") == []


def test_f03_paging_counts_for_discussions_only(caller: Caller, desk: Desk, case: str, switch: Any) -> None:
    claim = desk.open("claim")["id"]
    for one in (case, claim):
        say_often(desk, one, 3)
    switch("F03")
    assert len(chat(caller, case, "limit=2")) == 2
    assert len(chat(caller, claim, "limit=2")) == 4
    assert chat(caller, claim, "limit=2&offset=2") == chat(caller, claim)


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
    assert len(chat(caller, case)) == 2


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
    assert len(chat(caller, case)) == 1 + stored


def test_f12_a_file_without_words_breaks_the_message(caller: Caller, case: str, switch: Any) -> None:
    switch("F12")
    attachments = [{"id": caller.upload()}]
    path = f"/sale/issues/{case}/message"
    assert caller.post(path, {"text": " ", "type": "REGULAR", "attachments": attachments}).status_code == 500
    assert caller.post(path, {"text": "a", "type": "REGULAR", "attachments": attachments}).status_code == 201


def test_f13_f14_a_file_is_not_to_be_had_and_lies_elsewhere(caller: Caller, desk: Desk, switch: Any) -> None:
    case = desk.open("discussion", files=[FILE])["id"]
    switch("F14")
    file = chat(caller, case)[0]["attachments"][0]
    assert file["url"].startswith("https://edge.allegro.pl/message-center/attachments/")
    id_ = file["url"].rpartition("/")[2]
    assert caller.get_file(f"/sale/issues/attachments/{id_}").content == b"png"
    switch("F13")
    assert code(caller.get_file(f"/sale/issues/attachments/{id_}")) == (404, "ATTACHMENT_ERROR")


def test_f15_the_chatbot_speaks_as_the_seller(caller: Caller, desk: Desk, case: str, switch: Any) -> None:
    desk.say(case, "buyer")
    switch("F15")
    second, first = chat(caller, case)
    assert first["author"] == {"login": "Chatbot Allina", "role": "SELLER"}
    assert second["author"]["role"] == "BUYER"
    assert caller.get(LIST).json()["issues"][0]["chat"]["initialMessage"]["author"]["role"] == "SELLER"


def test_f16_f17_logins_are_null_and_first_messages_placeholders(caller: Caller, case: str, switch: Any) -> None:
    switch("F16")
    switch("F17")
    assert chat(caller, case)[0]["author"] == {"login": None, "role": "BUYER"}
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
    assert chat(caller, claim)[0]["author"]["role"] == "SYSTEM"


@pytest.mark.parametrize("field", ["status", "type", "role", "last_message"])
def test_f22_a_word_nobody_announced(caller: Caller, case: str, switch: Any, field: str) -> None:
    switch("F22", options={"field": field})
    shown, said = caller.get(LIST).json()["issues"][0], chat(caller, case)[0]
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
    for _number in range(2):
        assert "Retry-After" not in caller.get(LIST).headers


def test_f24_tokens_are_refused_at_renewal_or_in_mid_run(allegro: Running, caller: Caller, switch: Any) -> None:
    switch("F24")
    refused = requests.post(
        f"{allegro.url}/auth/oauth/token",
        {"grant_type": "refresh_token", "refresh_token": "x"},
        auth=("parley-demo", "parley-demo-secret"),
        headers={"User-Agent": str(caller.headers["User-Agent"])},
        timeout=5,
    )
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert caller.get(LIST).status_code == 200
    switch("F24", options={"when": "mid_run"})
    assert caller.get(LIST).status_code == 401


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
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


def test_the_connection_breaks_in_the_middle_or_before_any_answer(caller: Caller, case: str, switch: Any) -> None:
    switch("cut_off", routes=("issues.list",))
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
        caller.get(LIST)
    switch("stored_unanswered")
    with pytest.raises(requests.exceptions.ConnectionError):
        caller.post(f"/sale/issues/{case}/message", {"text": "Halo", "type": "REGULAR"})
    assert len(chat(caller, case)) == 2


def test_the_other_broken_answers(caller: Caller, case: str, switch: Any) -> None:
    message = {"text": "Halo", "type": "REGULAR"}
    switch("unstored_504")
    assert caller.post(f"/sale/issues/{case}/message", message).status_code == 504
    assert len(chat(caller, case)) == 1
    switch("not_json", count=1)
    assert caller.get(LIST).text.startswith("<html>")
    switch("huge", count=1, options={"bytes": 100_000})
    assert len(caller.get(LIST).content) == 100_000
    switch("redirect", count=1)
    moved = requests.get(f"{caller.url}{LIST}", headers=caller.headers, allow_redirects=False, timeout=5)
    assert (moved.status_code, moved.headers["Location"]) == (302, "https://evil.example/")
    switch("endless", count=1)
    with requests.get(f"{caller.url}{LIST}", headers=caller.headers, stream=True, timeout=5) as dripping:
        assert next(dripping.iter_content(1)) == b" "
    switch("slow", count=1, options={"seconds": 0.2})
    assert caller.get(LIST).elapsed.total_seconds() > 0.15


def test_a_switch_is_confined_to_a_count_a_case_a_seller_and_a_route(
    allegro: Running, caller: Caller, other: Caller, desk: Desk, case: str, switch: Any
) -> None:
    switch("F11", count=2)
    assert [caller.get(LIST).status_code for _number in range(3)] == [504, 504, 200]
    assert allegro.market.faults.struck("F11") == 2
    assert allegro.market.faults.active == ()
    second = desk.open("discussion")["id"]
    switch("F10", only=case)
    assert caller.get(f"/sale/issues/{case}/chat").status_code == 400
    assert caller.get(f"/sale/issues/{second}/chat").status_code == 200
    switch("F25", seller=SELLER, routes=("issues.list",))
    assert (caller.get(LIST).status_code, other.get(LIST).status_code) == (403, 200)
    assert caller.get(f"/sale/issues/{second}/chat").status_code == 200


def test_a_probability_is_repeatable(allegro: Running, caller: Caller, switch: Any) -> None:
    faults, seen = allegro.market.faults, []
    for _run in range(2):
        faults.seed(7)
        switch("F11", probability=0.5)
        seen.append([caller.get(LIST).status_code for _number in range(12)])
    assert seen[0] == seen[1]
    assert set(seen[0]) == {200, 504}


def test_several_are_on_together_until_they_are_switched_off(
    allegro: Running, caller: Caller, case: str, switch: Any
) -> None:
    switch("F16")
    switch("F04")
    shown = caller.get(LIST).json()["issues"][0]["chat"]
    assert (shown["messagesCount"], shown["initialMessage"]["author"]["login"]) == (4, None)
    allegro.market.faults.switch_off("F04")
    assert [one.id for one in allegro.market.faults.active] == ["F16"]
    allegro.market.faults.switch_off()
    assert allegro.market.faults.active == ()


@pytest.mark.parametrize(
    ("id_", "values"),
    [
        ("F99", {}),
        ("F11", {"options": {"colour": "red"}}),
        ("F11", {"options": {"status": "many"}}),
        ("F11", {"routes": ("issues.nothing",)}),
        ("F11", {"count": 0}),
        ("F11", {"probability": 1.5}),
    ],
)
def test_what_the_catalogue_does_not_know_is_refused(switch: Any, id_: str, values: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        switch(id_, **values)


def test_the_control_routes_switch_too(caller: Caller, desk: Desk) -> None:
    desk.post("/faults", {"id": "F11", "count": 1, "options": {"status": 503}})
    assert [one["id"] for one in desk.get("/faults")["active"]] == ["F11"]
    assert caller.get(LIST).status_code == 503
    desk.post("/faults", {"id": "F99"}, expect=409)
    desk.post("/faults", {"id": "F23", "count": 1})
    assert [caller.get(LIST).status_code for _number in range(2)] == [429, 429]
    assert desk.get("/faults")["asked_during_block"] == 1
    requests.delete(f"{desk.url}/faults", timeout=5)
    assert caller.get(LIST).status_code == 200


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_person_switches_on_the_desk_and_sees_it_on_every_page(
    allegro: Running, caller: Caller, language: str
) -> None:
    cookies = {"desk_language": language}

    def page(path: str) -> str:
        return requests.get(f"{allegro.url}{path}", cookies=cookies, timeout=5).text

    what = CATALOGUE["F11"].polish if language == "pl" else CATALOGUE["F11"].english
    assert what in page("/desk/faults")
    assert "allegro-api/issues/12608" in page("/desk/faults")
    form = {"count": "2", "percent": "100", "route": "issues.list", "option-status": "503"}
    requests.post(f"{allegro.url}/desk/faults/F11/on", form, timeout=5)
    assert ": F11</p>" in page("/")
    assert caller.get(LIST).status_code == 503
    requests.post(f"{allegro.url}/desk/faults/F11/off", timeout=5)
    assert ": F11</p>" not in page("/")
    refused = requests.post(f"{allegro.url}/desk/faults/F11/on", {"percent": "500"}, cookies=cookies, timeout=5)
    assert refused.status_code == 422
    assert 'class="problem"' in refused.text
    requests.post(f"{allegro.url}/desk/faults/F12/on", timeout=5)
    requests.post(f"{allegro.url}/desk/faults/off", timeout=5)
    assert allegro.market.faults.active == ()
