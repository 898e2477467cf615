"""Two beats on Redis: the one that sends is killed, and the other takes over."""

import os
import time
from pathlib import Path

import pytest

from tests.crashes.house import crashing_house
from tests.crashes.table import note_outcome

pytestmark = [
    pytest.mark.crashes,
    pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="Without Redis there is one machine, and one beat."),
]
SOON = 25  # seconds: the lock outlives its beat by 15, and is looked at every 3


def test_when_the_active_beat_is_killed_the_other_takes_over(tmp_path: Path) -> None:
    with crashing_house(tmp_path) as house:
        house.until(lambda: "is active" in house.log("beat"))
        house.start("beat-2")
        time.sleep(5)
        assert "is active" not in house.log("beat-2")
        house.kill("beat")
        killed = time.monotonic()
        house.until(lambda: "is active" in house.log("beat-2"), "the other beat stood by for ever")
        assert time.monotonic() - killed < SOON
        house.ticket_of(house.open_case())
    note_outcome("the active one of two", "beat", "the other sends within 20 s")
