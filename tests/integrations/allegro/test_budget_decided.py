"""The share of decided claims: a third of what Allegro allows; their chats, only where nobody else needs the turns."""

from bisect import bisect_left
from dataclasses import replace
from time import time

import pytest

from integrations.allegro.budget import A_MINUTE, DECIDED_CHATS, DECIDED_LIST, Turns
from integrations.allegro.client.errors import RateLimited
from tests.integrations.allegro.gates import Gates


@pytest.mark.parametrize("turns", [DECIDED_LIST, DECIDED_CHATS])
def test_no_minute_sees_more_than_a_third(turns: Turns, gates: Gates) -> None:
    mine = replace(gates.one(), turns=turns)
    began, left_at = time(), list[float]()
    while time() < began + 75:
        mine.enter("issues.chat", writes=False)
        left_at.append(time())
    in_a_minute = [bisect_left(left_at, at + 60) - number for number, at in enumerate(left_at)]
    assert max(in_a_minute) <= A_MINUTE / 3
    assert len(left_at) / 75 > 47


def test_the_list_finds_turns_where_the_chats_have_used_up_theirs(gates: Gates) -> None:
    chats = replace(gates.one(), turns=DECIDED_CHATS)
    while not gates.waited:
        chats.enter("issues.chat", writes=False)
    gates.waited.clear()
    replace(gates.one(), turns=DECIDED_LIST).enter("issues.list", writes=False)
    assert gates.waited == []


def test_others_find_turns_where_the_chats_have_used_up_theirs(gates: Gates) -> None:
    chats = replace(gates.one(), turns=DECIDED_CHATS)
    while not gates.waited:
        chats.enter("issues.chat", writes=False)
    gates.waited.clear()
    gates.read(20)
    assert gates.waited == []


def test_chats_wait_while_others_read_as_fast_as_they_may(gates: Gates) -> None:
    """A first import, say, which takes every turn there is."""
    importing, chats = gates.one(), replace(gates.one(), turns=DECIDED_CHATS)
    for _number in range(200):
        importing.enter("issues.chat", writes=False)

    def wait(seconds: float) -> None:
        gates.wait(seconds)
        for _number in range(1 + int(seconds * 146)):
            importing.enter("issues.chat", writes=False)

    with pytest.raises(RateLimited):
        replace(chats, pause=wait).enter("issues.chat", writes=False)
