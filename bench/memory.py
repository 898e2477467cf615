"""How much memory the processes take after work: `python -m bench.memory [seconds]`.

It runs the demo's house (embedded; with DATABASE_URL and REDIS_URL set on those), imports a thousand cases more, and
for two minutes asks for every kind of page, sends replies and lets buyers write. The bars are those of docs/running.md.
"""

import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from uuid import uuid4

import requests

from tests.e2e.house import PASSWORD, House, running_house

SELLER = "44120871"
BARS = {"web": 150, "replies": 200, "sweeps": 200, "files": 200, "beat": 200}  # MB
PAGES = [
    "/",
    "/?state=open&waiting_for=us",
    "/?q=paczka",
    "/?state=all",
    "/tickets.csv",
    "/views/",
    "/reports/",
    "/customers/",
    "/customers/export.csv",
    "/settings/",
    "/settings/audit-log/",
    "/integrations/",
]
LINKS = re.compile(r'(?:href|src)="(/(?:tickets/\d+/|attachments/\d+/(?:thumbnail/)?|customers/\d+/|reports/[^"]*))"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass(frozen=True)
class Taken:
    """Memory of one process in MB: resident, its share where pages are shared, and the most that it ever had."""

    resident: int
    share: int
    peak: int


class Agent:
    """Walks through everything that the pages link to, and answers some of the tickets."""

    def __init__(self, house: House) -> None:
        self.url = house.url
        self.browser = requests.Session()
        self.asked = 0
        self._post("/accounts/login/", "/accounts/login/", login="admin@example.com", password=PASSWORD)

    def work(self, until: float) -> None:
        paths = set(PAGES)
        for number in count():
            for path in sorted(paths):
                if time.monotonic() > until:
                    return
                paths |= set(LINKS.findall(self._get(path))[:10])
                if path.startswith("/tickets/") and number < 2:
                    self._post(path, f"{path}reply/", **reply())

    def _get(self, path: str) -> str:
        self.asked += 1
        answer = self.browser.get(f"{self.url}{path}", timeout=60)
        assert answer.status_code < 500, path
        return answer.text if answer.headers["Content-Type"].startswith("text/html") else ""

    def _post(self, form: str, path: str, **fields: str) -> None:
        found = TOKEN.search(self._get(form))
        assert found, form
        address = f"{self.url}{path}"
        answer = self.browser.post(
            address, fields | {"csrfmiddlewaretoken": found[1]}, headers={"Referer": address}, timeout=60
        )
        assert answer.status_code < 500, path


def reply() -> dict[str, str]:
    return {"reply-text": f"Dzień dobry, {uuid4()}", "reply-submission": str(uuid4()), "reply-seen": "999999999"}


def buyers(house: House, until: float) -> None:
    """They open a case a second."""
    for kind in cycle(["discussion", "claim", "purchase_problem"]):
        if time.monotonic() > until:
            return
        house.play("POST", "/cases", seller=SELLER, kind=kind, text="Dzień dobry, gdzie jest moja paczka?")
        time.sleep(1)


def processes(folder: Path) -> Iterator[tuple[str, Taken]]:
    """Role and memory of every process of the house; the process managers' own ones count as the role they manage."""
    mark = f"PARLEY_DATA_DIR={folder}".encode()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if mark not in (place / "environ").read_bytes().split(b"\0"):
                continue
            command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if not command.startswith(("sh ", "/bin/sh ")):
                yield role_of(command), taken(place)
        except OSError:
            continue  # it has gone, or is somebody else's


def role_of(command: str) -> str:
    queues = re.search(r"--queues (\w+)", command)
    if queues:
        return queues[1]
    return next((role for name, role in (("gunicorn", "web"), (" beat ", "beat")) if name in command), "other")


def taken(place: Path) -> Taken:
    lines = (place / "smaps_rollup").read_text() + (place / "status").read_text()
    kilobytes = dict(re.findall(r"(?m)^(\w+):\s+(\d+)", lines))
    return Taken(*(int(kilobytes[key]) // 1024 for key in ("Rss", "Pss", "VmHWM")))


def measure(seconds: int) -> int:
    with tempfile.TemporaryDirectory() as name, running_house(Path(name)) as house:
        until = time.monotonic() + seconds
        house.play("POST", "/bulk", seller="sklep-dom-i-ogrod", cases=1000, messages=5)
        agents = [Agent(house) for _number in range(6)]
        threads = [threading.Thread(target=agent.work, args=(until,)) for agent in agents]
        threads.append(threading.Thread(target=buyers, args=(house, until)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = list(processes(Path(name)))
    print(f"after {sum(agent.asked for agent in agents)} pages in {seconds} s; MB of the largest process")
    print(f"{'':10}{'processes':>10}{'resident':>10}{'share':>8}{'peak':>8}{'bar':>8}")
    is_below = True
    for role, bar in BARS.items():
        all_of = [memory for one, memory in found if one == role]
        most = Taken(*(max(values) for values in zip(*((m.resident, m.share, m.peak) for m in all_of), strict=True)))
        print(f"{role:10}{len(all_of):10}{most.resident:10}{most.share:8}{most.peak:8}{bar:8}")
        is_below = is_below and most.peak <= bar
    print(f"share of all together: {sum(memory.share for role, memory in found if role in BARS)} MB")
    return 0 if is_below else 1


if __name__ == "__main__":
    sys.exit(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 120))
