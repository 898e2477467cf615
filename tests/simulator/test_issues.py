"""`/sale/issues`."""

import pytest

from simulator.testing import Running
from tests.simulator.conftest import Caller, Clock, Desk

CLAIM_FIELDS = ("decisionDueDate", "expectations", "offer", "product", "reason", "referenceNumber", "right")


def issues(caller: Caller, query: str = "") -> list[str]:
    return [issue["id"] for issue in caller.get(f"/sale/issues{query}").json()["issues"]]


def test_the_newest_opened_case_comes_first_and_a_reopened_one_moves_up(
    caller: Caller, desk: Desk, clock: Clock
) -> None:
    first = desk.open("discussion")["id"]
    clock.move(hours=1)
    second = desk.open("claim")["id"]
    assert issues(caller) == [second, first]
    clock.move(hours=1)
    desk.post(f"/cases/{first}/close")
    desk.post(f"/cases/{first}/reopen")
    assert issues(caller) == [first, second]


def test_a_page_has_ten_cases_unless_a_limit_up_to_a_hundred_is_given(caller: Caller, desk: Desk) -> None:
    desk.post("/bulk", {"seller": "44120871", "cases": 120})
    assert len(issues(caller)) == 10
    everything = issues(caller, "?limit=100") + issues(caller, "?limit=100&offset=100")
    assert len(set(everything)) == 120


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "limit=", "offset=-1", "status=OPEN"])
def test_a_bad_query_is_refused(caller: Caller, query: str) -> None:
    response = caller.get(f"/sale/issues?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["path"] == query.partition("=")[0]


def test_statuses_can_be_repeated_and_an_order_can_be_asked_for(caller: Caller, desk: Desk) -> None:
    discussion, claim = desk.open("discussion"), desk.open("claim")
    closed = desk.open("discussion")
    desk.post(f"/cases/{closed['id']}/close")
    wanted = "?status=DISPUTE_ONGOING&status=CLAIM_SUBMITTED"
    assert set(issues(caller, wanted)) == {discussion["id"], claim["id"]}
    assert closed["id"] in issues(caller, f"?checkoutForm.id={closed['order_id']}")
    assert caller.get("/sale/issues?checkoutForm.id=x").status_code == 422


def test_a_discussion_has_null_where_a_claim_has_its_own_fields(caller: Caller, desk: Desk) -> None:
    discussion = caller.get(f"/sale/issues/{desk.open('discussion')['id']}").json()
    claim = caller.get(f"/sale/issues/{desk.open('claim')['id']}").json()
    assert {discussion[name] for name in CLAIM_FIELDS} == {None}
    assert all(claim[name] is not None for name in CLAIM_FIELDS)
    assert claim["reason"]["type"] == "DEFECT_FOUND_DURING_USE"
    assert claim["currentState"]["returnRequired"] is None


def test_the_subject_is_in_the_language_asked_for(caller: Caller, desk: Desk) -> None:
    path = f"/sale/issues/{desk.open('discussion')['id']}"
    assert caller.get(path, Accept_Language="pl-PL").json()["subject"] == "produkt jest uszkodzony"
    assert caller.get(path, Accept_Language="en-US").json()["subject"] == "the product is damaged"


def test_the_last_message_is_new_until_the_seller_has_written(caller: Caller, desk: Desk) -> None:
    case_id = desk.open("discussion")["id"]
    said = []
    for author in ("buyer", "adviser", "seller", "buyer", "adviser", "system"):
        desk.say(case_id, author)
        said.append(caller.get(f"/sale/issues/{case_id}").json()["chat"]["lastMessage"]["status"])
    assert said[:3] == ["NEW", "NEW", "SELLER_REPLIED"]
    assert said[3:] == ["BUYER_REPLIED", "ALLEGRO_ADVISOR_REPLIED", "ALLEGRO_ADVISOR_REPLIED"]


def test_the_chat_is_paged_newest_first_and_names_its_authors(caller: Caller, desk: Desk) -> None:
    case_id = desk.open("discussion", text="pierwsza")["id"]
    desk.say(case_id, "adviser", "druga")
    desk.say(case_id, "system", "trzecia")
    chat = caller.get(f"/sale/issues/{case_id}/chat").json()["chat"]
    assert [(m["text"], m["author"]["role"]) for m in chat] == [
        ("trzecia", "SYSTEM"),
        ("druga", "ADMIN"),
        ("pierwsza", "BUYER"),
    ]
    assert "login" not in chat[0]["author"]
    page = caller.get(f"/sale/issues/{case_id}/chat?limit=1&offset=1").json()["chat"]
    assert [message["text"] for message in page] == ["druga"]


def test_a_message_of_the_seller_is_in_the_chat_once(caller: Caller, desk: Desk) -> None:
    case_id = desk.open("discussion")["id"]
    sent = caller.post(f"/sale/issues/{case_id}/message", {"text": "odpowiedź", "type": "REGULAR"})
    assert sent.status_code == 201
    ids = [message["id"] for message in desk.get(f"/cases/{case_id}")["messages"]]
    assert ids.count(sent.json()["id"]) == 1


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("discussion", {"text": "a" * 20_001, "type": "REGULAR"}),
        ("discussion", {"text": " ", "type": "REGULAR"}),
        ("discussion", {"text": "a"}),
        ("discussion", {"text": "a", "type": "RETURN_NOT_REQUIRED"}),
        ("claim", {"text": "a", "type": "END_REQUEST"}),
        ("claim", {"text": "a", "type": "REGULAR", "attachments": [{"id": "x"}]}),
    ],
)
def test_a_message_that_breaks_a_rule_is_refused(caller: Caller, desk: Desk, kind: str, body: dict[str, str]) -> None:
    case_id = desk.open(kind)["id"]
    assert caller.post(f"/sale/issues/{case_id}/message", body).status_code == 422
    assert desk.get(f"/cases/{case_id}")["message_count"] == 1


