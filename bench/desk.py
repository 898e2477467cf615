"""A desk with a long history: `python -m bench.desk 1000000 [--messages 5] [--a-day 333]`.

Fills a database with so many tickets and all that belongs to them, in the proportions of a live account (65 of 100
cases are claims, 57 carry files, 153 of them in all; 9 of 10 can still be answered). The desk opens `a-day` cases a
day, so 10 000 tickets are its first month and 1 000 000 its ninth year; a case ends when two to six days have passed
since its last message, so what is open is open because it is young. BENCH_DATABASE_URL names a PostgreSQL
server: the database `parley_desk_<tickets>` is made anew there. DATABASE_URL=sqlite:///… fills that file instead.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg

from bench.house import DATABASE_URL, ROOT

AT_ONCE = 20_000  # tickets, or records, made and written together
AGENTS, ACCOUNTS = 8, 6
BUYERS_PER_TICKET = 0.6
LONG = {"bench-20": 20, "bench-500": 500}  # the two newest tickets: buyer's login and messages
RARE = "zaginionykwiat"  # said in three tickets, half-way through the years
RECENT, FAILING = 500, 0.03  # of so many of the newest tickets, some hold a reply that failed


@dataclass(frozen=True)
class Plan:
    """How much to make."""

    tickets: int
    messages: int = 5
    a_day: float = 333


def desk_url(tickets: int) -> str:
    """The PostgreSQL database of a desk of this size."""
    return urlunsplit(urlsplit(DATABASE_URL)._replace(path=f"/parley_desk_{tickets}"))


def batches(plan: Plan) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
    """Rows by the name of their model: customers first, then the tickets from the oldest to the newest."""
    from bench.buyers import Buyer, add_record
    from bench.rows import Rows, Workspace
    from bench.stories import add_story, tell

    random, rows = Random(plan.tickets), Rows()
    workspace = Workspace(random)
    buyers = max(1, int(plan.tickets * BUYERS_PER_TICKET))
    for number in range(buyers):
        add_record(rows, workspace, Buyer(number))
        if number % AT_ONCE == AT_ONCE - 1:
            yield rows.take()
    for number in range(plan.tickets):
        left = plan.tickets - number
        login = [*LONG][left - 1] if left <= len(LONG) else ""
        messages = LONG.get(login, plan.messages)
        age = timedelta(minutes=2 * messages) if login else timedelta(days=left / plan.a_day, minutes=-random.random())
        story = tell(workspace, number, workspace.now - age, messages, Buyer(random.randrange(buyers)), login)
        is_rare = plan.tickets // 2 <= number < plan.tickets // 2 + 3
        fails = left <= RECENT and random.random() < FAILING
        add_story(rows, workspace, story, fails=fails, word=RARE if is_rare else "")
        if number % AT_ONCE == AT_ONCE - 1:
            yield rows.take()
    yield rows.take()


def fill(plan: Plan) -> None:
    """Fill the (empty, migrated) database that Django is set up with."""
    from bench.copying import bare_tables, copy, tidy
    from bench.rows import MODELS
    from bench.workspace import furnish_desk

    started = time.monotonic()
    furnish_desk(agents=AGENTS, accounts=ACCOUNTS)
    with bare_tables():
        for batch in batches(plan):
            for name, rows in batch.items():
                copy(MODELS[name], rows)
    tidy(MODELS.values())
    print(f"{plan.tickets} tickets in {time.monotonic() - started:.0f} s")


def settings_for(url: str) -> dict[str, str]:
    """The environment in which Parley runs on this desk."""
    return {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": url,
        "SECRET_KEY": "bench" * 20,
        "ENCRYPTION_KEYS": "dGhlLXRlc3Qtc3VpdGUta2VlcHMtbm8tc2VjcmV0cyE=",
        "S3_BUCKET": "",
        "LOG_LEVEL": "WARNING",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tickets", type=int)
    parser.add_argument("--messages", type=int, default=5)
    parser.add_argument("--a-day", type=float, default=333)
    asked = parser.parse_args()
    url = os.environ.get("DATABASE_URL") or _new_database(asked.tickets)
    os.environ.update(settings_for(url))
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, check=True)
    django.setup()
    fill(Plan(asked.tickets, asked.messages, asked.a_day))


def _new_database(tickets: int) -> str:
    url = desk_url(tickets)
    name = urlsplit(url).path.removeprefix("/")
    with psycopg.connect(DATABASE_URL, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return url


if __name__ == "__main__":
    main()
