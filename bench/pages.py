"""How long the pages take: `python -m bench.pages 10000 1000000 [--rounds 60]`, on desks that bench.desk made.

Two workers of the web server as the Procfile runs it, on PostgreSQL, asked by one signed-in person over HTTP on the
same machine. Every round asks for every page once, so that noise falls on all of them alike; the first rounds warm up
and are not counted. Printed: milliseconds (median, 95th percentile, quartiles), the median as a multiple of an empty
signed-in page's in the same run, and, where two desks are measured, how much slower the larger one is.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import requests

from bench.desk import LONG, RARE, desk_url, settings_for
from bench.house import ROOT, wait_for

PORT = 8793
WARM_UP = 5  # rounds
EMPTY = "empty page"
PAGE_40 = 39  # times *Next*


@dataclass(frozen=True)
class Times:
    """Milliseconds of one page, one for each round."""

    name: str
    taken: list[float]

    @property
    def median(self) -> float:
        return median(self.taken)

    def line(self, empty: float, smaller: "Times | None") -> str:
        quarter, _half, three_quarters = quantiles(self.taken, n=4)
        late = quantiles(self.taken, n=20)[-1]
        ratio = f"{self.median / smaller.median:5.2f}" if smaller else ""
        return (
            f"{self.name:24} | {self.median:6.1f} | {late:6.1f} | {quarter:5.1f}–{three_quarters:5.1f} |"
            f" {self.median / empty:5.1f} | {ratio}"
        )


class Reader:
    """An administrator at a browser that keeps its connection."""

    def __init__(self, session: str) -> None:
        self.http = requests.Session()
        self.http.cookies.set("sessionid", session)

    def get(self, path: str) -> requests.Response:
        answer = self.http.get(f"http://localhost:{PORT}{path}", timeout=60, allow_redirects=False)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer

    def milliseconds(self, path: str) -> float:
        started = time.perf_counter()
        self.get(path)
        return (time.perf_counter() - started) * 1000


def pages() -> dict[str, str]:
    """What is asked for, by name. Runs in a process that is set up for the desk."""
    from accounts.models import User
    from accounts.paging import cursors
    from tickets.listing import page_of
    from tickets.models import Queue, Status, Ticket

    status, queue, agent = Status.objects.get(name="New"), Queue.objects.earliest("pk"), User.objects.latest("pk")
    page = page_of(Ticket.objects.all(), {})
    for _number in range(PAGE_40 - 1):
        page = page_of(Ticket.objects.all(), {"after": cursors(page)["after"]})
    late = cursors(page)["after"]
    ticket = {login: Ticket.objects.get(buyer_login=login).pk for login in LONG}
    return {
        EMPTY: "/bench/empty/",
        "list": "/",
        "list, three filters": f"/?state=open&status={status.pk}&queue={queue.pk}&assignee={agent.pk}",
        "list, page 40": f"/?state=any&after={late}",
        "ticket, 20 messages": f"/tickets/{ticket['bench-20']}/?list=state%3Dopen",
        "ticket, 500 messages": f"/tickets/{ticket['bench-500']}/?list=state%3Dopen",
        "search, common word": "/?state=any&q=paczka",
        "search, common, open": "/?state=open&q=paczka",
        "search, rare word": f"/?state=any&q={RARE}",
        "search, nothing found": "/?state=any&q=nieistniejące",
        "counts of the views": "/views/?query=state%3Dopen",
        "reports, 30 days": "/reports/?days=30",
    }


def prepare() -> None:
    """Print the session of the first agent, who has three views, and the pages. A process of its own for each desk."""
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from accounts.models import User
    from tickets.models import SavedView

    person = User.objects.earliest("pk")
    for number, query in enumerate(["queue=1&state=open", "tag=1", "assignee=2&state=closed"]):
        SavedView.objects.get_or_create(owner=person, name=f"View {number}", query=query)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    print(session.session_key, *(f"{name}\t{path}" for name, path in pages().items()), sep="\n")


@contextmanager
def served(tickets: int) -> Iterator[tuple[Reader, dict[str, str]]]:
    """A web server on this desk, and somebody signed in there."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, **settings_for(desk_url(tickets)), "PARLEY_DATA_DIR": folder, "WEB_PORT": str(PORT)}
        run = subprocess.run(
            [sys.executable, "-c", "from bench.pages import prepare; prepare()"],
            cwd=ROOT, env=env, check=True, capture_output=True, text=True,
        )  # fmt: skip
        session, *lines = run.stdout.splitlines()
        program = [str(Path(sys.executable).parent / "gunicorn"), "config.wsgi", "--bind", f"127.0.0.1:{PORT}"]
        server = subprocess.Popen(program, cwd=ROOT, env=env)  # noqa: S603
        try:
            wait_for(f"http://localhost:{PORT}/healthz")
            yield Reader(session), dict(line.split("\t") for line in lines)
        finally:
            server.terminate()
            server.wait()


def measured(tickets: int, rounds: int) -> list[Times]:
    with served(tickets) as (reader, paths):
        times = [Times(name, []) for name in paths]
        for number in range(WARM_UP + rounds):
            for one in times:
                taken = reader.milliseconds(paths[one.name])
                if number >= WARM_UP:
                    one.taken.append(taken)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tickets", type=int, nargs="+")
    parser.add_argument("--rounds", type=int, default=60)
    asked = parser.parse_args()
    env = {**os.environ, **settings_for(desk_url(asked.tickets[0]))}
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"], cwd=ROOT, env=env, check=True)
    smaller: list[Times] = []
    for tickets in asked.tickets:
        times = measured(tickets, asked.rounds)
        print(f"\n{tickets} tickets          | median |    95% | quartiles   | × empty | × smaller")
        for number, one in enumerate(times):
            print(one.line(times[0].median, smaller[number] if smaller else None), flush=True)
        smaller = smaller or times


if __name__ == "__main__":
    main()
