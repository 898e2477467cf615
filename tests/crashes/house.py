"""A whole Parley of separate processes that a test may kill one by one and start again."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import redis
import requests

from tests.crashes.queries import CALLED_FAILED, FAILED, FILES, GIVEN_UP, HISTORY, NOT_PROVEN, QUIET, REPLIES, STANDING
from tests.e2e.house import PASSWORD, ROOT, environment, free_port, scratch_database

AGENT = "agent1@example.com"
PATIENCE = 60  # seconds until everything must be quiet


@dataclass
class House:
    """Processes by name ("worker", "worker-2", "beat", "web"); `allegro` is the simulator's address."""

    folder: Path
    env: dict[str, str]
    allegro: str
    url: str
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    browser: requests.Session = field(default_factory=requests.Session)
    files: dict[str, int] = field(default_factory=dict)  # the sizes of files that were sent along, by the reply's text

    # Processes

    def start(self, name: str, *, crash_at: str = "") -> None:
        """Start a process of that role; `crash_at` names the step at which it dies."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "tests.crashes.process", name.partition("-")[0]],
                cwd=ROOT,
                env=self.env | {"PARLEY_CRASH_AT": crash_at},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if name == "web":
            self.until(lambda: requests.get(f"{self.url}/healthz", timeout=2).ok)

    def kill(self, name: str) -> None:
        """As a power cut would: the process and its children at once."""
        process = self.running.pop(name)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)

    def restart(self, name: str, *, crash_at: str = "") -> None:
        self.kill(name)
        self.start(name, crash_at=crash_at)

    def wait_for_death(self, name: str) -> None:
        """A step that is never reached is a failure of the test."""
        self.until(lambda: self.running[name].poll() is not None, f"{name} did not reach its step")
        assert self.running[name].returncode == -signal.SIGKILL, self.log(name)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()[-3000:]

    def until(self, holds: Callable[[], bool], what: str = "") -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for name, process in self.running.items():
                assert process.poll() in (None, -signal.SIGKILL), f"{name} ended by itself: {self.log(name)}"
            try:
                if holds():
                    return
            except (requests.RequestException, psycopg.Error, sqlite3.Error):
                pass  # on its way up, or busy
            time.sleep(0.1)
        raise AssertionError(what or "it did not happen in time")

    # Allegro

    def play(self, method: str, path: str, **body: Any) -> Any:
        response = requests.request(method, f"{self.allegro}/control{path}", json=body or None, timeout=10)
        response.raise_for_status()
        return response.json()

    def open_case(self, kind: str = "discussion", text: str = "Dzień dobry") -> str:
        return str(self.play("POST", "/cases", seller="44120871", kind=kind, text=text)["id"])

    def decided_claim(self) -> str:
        """One that was decided long before the account was connected."""
        bulk = {"seller": "44120871", "kind": "claim", "cases": 1, "decided": True, "days": 200, "recent": 199}
        (claim,) = self.play("POST", "/bulk", **bulk)["ids"]
        query = f"SELECT 1 FROM allegro_decidedclaim WHERE external_id = '{claim}'"  # noqa: S608 - ours
        self.until(lambda: bool(self.rows(query)), "the claim was not remembered")
        return str(claim)

    def say(self, case: str, text: str) -> None:
        self.play("POST", f"/cases/{case}/messages", author="buyer", text=text)

    def set_allegros_clock(self, ahead: int) -> str:
        """So many seconds ahead of ours; for the table, in words."""
        self.play("POST", "/faults", id="clock", options={"seconds": ahead})
        return ", clocks five minutes apart" if ahead else ""

    def behave(self, fault: str = "") -> None:
        """No fault any more, or not this one."""
        params = {"id": fault} if fault else {}
        requests.delete(f"{self.allegro}/control/faults", params=params, timeout=10).raise_for_status()

    # People

    def sign_in(self) -> None:
        address = f"{self.url}/accounts/login/"
        form = {"login": AGENT, "password": PASSWORD, "csrfmiddlewaretoken": self._token(address)}
        self.browser.post(address, form, headers={"Referer": address}, timeout=20).raise_for_status()

    def ticket_of(self, case: str) -> int:
        """The ticket, as soon as it has arrived."""
        found: list[int] = []

        def look() -> bool:
            rows = self.rows(f"SELECT ticket_id FROM allegro_case WHERE external_id = '{case}'")  # noqa: S608 - ours
            found.extend(row[0] for row in rows)
            return bool(found)

        self.until(look, "the case did not arrive")
        return found[0]

    def page_of(self, case: str) -> str:
        return self.browser.get(f"{self.url}/tickets/{self.ticket_of(case)}/", timeout=20).text

    def reply(self, case: str, text: str, *, submission: str = "", file: bytes = b"") -> requests.Response:
        """Through the page's own form, as a browser without script."""
        ticket = self.ticket_of(case)
        address = f"{self.url}/tickets/{ticket}/reply/"
        form = {
            "reply-text": text,
            "reply-submission": submission or str(uuid4()),
            "reply-seen": "999999999",
            "csrfmiddlewaretoken": self._token(f"{self.url}/tickets/{ticket}/"),
        }
        files = {"reply-file": ("a.png", file, "image/png")} if file else None
        if file:
            self.files[text] = len(file)
        return self.browser.post(address, form, files=files, headers={"Referer": address}, timeout=20)

    def confirm(self, case: str) -> None:
        """ "It is there", beside the one reply that is not looked for any more."""
        self.until(lambda: len(self.rows(GIVEN_UP)) == 1, "it is looked for in vain, or was called not delivered")
        page, ((message,),) = f"{self.url}/tickets/{self.ticket_of(case)}/", self.rows(GIVEN_UP)
        form = {"csrfmiddlewaretoken": self._token(page)}
        address = f"{self.url}/messages/{message}/confirm/"
        self.browser.post(address, form, headers={"Referer": page}, timeout=20).raise_for_status()

    def _token(self, address: str) -> str:
        page = self.browser.get(address, timeout=20).text
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, page[:2000]
        return found.group(1)

    # What there is

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        if self.env["DATABASE_URL"].startswith("sqlite"):
            with sqlite3.connect(self.folder / "parley.sqlite3", timeout=20) as connection:
                return connection.execute(query).fetchall()
        with psycopg.connect(self.env["DATABASE_URL"]) as connection:
            return connection.execute(query.encode()).fetchall()

    def settle(self) -> None:
        """Wait until nothing is under way and every case is Allegro's, and proven to be; then check every promise."""
        self.until(lambda: self.rows(QUIET) == [(0,)], "a reply is still under way")
        self.until(lambda: self._kept() == self._said(), "a history differs from Allegro's")
        self.until(lambda: self.rows(NOT_PROVEN) == [], "a case is not proven")
        self.check_replies()
        self.check_files()

    def _cases(self) -> list[Any]:
        return [self.play("GET", f"/cases/{case['id']}") for case in self.play("GET", "/cases")]

    def _said(self) -> dict[str, list[tuple[str, str]]]:
        return {case["id"]: [(one["id"], one["text"]) for one in case["messages"]] for case in self._cases()}

    def _kept(self) -> dict[str, list[tuple[str, str]]]:
        kept: dict[str, list[tuple[str, str]]] = {}
        for case, message, text in self.rows(HISTORY):
            kept.setdefault(case, []).append((message, text))
        return kept

    def check_replies(self) -> None:
        """Each reply is on Allegro once, or marked not delivered and not there."""
        said = [text for messages in self._said().values() for _id, text in messages]
        for text, state in self.rows(REPLIES):
            assert said.count(text) == {"delivered": 1, "failed": 0}[state], (text, state)
        assert self.rows(CALLED_FAILED) == self.rows(FAILED), "a reply that is there was called not delivered"

    def check_files(self) -> None:
        """A reply that was given a file has it in Parley and, if it is on Allegro, there, too."""
        messages = [message for case in self._cases() for message in case["messages"]]
        for text, size in self.files.items():
            assert self.rows(FILES.format(text=text)) == [(size,)], f"Parley did not take the file of {text}"
            received = [message["files"] for message in messages if message["text"].startswith(text)]
            assert len(received) == (self.state_of(text) == "delivered")
            for files in received:
                assert [file["size"] for file in files] == [size], f"Allegro did not get the file of {text}"

    def standing_of(self, case: str) -> tuple[Any, ...] | None:
        """Why it is not proven, how many messages are here, how many of them marked, how many entries were left out."""
        return next(iter(self.rows(STANDING.format(case=case))), None)

    def state_of(self, text: str) -> str:
        rows = self.rows(f"SELECT delivery FROM tickets_message WHERE text LIKE '{text}%'")  # noqa: S608 - ours
        assert len(rows) == 1, rows
        return str(rows[0][0])

    def lose_the_broker(self) -> None:
        """Whatever waited there is gone."""
        if self.env["REDIS_URL"]:
            redis.Redis.from_url(self.env["REDIS_URL"]).flushdb()
            return
        for message in (self.folder / "broker" / "messages").glob("*"):
            message.unlink(missing_ok=True)


