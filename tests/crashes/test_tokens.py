"""Twenty processes that need a new token at the same instant make one refresh."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from tests.crashes.house import crashing_house
from tests.crashes.table import note_outcome
from tests.e2e.house import ROOT

pytestmark = pytest.mark.crashes


def test_twenty_processes_make_one_refresh(tmp_path: Path) -> None:
    with crashing_house(tmp_path) as house:
        for name in ("worker", "beat"):
            house.kill(name)
        requests.delete(f"{house.allegro}/control/requests", timeout=10)
        moment = time.time() + 25  # until then all of them have started, on two cores too
        command = [sys.executable, "-m", "tests.crashes.refresh", str(moment)]
        processes = [subprocess.Popen(command, cwd=ROOT, env=house.env) for _number in range(20)]
        assert [process.wait(timeout=90) for process in processes] == [0] * 20
        assert house.play("GET", "/requests?route=oauth.token")["count"] == 1
        assert house.rows("SELECT disconnected_at FROM allegro_account") == [(None,)]
    note_outcome("none: twenty processes renew at once", "all", "one refresh")
