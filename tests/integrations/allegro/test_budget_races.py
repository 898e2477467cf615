"""Two processes never take the same turn: whoever comes second sees that the row has changed, and looks again."""

from collections.abc import Callable
from threading import Barrier, Thread
from time import time
from typing import Any

import pytest
from django.db import connection

from integrations.allegro.budget import SharedGate, left
from integrations.allegro.models import Budget
from tests.integrations.allegro.gates import Gates


class InBetween:
    """Does something once, after our process has looked at the row and before it writes for the so-manieth time."""

    def __init__(self, work: Callable[[], object], times: int = 1) -> None:
        self.work: Callable[[], object] | None = work
        self.left = times

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self.left -= sql.startswith("UPDATE") and self.work is not None
        if not self.left and self.work is not None:
            work, self.work = self.work, None
            work()
        return execute(sql, *rest)


def test_whoever_writes_second_looks_again_and_both_are_counted(gates: Gates) -> None:
    gates.read()
    with connection.execute_wrapper(InBetween(gates.read)):
        gates.read()
    assert gates.waited == [0.001]
    assert left("key").requests == 8_997


def test_the_last_turn_of_the_burst_goes_to_one_of_two(gates: Gates) -> None:
    gates.read(59)
    with connection.execute_wrapper(InBetween(gates.read)):
        gates.read()
    assert gates.waited == [0.001, 0.006]


def test_two_messages_at_the_same_moment_are_more_than_a_second_apart(gates: Gates) -> None:
    gates.message()
    gates.clock.shift(1.25)
    with connection.execute_wrapper(InBetween(gates.message, 2)):
        gates.message()
    assert gates.waited == [0.001, 1.249]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="Threads of SQLite share the test's one connection")
@pytest.mark.django_db(transaction=True)
def test_of_four_processes_that_ask_at_once_no_two_take_the_same_turn() -> None:
    start = Barrier(4)

    def ask() -> None:
        start.wait()
        for _number in range(50):
            SharedGate("key", "1").enter("issues.message", writes=True)
        connection.close()

    began = time()
    workers = [Thread(target=ask) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    # Each of the 200 moved the row on by its 6.858 ms, also where another came in between; 100 of them left at once.
    assert Budget.objects.get().arrival >= (began * 1000 + 200 * 6.858) * 1000
    assert time() - began >= 100 * 0.006858