@contextmanager
def crashing_house(folder: Path, *, database_url: str = "") -> Iterator[House]:
    """One seller connected, one agent signed in, web, worker and beat running; no cases yet."""
    web, simulator = free_port(), free_port()
    with scratch_database(folder) as scratch:
        env = environment(folder, web, simulator, database_url or scratch) | {
            "REDIS_URL": _redis_of_our_own(),
            "SIMULATOR_LIMITS": "off",
            "QUICK_SWEEP_SECONDS": "1",
            "DECIDED_SWEEP_SECONDS": "2",
            "UNDO_SECONDS": "0",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        house = House(folder, env, f"http://127.0.0.1:{simulator}", f"http://127.0.0.1:{web}")
        house.lose_the_broker()
        try:
            _furnish(house, simulator)
            for name in ("web", "worker", "beat"):
                house.start(name)
            house.sign_in()
            yield house
        finally:
            for name in list(house.running):
                house.kill(name)


def _redis_of_our_own() -> str:
    """Another database than the suite's: it is emptied here."""
    given = os.environ.get("REDIS_URL", "")
    return urlunsplit(urlsplit(given)._replace(path="/8")) if given else ""


def _furnish(house: House, port: int) -> None:
    state = house.folder / "simulator"
    command = [sys.executable, "-m", "simulator", "--port", str(port), "--state", str(state), "--empty"]

    def allegro() -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(command, cwd=ROOT, env=house.env, stdout=subprocess.DEVNULL, start_new_session=True)
        house.until(lambda: requests.get(house.allegro, timeout=2).ok)
        return process

    empty = allegro()
    empty.terminate()
    empty.wait(timeout=10)
    for verb in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["load_demo"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *verb], cwd=ROOT, env=house.env, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()[-3000:]
    house.running["allegro"] = allegro()
