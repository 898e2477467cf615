"""Sweeps and replies under load: `python -m bench.sweeps quiet`, `runs` and `fleet`.

All start with seven days of sweeps in the database, as many as Parley keeps.

quiet: a quick sweep of an account with 1 000 open cases and no news. The bar: 2 seconds, 15 requests.

runs: what a sweep asks of the table of sweeps, 200 accounts' week in it, with its two partial indexes and without.

fleet: 200 accounts with 50 open cases each, swept by 4, 2 and 1 processes, first alone, then while another account
makes its first import. Meanwhile buyers write once a second and agents answer once a second. Printed for each: how
often an account was swept (seconds from one sweep to the next), how long a buyer's message took to its ticket, and how
long after the end of the undo time a reply reached Allegro (which is when Allegro dates it).
"""

import argparse
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

from bench.allegro import Shop
from bench.house import House, house

SECONDS, REQUESTS = 2, 15  # the bars of a quick sweep without news
HEADINGS = ("processes", "besides", "sweeps", "interval med/max", "message med/max", "reply med/p95/max")


def quiet(here: House) -> int:
    """1 when a bar is missed."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.workspace import fill_a_week_of_runs
    from integrations.models import Integration
    from integrations.sweeps import sweep_if_due

    fill_a_week_of_runs(30)
    pk = Integration.objects.get().pk
    for _number in range(10):  # the first import, then its orders
        sweep_if_due(pk, at_once=True)
    worst = 0.0
    for _number in range(3):
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            run = sweep_if_due(pk, at_once=True)
        seconds = time.perf_counter() - started
        assert run is not None
        worst = max(worst, seconds / SECONDS, run.requests / REQUESTS)
        print(f"{run.kind} sweep: {seconds:.2f} s, {run.requests} requests, {len(queries)} queries")
    return 0 if worst <= 1 else 1


def runs(accounts: int, interval: int) -> int:
    """Milliseconds, the median of 20 accounts; the indexes are dropped and come back with the rollback."""
    from django.db import connection, transaction

    from bench.workspace import fill_a_week_of_runs
    from integrations.models import Integration, SyncRun

    Integration.objects.bulk_create(Integration(marketplace="allegro", name=str(one)) for one in range(accounts - 1))
    fill_a_week_of_runs(interval)
    print(f"{SyncRun.objects.count()} sweeps of {accounts} accounts; milliseconds: running ones, newest first import")
    with transaction.atomic():
        print(f"with the indexes:    {_looks()}")
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX run_running, run_first_import")
        print(f"without the indexes: {_looks()}")
        transaction.set_rollback(True)
    return 0


def _looks() -> str:
    from integrations.models import Integration

    took: dict[str, list[float]] = {"running": [], "first import": []}
    for integration in Integration.objects.all()[:20]:
        started = time.perf_counter()
        integration.runs.filter(outcome="running").update(outcome="interrupted")
        looked = time.perf_counter()
        integration.runs.filter(is_first_import=True).first()
        took["running"].append(looked - started)
        took["first import"].append(time.perf_counter() - looked)
    return ", ".join(f"{median(values) * 1000:.2f}" for values in took.values())


@dataclass
class Phase:
    """What happens while so many processes sweep."""

    here: House
    processes: int
    seconds: int
    interval: int
    importing: int = 0
    random: Random = field(default_factory=lambda: Random(1))
    said: dict[str, datetime] = field(default_factory=dict)
    answered: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def run(self, besides: str) -> None:
        from django.utils import timezone

        workers = [self.here.start("sweeps", "--concurrency", str(self.processes)), self.here.start("beat")]
        workers.append(self.here.start("replies"))
        self.wait_until_all_were_swept(timezone.now())
        began = timezone.now()
        if besides:
            self.begin_import()
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            second = time.monotonic()
            if until - second > self.interval + 5:  # so that it can still arrive within its sweep
                self.let_a_buyer_write()
            if until - second > 5:
                self.let_an_agent_answer()
            time.sleep(max(0.0, second + 1 - time.monotonic()))
        self.tell(besides, began, timezone.now())
        for worker in workers:
            worker.terminate()
            worker.wait()
            self.here.running.remove(worker)

    def wait_until_all_were_swept(self, since: datetime) -> None:
        """Processes have started, and nobody is left over from before."""
        from integrations.models import Integration

        running = Integration.objects.filter(is_running=True)
        while running.filter(last_quick_at=None).exists() or running.filter(last_quick_at__lt=since).exists():
            time.sleep(1)

    def begin_import(self) -> None:
        from integrations.models import Integration

        huge = Integration.objects.filter(is_running=False).earliest("pk")
        Integration.objects.filter(pk=huge.pk).update(is_running=True)
        self.importing = huge.pk

    def a_case(self) -> Any:
        from integrations.allegro.models import Case

        cases = Case.objects.filter(account__integration__last_quick_at__isnull=False)
        return cases.select_related("ticket")[self.random.randrange(cases.count())]

    def let_a_buyer_write(self) -> None:
        from django.utils import timezone

        text = uuid4().hex
        self.said[text] = timezone.now()
        self.here.play("POST", f"/cases/{self.a_case().external_id}/messages", author="buyer", text=text)

    def let_an_agent_answer(self) -> None:
        from accounts.models import User
        from tickets import replies

        case, text = self.a_case(), uuid4().hex
        message = replies.write(case.ticket, User.objects.get(), text, submission=uuid4())
        assert message.due_at is not None
        self.answered[text] = (case.external_id, message.due_at)

    def tell(self, besides: str, began: datetime, ended: datetime) -> None:
        gaps = self.gaps(began, ended)
        print(
            f"{self.processes:9} | {besides or '-':14} | {len(gaps):6} | {median(gaps):7.1f} {max(gaps):8.1f} |"
            f" {self.arrivals()} | {self.departures()}",
            flush=True,
        )

    def gaps(self, began: datetime, ended: datetime) -> list[float]:
        """Seconds between the sweeps of each account, up to the end."""
        from integrations.models import SyncRun

        starts: dict[int, list[datetime]] = {}
        since = began - timedelta(seconds=2 * self.interval)
        others = SyncRun.objects.filter(started_at__gt=since).exclude(integration=self.importing)
        for pk, at in others.order_by("started_at").values_list("integration", "started_at"):
            starts.setdefault(pk, []).append(at)
        pairs = (pair for one in starts.values() for pair in pairwise([*one, ended]))
        return [(later - earlier).total_seconds() for earlier, later in pairs if later > began]

    def arrivals(self) -> str:
        from tickets.models import Message

        kept = dict(Message.objects.filter(text__in=self.said).values_list("text", "created_at"))
        waited = [(kept[text] - at).total_seconds() for text, at in self.said.items() if text in kept]
        missing = f", {len(self.said) - len(kept)} MISSING" if len(kept) < len(self.said) else ""
        return f"{median(waited):6.1f} {max(waited):7.1f}{missing}"

    def departures(self) -> str:
        waited = []
        for text, (case, due_at) in self.answered.items():
            story: Any = self.here.play("GET", f"/cases/{case}")
            arrived = [one["created_at"] for one in story["messages"] if one["text"].startswith(text)]
            waited += [(datetime.fromisoformat(at) - due_at).total_seconds() for at in arrived]
        missing = f", {len(self.answered) - len(waited)} MISSING" if len(waited) < len(self.answered) else ""
        return f"{median(waited):5.2f} {quantiles(waited, n=20)[-1]:5.2f} {max(waited):5.2f}{missing}"


def fleet(here: House, asked: argparse.Namespace) -> int:
    from accounts.models import User
    from accounts.roles import Role
    from bench.workspace import fill_a_week_of_runs
    from integrations.models import Integration

    User.objects.create_user("agent@example.com", None, name="Agent", role=Role.AGENT)
    fill_a_week_of_runs(asked.interval)
    huge = Integration.objects.order_by("pk")[asked.accounts :].values_list("pk", flat=True)
    Integration.objects.filter(pk__in=list(huge)).update(is_running=False)
    print(" | ".join(HEADINGS), flush=True)
    for number in asked.processes:
        Phase(here, number, asked.seconds, asked.interval).run("")
        Phase(here, number, asked.seconds, asked.interval).run("a first import")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["quiet", "runs", "fleet"])
    parser.add_argument("--accounts", type=int, default=200)
    parser.add_argument("--cases", type=int, default=50)
    parser.add_argument("--interval", type=int, default=60)
    parser.add_argument("--seconds", type=int, default=150, help="how long each row of the table is watched")
    parser.add_argument("--processes", type=int, nargs="+", default=[4, 2, 1])
    asked = parser.parse_args()
    if asked.what == "quiet":
        with house([Shop(1000)], interval=asked.interval) as here:
            return quiet(here)
    if asked.what == "runs":
        with house([Shop(1)], interval=asked.interval):
            return runs(asked.accounts, asked.interval)
    shops = [Shop(asked.cases, messages=2)] * asked.accounts
    huge = [Shop(4000)] * len(asked.processes)
    with house([*shops, *huge], interval=asked.interval) as here:
        return fleet(here, asked)


if __name__ == "__main__":
    sys.exit(main())
