"""A switch strikes where, whom and as often as it is told; on the desk and by the control routes."""

from typing import Any

import pytest
import requests

from simulator.faults.catalogue import CATALOGUE
from simulator.seed import Seeding
from simulator.testing import Running
from tests.simulator.conftest import LIST, SELLER, Caller, Desk


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


def test_a_call_that_a_fault_has_nothing_to_do_to_does_not_count(
    allegro: Running, caller: Caller, desk: Desk, switch: Any
) -> None:
    claim = desk.open("claim")["id"]
    for id_ in ("F02", "F05", "F07", "F12", "F18", "F19", "F20", "F27"):
        switch(id_, count=1)
    caller.get(LIST)
    caller.chat(claim)
    caller.post(f"/sale/issues/{claim}/message", {"text": "Halo", "type": "REGULAR"})
    struck = {one.id: (one.struck, one.left) for one in allegro.market.faults.active}
    assert len(struck) == 8
    assert set(struck.values()) == {(0, 1)}
    desk.open("discussion")
    caller.get(LIST)
    assert allegro.market.faults.struck("F18") == 1


def test_a_fresh_start_switches_everything_off(allegro: Running, desk: Desk, switch: Any) -> None:
    for start in (lambda: allegro.market.start_afresh(Seeding.EMPTY), lambda: desk.post("/reset", {"seed": "empty"})):
        switch("F11")
        start()
        assert allegro.market.faults.active == ()


@pytest.mark.parametrize(
    ("id_", "values"),
    [
        ("F99", {}),
        ("F11", {"options": {"colour": "red"}}),
        ("F11", {"options": {"status": "many"}}),
        ("F11", {"options": {"status": 999}}),
        ("F11", {"options": {"stored": "perhaps"}}),
        ("F24", {"options": {"when": "never"}}),
        ("slow", {"options": {"seconds": "inf"}}),
        ("F11", {"routes": ("issues.nothing",)}),
        ("F02", {"routes": ("issues.list",)}),
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
    desk.post("/faults", {"id": "F99"}, expect=422)
    desk.post("/faults", {"id": "F23", "count": 1})
    assert [caller.get(LIST).status_code for _number in range(2)] == [429, 429]
    assert desk.get("/faults")["asked_during_block"] == 1
    desk.post("/faults", {"id": "F25"})
    requests.delete(f"{desk.url}/faults?id=F25", timeout=5)
    assert desk.get("/faults")["active"] == []
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
    assert 'href="/desk/faults#F11"' in page("/")
    assert caller.get(LIST).status_code == 503
    requests.post(f"{allegro.url}/desk/faults/F11/off", timeout=5)
    assert 'href="/desk/faults#F11"' not in page("/")
    for wrong in ({"percent": "500"}, {"count": "wiele"}, {"option-status": "999"}):
        refused = requests.post(f"{allegro.url}/desk/faults/F11/on", wrong, cookies=cookies, timeout=5)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text
    assert requests.post(f"{allegro.url}/desk/faults/F99/on", timeout=5).status_code == 404
    requests.post(f"{allegro.url}/desk/faults/F12/on", timeout=5)
    requests.post(f"{allegro.url}/desk/faults/off", timeout=5)
    assert allegro.market.faults.active == ()
