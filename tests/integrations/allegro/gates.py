"""Gates of several processes on one clock, which passes only while somebody waits or a test says so."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import time_machine

from integrations.allegro import budget
from integrations.allegro.budget import SharedGate

MIDNIGHT = "2026-03-02T00:00:00Z"  # the beginning of a minute


@dataclass
class Gates:
    clock: time_machine.Traveller
    waited: list[float] = field(default_factory=list)

    def one(self, seller: str = "1", client_id: str = "key") -> SharedGate:
        """The gate of a process that asks for the first time."""
        return SharedGate(client_id, seller, self.wait)

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.clock.shift(seconds)

    def read(self, times: int = 1) -> None:
        """So many processes read once each."""
        for _number in range(times):
            self.one().enter("issues.list", writes=False)

    def write(self, times: int = 1) -> None:
        """So many processes write once each."""
        for _number in range(times):
            self.one().enter("issues.message", writes=True)

    def message(self, seller: str = "1") -> None:
        """A message in a purchase problem, answered at once."""
        gate = self.one(seller)
        gate.enter("threads.message", writes=True)
        gate.leave("threads.message")


@contextmanager
def gates_on_a_clock() -> Iterator[Gates]:
    with time_machine.travel(MIDNIGHT, tick=False) as clock, pytest.MonkeyPatch.context() as patch:
        patch.setattr(budget, "monotonic", time.time)  # which the traveller does not move
        yield Gates(clock)
