"""A whole Parley as `make demo` runs it: real processes, real ports, data of its own."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import requests

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "parley-demo"
START_SECONDS = 90
UNDO_SECONDS = 2
PR_SET_PDEATHSIG = 1  # of <sys/prctl.h>


@dataclass(frozen=True)
class House:
    """Addresses without a trailing slash."""

    url: str
    allegro: str
    process: "subprocess.Popen[bytes]"
    sessions: dict[str, Any] = field(default_factory=dict)  # by e-mail: the cookies of who has signed in

    def play(self, method: str, path: str, **body: Any) -> Any:
        """Play Allegro's side through the simulator's control routes."""
        response = requests.request(method, f"{self.allegro}/control{path}", json=body or None, timeout=10)
        response.raise_for_status()
        return response.json()

    def stop(self) -> None:
        """As on Ctrl-C. It takes seconds, and nobody is waited for here."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)


@contextmanager
def running_house(folder: Path) -> Iterator[House]:
    """Runs until the block ends, and has stopped then."""
    web, simulator = free_port(), free_port()
    with scratch_database(folder) as database_url, (folder / "house.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=ROOT,
            env=environment(folder, web, simulator, database_url),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_stop_with_the_tests,
        )
        house = House(f"http://localhost:{web}", f"http://127.0.0.1:{simulator}", process)
        try:
            wait_for(f"http://127.0.0.1:{web}/accounts/login/", process, folder)
            yield house
        finally:
            house.stop()
            process.wait(timeout=30)


def _stop_with_the_tests() -> None:
    """A run of the tests that is killed leaves no Parley behind: Linux then sends this process what Ctrl-C sends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def environment(folder: Path, web: int, simulator: int, database_url: str) -> dict[str, str]:
    secrets = {"SECRET_KEY": "e2e" * 20, "ENCRYPTION_KEYS": "dGhlLXRlc3Qtc3VpdGUta2VlcHMtbm8tc2VjcmV0cyE="}
    return (
        os.environ
        | secrets
        | {
            "DJANGO_SETTINGS_MODULE": "tests.e2e.settings",
            "WEB_PORT": str(web),
            "SIMULATOR_PORT": str(simulator),
            "SITE_URL": f"http://localhost:{web}",
            "PARLEY_DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "ALLEGRO_ENVIRONMENT": "simulator",
            "ALLEGRO_CLIENT_ID": "parley-demo",
            "ALLEGRO_CLIENT_SECRET": "parley-demo-secret",
            "ALLEGRO_AUTH_URL": "",
            "ALLEGRO_API_URL": "",
            "ALLEGRO_WEB_URL": "",
            "S3_BUCKET": "",
            "UNDO_SECONDS": str(UNDO_SECONDS),
            "QUICK_SWEEP_SECONDS": "2",
        }
    )


@contextmanager
def scratch_database(folder: Path) -> Iterator[str]:
    """SQLite in the folder; or, where DATABASE_URL names PostgreSQL, a database of its own beside it."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{folder / 'parley.sqlite3'}"
        return
    name = f"parley_e2e_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def free_port() -> int:
    """One that no other connection of this machine takes before the process that it is for: below those given out."""
    while True:
        port = Random().randrange(15_000, 30_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_for(address: str, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(address, timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError(f"the house did not start:\n{(folder / 'house.log').read_text()[-3000:]}")
