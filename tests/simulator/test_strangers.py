"""Answers of the simulator that are not what was asked for, in their shapes."""

from typing import Any

import pytest

from simulator.testing import Running
from tests.simulator.conftest import LIST, OTHER_SELLER, Caller, Desk

THREADS = "/messaging/threads?type=POST_PURCHASE_ISSUE"


@pytest.mark.parametrize("kind", ["discussion", "purchase_problem"])
def test_another_case_is_answered(caller: Caller, desk: Desk, switch: Any, kind: str) -> None:
    asked, another = (desk.open(kind)["id"] for _number in range(2))
    path = "/sale/issues" if kind == "discussion" else "/messaging/threads"
    switch("another")
    assert caller.get(f"{path}/{asked}").json()["id"] == another


@pytest.mark.parametrize("kind", ["discussion", "purchase_problem"])
@pytest.mark.parametrize(("share", "texts"), [("whole", ["theirs"]), ("part", ["theirs", "ours"])])
def test_another_chat_is_answered_or_mixed_in(
    caller: Caller, desk: Desk, switch: Any, kind: str, share: str, texts: list[str]
) -> None:
    asked, _another = desk.open(kind, text="ours")["id"], desk.open(kind, text="theirs")
    path, key = f"/messaging/threads/{asked}/messages", "messages"
    if kind == "discussion":
        path, key = f"/sale/issues/{asked}/chat", "chat"
    switch("another", options={"share": share})
    assert [one["text"] for one in caller.get(path).json()[key]] == texts


def test_the_case_that_is_answered_instead_can_be_named(caller: Caller, desk: Desk, switch: Any) -> None:
    asked, named, _newest = (desk.open("claim")["id"] for _number in range(3))
    switch("another", options={"case": named})
    assert caller.get(f"/sale/issues/{asked}").json()["id"] == named


def test_another_order_is_answered(caller: Caller, allegro: Running, switch: Any) -> None:
    mine = [order.id for order in allegro.market.world.orders.values() if order.seller_id != OTHER_SELLER]
    switch("another")
    answered = caller.get_public(f"/order/checkout-forms/{mine[0]}").json()["id"]
    assert answered != mine[0]


def test_another_account_and_its_cases_are_answered(caller: Caller, desk: Desk, switch: Any) -> None:
    mine, theirs = desk.open("claim")["id"], desk.open("claim", seller=OTHER_SELLER)["id"]
    problem = desk.open("purchase_problem", seller=OTHER_SELLER)["id"]
    switch("another", options={"whose": "other"})
    assert caller.get_public("/me").json()["id"] == OTHER_SELLER
    assert [one["id"] for one in caller.get(LIST).json()["issues"]] == [theirs]
    assert [one["id"] for one in caller.get(THREADS).json()["threads"]] == [problem]
    assert caller.get(f"/sale/issues/{mine}").json()["id"] == theirs
    switch("another", options={"whose": "other", "share": "part"})
    assert [one["id"] for one in caller.get(LIST).json()["issues"]] == [theirs, mine]


@pytest.mark.parametrize("kind", ["discussion", "purchase_problem"])
def test_a_message_is_written_and_another_one_is_answered(
    caller: Caller, allegro: Running, desk: Desk, switch: Any, kind: str
) -> None:
    asked, another = desk.open(kind)["id"], desk.open(kind, text="theirs")["id"]
    switch("another", count=1)
    if kind == "discussion":
        answer = caller.post(f"/sale/issues/{asked}/message", {"text": "written", "type": "REGULAR"})
    else:
        answer = caller.post(f"/messaging/threads/{asked}/messages", {"text": "written"})
    world = allegro.market.world
    assert (answer.status_code, answer.json()["id"]) == (201, world.chat(world.cases[another])[0].id)
    assert [one.text for one in world.chat(world.cases[asked])][-1] == "written"


def test_a_message_is_written_and_the_one_before_it_is_answered(caller: Caller, desk: Desk, switch: Any) -> None:
    asked = desk.open("claim", text="the buyer's")["id"]
    desk.open("claim", text="theirs")
    switch("another", options={"case": "own"})
    answer = caller.post(f"/sale/issues/{asked}/message", {"text": "written", "type": "REGULAR"})
    assert (answer.status_code, answer.json()["text"]) == (201, "the buyer's")


def test_where_nothing_else_is_there_the_answer_is_right_and_does_not_count(
    caller: Caller, allegro: Running, desk: Desk, switch: Any
) -> None:
    only = desk.open("claim")["id"]
    switch("another")
    assert caller.get(f"/sale/issues/{only}").json()["id"] == only
    assert caller.get(LIST).json()["issues"][0]["id"] == only
    assert allegro.market.faults.struck("another") == 0