def test_twenty_thousand_characters_fit(caller: Caller, desk: Desk) -> None:
    case_id = desk.open("claim")["id"]
    body = {"text": "ż" * 20_000, "type": "REGULAR"}
    assert caller.post(f"/sale/issues/{case_id}/message", body).status_code == 201


def test_a_closed_discussion_takes_no_more_messages(caller: Caller, desk: Desk) -> None:
    case_id = desk.open("discussion")["id"]
    desk.post(f"/cases/{case_id}/close")
    refused = caller.post(f"/sale/issues/{case_id}/message", {"text": "a", "type": "REGULAR"})
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["code"] == "DISPUTE_ALREADY_RESOLVED"
    state = caller.get(f"/sale/issues/{case_id}").json()["currentState"]
    assert (state["status"], state["chatActive"]) == ("DISPUTE_CLOSED", False)


def test_a_return_message_answers_the_return_question(caller: Caller, desk: Desk) -> None:
    case_id = desk.open("claim")["id"]
    for type_, required in (("RETURN_NOT_REQUIRED", False), ("RETURN_REQUIRED_CUSTOM", True)):
        caller.post(f"/sale/issues/{case_id}/message", {"text": "a", "type": type_})
        state = caller.get(f"/sale/issues/{case_id}").json()["currentState"]
        assert state["returnRequired"] is required


def test_another_sellers_case_does_not_exist(other: Caller, desk: Desk) -> None:
    case_id = desk.open("discussion")["id"]
    for path in (f"/sale/issues/{case_id}", f"/sale/issues/{case_id}/chat"):
        assert other.get(path).json()["errors"][0]["code"] == "POST_PURCHASE_ISSUE_NOT_FOUND"
    body = {"text": "a", "type": "REGULAR"}
    assert other.post(f"/sale/issues/{case_id}/message", body).status_code == 404
    assert issues(other) == []


def test_a_discussion_that_becomes_a_claim_keeps_its_id(caller: Caller, desk: Desk) -> None:
    case_id = desk.open("discussion")["id"]
    desk.post(f"/cases/{case_id}/convert", {"expectation": "REPAIR"})
    issue = caller.get(f"/sale/issues/{case_id}").json()
    assert (issue["type"], issue["currentState"]["status"]) == ("CLAIM", "CLAIM_SUBMITTED")
    assert issue["expectations"] == [{"name": "REPAIR", "refund": None}]


def test_a_buyer_may_lose_the_login_but_never_the_id(caller: Caller, desk: Desk) -> None:
    case = desk.open("discussion")
    desk.post(f"/buyers/{case['buyer']['id']}/login", {"login": None})
    buyer = caller.get(f"/sale/issues/{case['id']}").json()["buyer"]
    assert buyer == {"id": case["buyer"]["id"], "login": None}


def test_the_old_resource_is_gone(caller: Caller, allegro: Running) -> None:
    gone = caller.get("/sale/disputes")
    assert (gone.status_code, gone.json()["errors"][0]["message"]) == (404, "Feature unavailable")
    assert allegro.market.log.entries == []
