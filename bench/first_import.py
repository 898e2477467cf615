"""A first import from beginning to end: `python -m bench.first_import [--cases 10000] [--messages 5] [--processes 2]`.

The simulator keeps Allegro's limit of 9 000 requests a minute: going beyond it would show as 429. Everything
(simulator, PostgreSQL, workers) shares this machine's cores. The bar is 75 seconds for 10 000 cases of 5 messages.
"""

import argparse
import sys
import time
from dataclasses import dataclass

from bench.allegro import Shop
from bench.house import House, house, resident

MARKS = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Size:
    cases: int
    messages: int
    processes: int


def measured(here: House, size: Size) -> int:
    """Run it and print what was seen; 1 when something is missing."""
    from django.db.models import Sum

    from integrations.models import FailedCall, Integration, SyncRun
    from tickets.models import Message, Ticket

    worker = here.start("sweeps", "--concurrency", str(size.processes))
    here.start("beat")
    while not SyncRun.objects.exists():
        time.sleep(0.05)
    started = SyncRun.objects.earliest("started_at").started_at
    memory: dict[float, int] = {}
    while True:
        done = SyncRun.objects.aggregate(done=Sum("cases_done"))["done"] / size.cases
        for mark in MARKS:
            if done >= mark and mark not in memory:
                memory[mark] = resident(worker)
        ended = Integration.objects.values_list("first_import_done_at", flat=True).get()
        if ended:
            break
        time.sleep(0.25)
    memory[1.0] = resident(worker)
    seconds = (ended - started).total_seconds()
    runs = SyncRun.objects.filter(is_first_import=True)
    requests = runs.aggregate(total=Sum("requests"))["total"]
    tickets, messages = Ticket.objects.count(), Message.objects.count()
    refused = FailedCall.objects.filter(status=429).count()
    shown = ", ".join(f"{mark:.0%} {memory[mark]} MB" for mark in sorted(memory))
    print(f"{seconds:.1f} s, {requests} requests, {requests / seconds:.0f} requests/s, {refused} answered 429")
    print(f"{tickets} tickets, {messages} messages; {runs.count()} run(s); worker's memory: {shown}")
    is_whole = (tickets, messages) == (size.cases, size.cases * size.messages)
    return 0 if is_whole and not refused else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=5)
    parser.add_argument("--processes", type=int, default=2)
    size = Size(**vars(parser.parse_args()))
    with house([Shop(size.cases, size.messages)]) as here:
        return measured(here, size)


if __name__ == "__main__":
    sys.exit(main())
