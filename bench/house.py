"""A Parley of real processes for benchmarks: PostgreSQL and Redis, the simulator as Allegro with its limits on.

BENCH_DATABASE_URL names a PostgreSQL server (a database of its own is made beside that one and dropped afterwards),
BENCH_REDIS_URL a Redis database that may be emptied. The processes are those of the Procfile.
"""

import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
import redis
import requests

from bench.allegro import Shop

ROOT = Path(__file__).resolve().parents[1]
DATABASE_URL = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/7")
SIMULATOR_PORT = 8792
UNDO_SECONDS = 3
PATIENCE = 60  # seconds to start


@dataclass
class House:
    """Processes by name; what is in the database is asked through Django's models, which are set up here."""

    folder: Path
    env: dict[str, str]
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def allegro(self) -> str:
        return f"http://127.0.0.1:{SIMULATOR_PORT}"

    def start(self, name: str, *options: str) -> "subprocess.Popen[bytes]":
        """A process of the Procfile, or the simulator."""
        line = next(line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith(f"{name}:"))
        words = [os.path.expandvars(word) for word in shlex.split(line.partition(":")[2])]
        program = [str(Path(sys.executable).parent / words[0]), *words[1:], *options]
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(program, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
        self.running.append(process)
        return process

    def stop(self) -> None:
        """As on Ctrl-C; whoever does not go is killed."""
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        self.running.clear()

    def play(self, method: str, path: str, **body: object) -> Any:
        """Play Allegro's side."""
        answer = requests.request(method, f"{self.allegro}/control{path}", json=body or None, timeout=60)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def rooms(shops: list[Shop], *, interval: int = 30) -> Iterator[House]:
    """The house without any process: database, connections, and the simulator's folder `simulator`, which is filled."""
    with tempfile.TemporaryDirectory() as name, _database() as database_url:
        folder = Path(name)
        os.environ.update(_environment(folder, database_url, interval))
        redis.Redis.from_url(REDIS_URL).flushdb()
        django.setup()
        from bench.allegro import furnish
        from bench.workspace import connect

        grants = furnish(folder / "simulator", shops)
        here = House(folder, dict(os.environ))
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=here.env, check=True)
        connect(grants)
        try:
            yield here
        finally:
            here.stop()
            django.db.connections.close_all()


@contextmanager
def house(shops: list[Shop], *, interval: int = 30) -> Iterator[House]:
    """A fresh house with these shops connected and the simulator running, no worker yet."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a bench that is stopped leaves nothing behind
    with rooms(shops, interval=interval) as here:
        here.start("simulator")
        wait_for(here.allegro)
        yield here


def resident(process: "subprocess.Popen[bytes]") -> int:
    """The largest resident memory among a worker's processes, in MB."""
    listed = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return max(_resident(pid) for pid in [process.pid, *map(int, listed.stdout.split())])


def _resident(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmRSS")), "VmRSS: 0")
    return int(line.split()[1]) // 1024


def _environment(folder: Path, database_url: str, interval: int) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PARLEY_DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "REDIS_URL": REDIS_URL,
        "SECRET_KEY": "bench" * 20,
        "ENCRYPTION_KEYS": "dGhlLXRlc3Qtc3VpdGUta2VlcHMtbm8tc2VjcmV0cyE=",
        "ALLEGRO_ENVIRONMENT": "simulator",
        "ALLEGRO_CLIENT_ID": "parley-demo",
        "ALLEGRO_CLIENT_SECRET": "parley-demo-secret",
        "SIMULATOR_PORT": str(SIMULATOR_PORT),
        "SIMULATOR_LIMITS": "on",
        "LOG_LEVEL": "WARNING",
        "S3_BUCKET": "",
        "UNDO_SECONDS": str(UNDO_SECONDS),
        "QUICK_SWEEP_SECONDS": str(interval),
    }


@contextmanager
def _database() -> Iterator[str]:
    name = f"parley_bench_{os.getpid()}"
    with psycopg.connect(DATABASE_URL, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(DATABASE_URL)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(DATABASE_URL, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def wait_for(address: str) -> None:
    """Until something answers there."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            requests.get(address, timeout=5)
        except requests.RequestException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
