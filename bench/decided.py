"""Messages in decided claims: `python -m bench.decided [--decided 4000] [--older 2000] [--open 200] [--minutes 30]`.

One account: `decided` claims that became tickets, `older` ones from before the connection, all of which take messages,
and open discussions. A buyer writes in one of the decided claims every four seconds. Four phases of so many minutes:
without the sweep of decided claims, with it, and both once more while Allegro's list keeps showing what it showed at
the beginning (F05); `--lists` chooses one of the two pairs.

The clock is a simulated one that leaves out what nobody does: sweeps take the time that they take on this machine, and
whenever the only worker has nothing to do the clock goes on to the next sweep or the next message. The simulator runs
within the same process, on the same clock, with Allegro's limits on. Printed: seconds from the buyer's message to its
ticket; requests a minute, at most and for decided claims; how the other sweeps did. Then what tells news at which
price, and what pace.py makes of 1, 5, 10 and 20 such accounts. The bars: 15 minutes for 95 % of the messages, a third
of the budget, no quick sweep more than 10 % less often.
"""

import argparse
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import median, quantiles
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import requests
import time_machine

from bench.allegro import A_YEAR, Shop
from bench.house import rooms
from simulator import play
from simulator.options import Options
from simulator.records import Author, Case
from simulator.requestlog import Entry
from simulator.testing import Running, running

QUARTER = 900  # seconds
A_MINUTE, A_THIRD = 9_000, 3_000  # requests
EVERY = timedelta(seconds=4)  # from one message to the next
LONG = 10**8  # seconds
HEADINGS = (
    "list   | sweep | in the ticket after, s: p50   p95   max | not there | requests/min  most  decided"
    " | quick every p50  max  took | deep took"
)


@dataclass
class Phase:
    """So many minutes of one account's life. `said` has when each text was written, by its text."""

    allegro: Running
    claims: list[Case]
    name: str
    is_on: bool
    clock: time_machine.Traveller
    random: Random = field(default_factory=lambda: Random(1))
    said: dict[str, datetime] = field(default_factory=dict)
    asked: "Counter[int]" = field(default_factory=Counter)
    interval: float = 0.0

    def run(self, minutes: int) -> None:
        from django.conf import settings
        from django.utils import timezone

        from integrations.models import Integration

        settings.DECIDED_SWEEP_SECONDS = 180 if self.is_on else LONG
        Integration.objects.update(decided_due_at=timezone.now() + timedelta(seconds=0 if self.is_on else LONG))
        self.began = timezone.now()
        self.ends = self.began + timedelta(minutes=minutes)
        # What is written in the last quarter of an hour may still be on its way at the end.
        self.last_word = self.ends - timedelta(seconds=QUARTER)
        self.next_word = self.began + EVERY
        self.is_over = threading.Event()
        writer = threading.Thread(target=self._write)
        writer.start()
        try:
            self._work()
        finally:
            self.is_over.set()
            writer.join()

    def _work(self) -> None:
        """The only worker: a sweep whenever one is due."""
        from django.utils import timezone

        from integrations import sweeps, timetable
        from integrations.models import Integration

        while (now := timezone.now()) < self.ends:
            integration = Integration.objects.get()
            due_at = max(timetable.due_at(integration), integration.not_before or now)
            if due_at > now:
                self.clock.shift(max(0.0, (min(due_at, self.next_word, self.ends) - now).total_seconds()))
                time.sleep(0.002)  # a word may be due
                continue
            sweeps.sweep_if_due(integration.pk)

    def _write(self) -> None:
        from django.utils import timezone

        while not self.is_over.is_set():
            if timezone.now() < self.next_word:
                time.sleep(0.001)
                continue
            text = uuid4().hex
            message = play.write(self.allegro.market.world, self.random.choice(self.claims), Author.BUYER, text)
            if message.created_at < self.last_word:
                self.said[text] = message.created_at
            self.next_word += EVERY

    def tell(self) -> bool:
        """Print the row; whether the bars of the sweep are met."""
        from integrations.models import SyncRun
        from tickets.models import Message

        kept = dict(Message.objects.filter(text__in=self.said).values_list("text", "created_at"))
        waited = sorted((kept[text] - at).total_seconds() for text, at in self.said.items() if text in kept)
        missing = len(self.said) - len(waited)
        runs = SyncRun.objects.filter(started_at__gte=self.began).order_by("started_at")
        minutes = (self.ends - self.began) / timedelta(minutes=1)
        decided = sum(run.requests for run in runs if run.kind == "decided") / minutes
        quick = [run for run in runs if run.kind == "quick"]
        gaps = [(later.started_at - earlier.started_at).total_seconds() for earlier, later in pairwise(quick)]
        deep = [_took(run) for run in runs if run.kind == "deep"]
        self.interval = median(gaps)
        print(
            f"{self.name:6} | {'with' if self.is_on else '-':5} |"
            f" {_times(waited)} | {missing:9} |"
            f" {sum(self.asked.values()) / minutes:12.0f} {max(self.asked.values()):5} {decided:8.0f} |"
            f" {self.interval:15.1f} {max(gaps):4.1f} {median(map(_took, quick)):5.2f} | {max(deep, default=0):9.2f}",
            flush=True,
        )
        in_time = sum(seconds <= QUARTER for seconds in waited)
        return in_time >= 0.95 * len(self.said) and max(self.asked.values()) <= A_THIRD


def _times(waited: list[float]) -> str:
    if len(waited) < 2:
        return f"{'-':>27} {'-':>5} {'-':>5}"
    p95 = quantiles(waited, n=20, method="inclusive")[-1]
    return f"{median(waited):27.0f} {p95:5.0f} {max(waited):5.0f}"


