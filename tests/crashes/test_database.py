"""The database goes away in the middle and comes back: a PostgreSQL of the test's own, restarted without mercy."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from tests.crashes.house import crashing_house
from tests.crashes.table import note_outcome
from tests.e2e.house import free_port

pytestmark = [
    pytest.mark.crashes,
    pytest.mark.skipif(not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="SQLite is no server"),
]


class Cluster:
    """PostgreSQL in a folder. It refuses to run as root, so then another user has to."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self.folder, self.binaries, self.port = folder, binaries, free_port()
        self.user = next((name for name in ("postgres", "nobody") if os.getuid() == 0 and _exists(name)), None)
        if self.user:
            shutil.chown(folder, self.user)
        self.run("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust")
        self.control("start")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def control(self, verb: str) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        log = str(self.folder / "log")
        self.run("pg_ctl", verb, "-w", "-m", "immediate", "-D", str(self.folder / "data"), "-o", options, "-l", log)

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        if program == "pg_ctl" and arguments[0] == "start":
            command = [one for one in command if one not in ("-m", "immediate")]
        subprocess.run(
            command,
            user=self.user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=60,
        )


def _binaries() -> Path | None:
    """Where initdb is, if anywhere."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@contextmanager
def cluster() -> Iterator[Cluster]:
    binaries = _binaries()
    if binaries is None:
        pytest.skip("There is no PostgreSQL server on this machine to restart.")
    folder = Path(tempfile.mkdtemp(prefix="parley-postgres-"))
    running = Cluster(folder, binaries)
    try:
        yield running
    finally:
        running.control("stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_a_database_that_is_restarted_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    words = f"Odpowiedź {uuid4().hex[:8]}"
    with cluster() as database, crashing_house(tmp_path, database_url=database.url) as house:
        cases = [house.open_case(kind) for kind in ("discussion", "claim", "purchase_problem") for _time in range(2)]
        for case in cases:
            house.ticket_of(case)
        for number, case in enumerate(cases):
            assert house.reply(case, f"{words} {number}").ok
            house.say(case, words)
        database.control("restart")
        house.until(lambda: requests.get(f"{house.url}/accounts/login/", timeout=5).ok)
        assert house.reply(cases[0], f"{words} potem").ok
        # Each reply is there once or marked not delivered: a worker may have lost the database before it had sent.
        house.settle()
        assert house.state_of(f"{words} potem") == "delivered"
    note_outcome("restarted (immediate), work under way", "database", "each once, or marked not delivered")
