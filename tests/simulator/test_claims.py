"""Decisions on claims."""

from typing import Any

import pytest

from simulator.claims import DECISIONS
from tests.simulator.conftest import Caller, Desk


def decide(caller: Caller, case_id: str, status: str, **fields: Any) -> Any:
    return caller.post(f"/sale/issues/{case_id}/status", {"status": status, "message": "decyzja"} | fields)


@pytest.mark.parametrize("decision", sorted(DECISIONS))
def test_every_decision_has_its_effect_and_an_empty_answer(caller: Caller, desk: Desk, decision: str) -> None:
    case = desk.open("claim")
    currency = caller.get_public(f"/order/checkout-forms/{case['order_id']}").json()["summary"]["totalToPay"]
    partial = {"partialRefund": {"amount": "1.50", "currency": currency["currency"]}}
    answer = decide(caller, case["id"], decision, **partial if decision == "ACCEPTED_PARTIAL_REFUND" else {})
    assert (answer.status_code, answer.content) == (200, b"")
    state = caller.get(f"/sale/issues/{case['id']}").json()["currentState"]
    expected = "CLAIM_ACCEPTED" if decision.startswith("ACCEPTED") else "CLAIM_REJECTED"
    assert (state["status"], state["chatActive"]) == (expected, True)


def test_the_chat_tells_the_decision(caller: Caller, desk: Desk) -> None:
    case_id = desk.open("claim")["id"]
    decide(caller, case_id, "ACCEPTED_REFUND")
    messages = desk.get(f"/cases/{case_id}")["messages"]
    assert [(m["author"], m["text"]) for m in messages[1:]] == [
        ("seller", "decyzja"),
        ("system", "Sprzedający uznał reklamację: zwrot pieniędzy."),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "ACCEPTED"},
        {"status": "ACCEPTED_REFUND", "message": ""},
        {"status": "ACCEPTED_PARTIAL_REFUND"},
        {"status": "ACCEPTED_PARTIAL_REFUND", "partialRefund": {"amount": "0", "currency": "PLN"}},
        {"status": "ACCEPTED_PARTIAL_REFUND", "partialRefund": {"amount": "NaN", "currency": "PLN"}},
        {"status": "ACCEPTED_PARTIAL_REFUND", "partialRefund": {"amount": "1.00", "currency": "USD"}},
        {"status": "ACCEPTED_PARTIAL_REFUND", "partialRefund": {"amount": "999999", "currency": "PLN"}},
        {"status": "ACCEPTED_PARTIAL_REFUND", "partialRefund": {"amount": "x"}},
    ],
)
def test_a_wrong_decision_is_refused_and_changes_nothing(caller: Caller, desk: Desk, fields: dict[str, Any]) -> None:
    case_id = desk.open("claim")["id"]
    assert decide(caller, case_id, fields.pop("status"), **fields).status_code == 400
    assert desk.get(f"/cases/{case_id}")["status"] == "CLAIM_SUBMITTED"


def test_a_claim_is_decided_once_and_a_discussion_never(caller: Caller, desk: Desk) -> None:
    claim, discussion = desk.open("claim")["id"], desk.open("discussion")["id"]
    assert decide(caller, claim, "REJECTED_OTHER").status_code == 200
    assert decide(caller, claim, "ACCEPTED_REFUND").status_code == 400
    assert decide(caller, discussion, "ACCEPTED_REFUND").status_code == 400


def test_the_seller_can_decide_on_the_site_too(desk: Desk) -> None:
    case_id = desk.open("claim")["id"]
    case = desk.post(f"/cases/{case_id}/decide", {"status": "REJECTED_MINOR_DEFECT"})
    assert (case["status"], case["decision"]) == ("CLAIM_REJECTED", "REJECTED_MINOR_DEFECT")
    assert desk.post(f"/cases/{case_id}/close", expect=409)["error"] == "A claim is decided, not closed"
