"""Whoever reads a lot takes several turns at once, so that not each reading asks the database."""

import pytest

from integrations.allegro.budget import SharedGate, left
from integrations.allegro.client.errors import RateLimited
from tests.integrations.allegro.gates import Gates


@pytest.fixture
def mine(gates: Gates) -> SharedGate:
    return gates.one()


def read(gate: SharedGate, times: int = 1) -> int:
    """Read so often; how many turns have been taken in all."""
    for _number in range(times):
        gate.enter("issues.chat", writes=False)
    return 9_000 - left("key").requests


def test_twice_as_many_turns_are_taken_each_time_they_are_used_up(mine: SharedGate) -> None:
    """1, 2, 4, 8, 16: the readings 1, 2, 4, 8 and 16 ask, those between do not."""
    assert [read(mine) for _number in range(16)] == [1, 3, 3, 7, 7, 7, 7, 15, 15, 15, 15, 15, 15, 15, 15, 31]


def test_twenty_five_turns_are_the_most(mine: SharedGate, gates: Gates) -> None:
    assert read(mine, 31) == 31
    assert read(mine) == 56
    assert read(mine, 24) == 56
    assert gates.waited == []
    assert read(mine) == 81
    assert gates.waited == [0.145]


def test_turns_are_good_for_half_a_second(mine: SharedGate, gates: Gates) -> None:
    assert read(mine, 4) == 7
    gates.clock.shift(0.5)
    assert read(mine) == 7


def test_turns_that_are_not_used_within_half_a_second_are_lost(mine: SharedGate, gates: Gates) -> None:
    assert read(mine, 4) == 7
    gates.clock.shift(0.501)
    assert read(mine) == 9


def test_a_reader_who_slowed_down_takes_half_as_many(mine: SharedGate, gates: Gates) -> None:
    assert read(mine, 8) == 15
    gates.clock.shift(1)
    assert read(mine) == 19
    gates.clock.shift(1)
    assert read(mine) == 21
    gates.clock.shift(1)
    assert read(mine) == 22
    gates.clock.shift(1)
    assert read(mine) == 23


def test_a_reader_who_never_hurries_takes_one_turn_each_time(mine: SharedGate, gates: Gates) -> None:
    read(mine)
    gates.clock.shift(0.6)
    assert read(mine) == 2


def test_a_write_never_uses_a_turn_of_a_reader(mine: SharedGate) -> None:
    assert read(mine, 4) == 7
    mine.enter("issues.message", writes=True)
    assert left("key").requests == 8_992


def test_each_process_has_turns_of_its_own(gates: Gates) -> None:
    first, second = gates.one(), gates.one()
    assert read(first, 4) == 7
    assert read(second) == 8


@pytest.mark.parametrize("route", ["issues.chat", "threads.message"])
def test_turns_in_hand_are_given_up_when_allegro_refuses(mine: SharedGate, gates: Gates, route: str) -> None:
    assert read(mine, 4) == 7
    mine.shut(route, 0.1)
    assert read(mine) > 7


def test_turns_in_hand_do_not_leave_during_a_block(mine: SharedGate) -> None:
    read(mine, 4)
    mine.shut("issues.chat", 40)
    with pytest.raises(RateLimited):
        read(mine)