def _took(run: Any) -> float:
    return float((run.finished_at - run.started_at).total_seconds())


def measured(allegro: Running, clock: time_machine.Traveller, asked: argparse.Namespace) -> int:
    """1 when a bar is missed."""
    from integrations.models import FailedCall

    claims = [one for one in allegro.market.world.cases.values() if one.decision]
    _import_a_year()
    print(HEADINGS, flush=True)
    is_good = True
    for name in asked.lists:
        if name == "behind":
            allegro.market.faults.switch_on("F05")
        phases = [Phase(allegro, claims, name, is_on, clock) for is_on in (False, True)]
        for phase in phases:
            with _noted(allegro, phase):
                phase.run(asked.minutes)
            is_good &= phase.tell() or not phase.is_on
        is_good &= phases[1].interval <= 1.1 * phases[0].interval
    allegro.market.faults.clear()
    _tell_prices(allegro)
    _tell_pace()
    return 0 if is_good and not FailedCall.objects.filter(status=429).exists() else 1


@contextmanager
def _noted(allegro: Running, phase: Phase) -> Iterator[None]:
    """Every request of the phase, by its minute."""
    add = allegro.market.log.add

    def note(entry: Entry) -> None:
        phase.asked[int(datetime.fromisoformat(entry.at).timestamp() // 60)] += 1
        add(entry)

    with patch.object(allegro.market.log, "add", note):
        yield


def _import_a_year() -> None:
    """As if the account had been connected for a year: its claims of that year are tickets, and their orders read."""
    from django.conf import settings

    from integrations import sweeps
    from integrations.allegro.models import Case
    from integrations.models import Integration

    settings.FIRST_IMPORT_DAYS, settings.DECIDED_SWEEP_SECONDS = A_YEAR, LONG
    began = time.monotonic()
    while not Integration.objects.filter(first_import_done_at__isnull=False).exists():
        Integration.objects.update(not_before=None)
        sweeps.sweep_if_due(Integration.objects.get().pk)
    Case.objects.update(order_due_at=None)
    settings.FIRST_IMPORT_DAYS = 30
    print(f"{Case.objects.count()} cases are tickets, after {time.monotonic() - began:.0f} s", flush=True)


def _tell_prices(allegro: Running) -> None:
    """What it costs to ask whether 1 000 claims have news."""
    from integrations.allegro.models import Account

    token = Account.objects.get().access_token
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.allegro.beta.v1+json",
        "User-Agent": "Bench/1.0 (+https://bench.example/)",
    }
    ids = [one.id for one in allegro.market.world.cases.values() if one.decision][:100]
    pages = [f"/sale/issues?limit=100&status=CLAIM_ACCEPTED&offset={number * 100}" for number in range(10)]
    ways = {
        "pages of the list": (pages, 10),
        "look-ups by id": ([f"/sale/issues/{one}" for one in ids], 1000),
        "chats": ([f"/sale/issues/{one}/chat?limit=100" for one in ids], 1000),
    }
    print("news of 1 000 claims | requests | seconds |    MB")
    for name, (paths, count) in ways.items():
        began, size = time.perf_counter(), 0
        with requests.Session() as session:
            for path in paths:
                answer = session.get(f"{allegro.url}{path}", headers=headers, timeout=60)
                answer.raise_for_status()
                size += len(answer.content)
        share = count / len(paths)
        print(f"{name:20} | {count:8} | {(time.perf_counter() - began) * share:7.1f} | {size * share / 1e6:5.1f}")


def _tell_pace() -> None:
    """What pace.py makes of several accounts like this one; the times are the worst ones, without the sweep's own."""
    from django.db.models import Q
    from django.utils import timezone

    from integrations.allegro.models import DecidedClaim
    from integrations.allegro.pace import YOUNG, Load, pace

    is_young = Q(last_message_at__gte=timezone.now() - YOUNG)
    young, every = DecidedClaim.objects.filter(is_young).count(), DecidedClaim.objects.count()
    sweep_every = timedelta(minutes=3)
    print(f"accounts of {every} claims, {young} of them young")
    print("accounts | requests/min: lists  chats  share | the list tells it | it does not: young  others")
    for number in (1, 5, 10, 20):
        now = pace([Load(young, every - young)] * number, 100, sweep_every)
        share = (now.list_requests + now.chat_requests) / A_MINUTE
        print(
            f"{number:8} | {now.list_requests:19.0f} {now.chat_requests:6.0f} {share:6.0%} |"
            f" {_minutes(now.list_every):>13} min |"
            f" {_minutes(now.young_every + sweep_every):>14} min {_minutes(now.others_every + sweep_every):>3} min"
        )


def _minutes(span: timedelta) -> str:
    return f"{span / timedelta(minutes=1):.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decided", type=int, default=4000)
    parser.add_argument("--older", type=int, default=2000)
    parser.add_argument("--open", type=int, default=200)
    parser.add_argument("--minutes", type=int, default=40, help="how long each row is watched, in simulated minutes")
    parser.add_argument("--lists", nargs="+", choices=["right", "behind"], default=["right", "behind"])
    asked = parser.parse_args()
    shop = Shop(asked.open, messages=4, decided=asked.decided, older=asked.older)
    with (
        rooms([shop]) as here,
        time_machine.travel(datetime.now(UTC), tick=True) as clock,
        running(state_dir=here.folder / "simulator", options=Options(limits=True)) as allegro,
    ):
        from django.conf import settings

        settings.SIMULATOR_URL = allegro.url
        return measured(allegro, clock, asked)


if __name__ == "__main__":
    sys.exit(main())
