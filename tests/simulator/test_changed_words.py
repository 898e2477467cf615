"""Allegro hands out what is not letter for letter what was written (tracker 12032)."""

from typing import Any

import pytest

from tests.simulator.conftest import Caller, Desk


@pytest.mark.parametrize(
    ("how", "sent", "read"),
    [
        ("escaped", "?a=1&b=2", "?a=1&amp;b=2"),
        ("escaped", '"Oslo" <80 cm>', "&quot;Oslo&quot; &lt;80 cm&gt;"),
        ("emoji", "Wysłane \U0001f642 dziś", "Wysłane  dziś"),
        ("invisible", "Dzień do\u200bbry", "Dzień dobry"),
        ("composed", "Dzien\u0301 dobry", "Dzień dobry"),
        ("spaces", "Cena 100\xa0zł", "Cena 100 zł"),
    ],
)
@pytest.mark.parametrize("kind", ["discussion", "purchase_problem"])
def test_a_message_is_stored_and_answered_with_other_letters(
    caller: Caller, desk: Desk, switch: Any, kind: str, how: str, sent: str, read: str
) -> None:
    case = desk.open(kind)["id"]
    switch("changed_words", options={"how": how}, count=1)
    path = f"/sale/issues/{case}/message" if kind == "discussion" else f"/messaging/threads/{case}/messages"
    assert caller.post(path, {"text": sent, "type": "REGULAR"}).json()["text"] == read
    assert [one["text"] for one in desk.get(f"/cases/{case}")["messages"]][-1] == read
