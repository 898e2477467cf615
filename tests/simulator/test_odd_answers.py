"""Lists that end oddly and entries of odd shapes: what the switches do to the answers."""

from typing import Any

import pytest

from simulator.faults.entries import SHAPES
from tests.simulator.conftest import Caller, Desk
from tests.simulator.test_faults import say_often

THREADS = "/messaging/threads?type=POST_PURCHASE_ISSUE&limit=1"


@pytest.fixture
def threads(desk: Desk) -> list[str]:
    """Two purchase problems, the newer one first."""
    return [desk.open("purchase_problem")["id"] for _number in range(2)][::-1]


def ids(answer: Any, key: str) -> list[str]:
    return [one["id"] for one in answer[key]]


def test_every_page_is_the_first(caller: Caller, desk: Desk, case: str, threads: list[str], switch: Any) -> None:
    say_often(desk, case, 3)
    first = caller.get(THREADS).json()
    switch("odd_end", options={"mode": "first_again"})
    assert caller.chat(case, "limit=2&offset=2") == caller.chat(case, "limit=2")
    assert caller.get(f"{THREADS}&page.id={first['nextPage']['id']}").json() == first


def test_a_cursor_comes_back(caller: Caller, desk: Desk, threads: list[str], switch: Any) -> None:
    desk.open("purchase_problem")
    cursor = caller.get(THREADS).json()["nextPage"]["id"]
    switch("odd_end", options={"mode": "cursor_again"})
    assert caller.get(f"{THREADS}&page.id={cursor}").json()["nextPage"] == {"id": cursor}


def test_a_cursor_has_an_unknown_shape(caller: Caller, threads: list[str], switch: Any) -> None:
    cursor = caller.get(THREADS).json()["nextPage"]["id"]
    switch("odd_end", options={"mode": "no_cursor"})
    assert caller.get(THREADS).json()["nextPage"] == {"id": {"value": cursor}}


def test_the_next_pages_are_empty(caller: Caller, desk: Desk, case: str, threads: list[str], switch: Any) -> None:
    say_often(desk, case, 3)
    first = caller.get(THREADS).json()
    switch("odd_end", options={"mode": "empty"})
    assert len(caller.chat(case, "limit=2")) == 2
    assert caller.chat(case, "limit=2&offset=2") == []
    rest = caller.get(f"{THREADS}&page.id={first['nextPage']['id']}").json()
    assert (rest["threads"], rest["nextPage"]) == ([], None)


def test_a_page_is_cut_and_the_last_one(caller: Caller, desk: Desk, case: str, threads: list[str], switch: Any) -> None:
    say_often(desk, case, 3)
    switch("odd_end", options={"mode": "cut"})
    assert len(caller.chat(case, "limit=2")) == 1
    assert caller.get(THREADS).json()["nextPage"] is None


def test_empty_pages_have_no_end(caller: Caller, threads: list[str], switch: Any) -> None:
    switch("odd_end", options={"mode": "endless"})
    answer, seen = caller.get(f"{THREADS}0").json(), set()
    for _page in range(4):
        cursor = answer["nextPage"]["id"]
        assert cursor not in seen
        seen.add(cursor)
        answer = caller.get(f"{THREADS}&page.id={cursor}").json()
        assert answer["threads"] == []


def test_the_next_page_cannot_be_read(caller: Caller, desk: Desk, case: str, switch: Any) -> None:
    say_often(desk, case, 3)
    switch("odd_end", options={"mode": "broken"})
    assert caller.get(f"/sale/issues/{case}/chat?limit=2").status_code == 200
    assert caller.get(f"/sale/issues/{case}/chat?limit=2&offset=2").status_code == 503


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("field", ["id", "createdAt", "author", "text", "attachments"])
def test_a_part_of_the_newest_entry_is_odd(
    caller: Caller, desk: Desk, case: str, switch: Any, field: str, shape: str
) -> None:
    say_often(desk, case, 2)
    before = caller.chat(case)
    switch("odd_entry", options={"field": field, "shape": shape})
    newest, *others = caller.chat(case)
    assert others == before[1:]
    expected = {name: part for name, part in before[0].items() if name != field}
    if shape != "missing":
        expected[field] = SHAPES[shape]
    assert newest == expected


def test_a_role_is_odd_and_a_list_has_its_own_word_for_the_time(caller: Caller, case: str, switch: Any) -> None:
    switch("odd_entry", options={"field": "role", "shape": "object"})
    assert caller.chat(case)[0]["author"]["role"] == {"value": "?"}
    switch("odd_entry", options={"field": "createdAt", "shape": "null"})
    assert caller.get("/sale/issues").json()["issues"][0]["openedDate"] is None


@pytest.mark.parametrize(("which", "struck"), [("newest", [0]), ("oldest", [2]), ("all", [0, 1, 2])])
def test_the_entries_can_be_chosen(
    caller: Caller, desk: Desk, case: str, switch: Any, which: str, struck: list[int]
) -> None:
    say_often(desk, case, 2)
    switch("odd_entry", options={"which": which})
    assert [number for number, one in enumerate(caller.chat(case)) if "id" not in one] == struck


def test_what_has_nothing_to_bend_is_no_strike(caller: Caller, allegro: Any, case: str, switch: Any) -> None:
    switch("odd_entry", options={"field": "text"})
    caller.get("/sale/issues")
    assert allegro.market.faults.struck("odd_entry") == 0
