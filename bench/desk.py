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
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import django
import psycopg

from bench.house import DATABASE_URL, ROOT
from crm.folding import fold

AT_ONCE = 20_000  # tickets made and written together
AGENTS, ACCOUNTS, PRODUCTS = 8, 6, 3_000
BUYERS_PER_TICKET = 0.6
OURS_LAST = 0.6  # of the histories end with our answer
LONG = {"bench-20": 20, "bench-500": 500}  # two tickets of which we want to know: buyer's login and messages
RARE = "zaginionykwiat"  # said in three tickets
FIRST_NAMES = ("Anna", "Piotr", "Katarzyna", "Marek", "Agnieszka", "Tomasz", "Ewa", "Paweł", "Zofia", "Jakub", "Łucja")
LAST_NAMES = ("Nowak", "Kowalska", "Wiśniewski", "Wójcik", "Kamińska", "Lewandowski", "Zielińska", "Szymański", "Żak")
THINGS = ("Lampka", "Odkurzacz", "Ekspres", "Słuchawki", "Krzesło", "Wiertarka", "Plecak", "Zegarek", "Kurtka")


@dataclass(frozen=True)
class Plan:
    """How much to make."""

    tickets: int
    messages: int = 5
    a_day: float = 333


def desk_url(tickets: int) -> str:
    """The PostgreSQL database of a desk of this size."""
    return urlunsplit(urlsplit(DATABASE_URL)._replace(path=f"/parley_desk_{tickets}"))


@dataclass
class Batch:
    """Rows for each table, by the name of its model."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def add(self, model: str, row: tuple[Any, ...]) -> None:
        self.rows.setdefault(model, []).append(row)


class Desk:
    """Makes the rows. Ids are counted here, so that rows can point at each other before they are written."""

    def __init__(self, plan: Plan) -> None:
        from accounts.models import User
        from bench.copying import maker
        from bench.talk import Talk
        from crm import models as crm
        from integrations.allegro.models import Account, Case
        from tickets import models as desk

        self.plan: Final = plan
        self.random = Random(plan.tickets)
        self.talk = Talk(self.random)
        self.now = datetime.now(UTC)
        self.models: dict[str, Any] = {
            model.__name__: model
            for model in (
                crm.Customer,
                crm.CustomFieldValue,
                crm.CustomerIdentity,
                crm.CustomerEmail,
                crm.CustomerPhone,
                desk.Ticket,
                desk.Message,
                desk.Attachment,
                desk.Event,
                desk.SearchText,
                Case,
            )
        } | {"TicketTag": desk.Ticket.tags.through}
        self.make = {name: maker(model) for name, model in self.models.items()}
        self.ids = dict.fromkeys(self.models, 0)
        self.agents = list(User.objects.values_list("pk", "name"))
        self.queues = list(desk.Queue.objects.values_list("pk", flat=True))
        self.categories = list(desk.Category.objects.values_list("pk", flat=True))
        self.tags = list(desk.Tag.objects.values_list("pk", flat=True))
        self.opened, self.closed = (desk.Status.objects.get(kind=kind).pk for kind in ("open", "closed"))
        self.accounts = list(Account.objects.values_list("pk", "seller_login"))
        self.field = crm.CustomField.objects.get().pk
        self.products = [f"{self.random.choice(THINGS)} {number:04}" for number in range(PRODUCTS)]
        self.buyers = max(1, int(plan.tickets * BUYERS_PER_TICKET))

    def batches(self) -> Iterator[Batch]:
        """Customers first, then the tickets from the oldest to the newest."""
        for start in range(0, self.buyers, AT_ONCE):
            batch = Batch()
            for number in range(start, min(start + AT_ONCE, self.buyers)):
                self._customer(batch, number)
            yield batch
        for start in range(0, self.plan.tickets, AT_ONCE):
            batch = Batch()
            for number in range(start, min(start + AT_ONCE, self.plan.tickets)):
                self._ticket(batch, number)
            yield batch

    def _add(self, batch: Batch, model: str, **own: Any) -> int:
        self.ids[model] += 1
        batch.add(model, self.make[model](id=self.ids[model], **own))
        return self.ids[model]

    def _name(self, buyer: int) -> str:
        return f"{FIRST_NAMES[buyer % len(FIRST_NAMES)]} {LAST_NAMES[buyer // 7 % len(LAST_NAMES)]}"

    def _record(self, buyer: int) -> tuple[str, str, str, str, str]:
        """Name, login, phone, its digits and e-mail."""
        local = f"5{buyer:08}"
        return self._name(buyer), f"kupujacy_{buyer}", f"+48 {local}", local, f"{buyer:08x}+abc@allegromail.pl"

    def _customer(self, batch: Batch, buyer: int) -> None:
        at = self.now
        name, login, phone, digits, email = self._record(buyer)
        pk = self._add(
            batch,
            "Customer",
            name=name,
            sort_name=fold(name),
            search_text="\n".join(fold(part) for part in (name, login, phone, digits, email)),
            created_at=at,
            updated_at=at,
        )
        self._add(batch, "CustomFieldValue", customer_id=pk, field_id=self.field, value=login, folded=login)
        self._add(batch, "CustomerIdentity", customer_id=pk, source="allegro", external_id=str(10_000_000 + buyer))
        self._add(batch, "CustomerEmail", customer_id=pk, email=email)
        self._add(batch, "CustomerPhone", customer_id=pk, number=phone)

    def _ticket(self, batch: Batch, number: int) -> None:
        """Moments lie between the opening and now; what would lie in the future has not happened yet."""
        random, plan = self.random, self.plan
        age = timedelta(days=(plan.tickets - number) / plan.a_day)
        opened = self.now - age + timedelta(minutes=random.random())
        login = next(iter([*LONG][plan.tickets - number - 1 : plan.tickets - number]), None)
        count = LONG[login] if login else plan.messages
        gap = timedelta(hours=8) if not login else timedelta(minutes=1)
        opened -= gap * 2 * count if login else timedelta()  # old enough to have had them
        moments = [opened]
        while len(moments) < count:
            moments.append(moments[-1] + gap * random.expovariate(1))
        ends = moments[-1] + timedelta(days=2 + 4 * random.random())
        is_closed = ends < self.now
        moments = [at for at in moments if at < self.now] or [opened]
        buyer, is_claim = random.randrange(self.buyers), random.random() < 0.65
        pk = self.ids["Ticket"] + 1
        account, seller = self.accounts[number % len(self.accounts)]
        agent = random.choice([*self.agents, None, None]) if not is_closed else random.choice(self.agents)
        turns = [turn % 2 == 1 for turn in range(len(moments))]
        turns[1:] = [*turns[1:-1], random.random() < OURS_LAST] if len(turns) > 1 else []
        words, ours = self._messages(batch, pk, list(zip(moments, turns, strict=True)), agent, number), turns[-1]
        head = {
            "subject": random.choice(SUBJECTS),
            "buyer_login": login or f"kupujacy_{buyer}",
            "buyer_name": self._name(buyer),
            "order_id": str(UUID(int=random.getrandbits(128))),
            "reference": f"{number}/{opened.year}" if is_claim else "",
            "products": random.choice(self.products),
        }
        due = opened + timedelta(days=14) if is_claim else None
        self._add(
            batch,
            "Ticket",
            source="allegro",
            account=seller,
            kind="claim" if is_claim else "discussion",
            queue_id=self.queues[number % len(self.queues)],
            category_id=random.choice(self.categories),
            status_id=self.closed if is_closed else self.opened,
            assignee_id=agent[0] if agent else None,
            customer_id=buyer + 1,
            buyer_external_id=str(10_000_000 + buyer),
            priority=random.choice((0, 1, 1, 1, 1, 2, 3)),
            case_state=random.choice(("resolved", "accepted", "rejected")) if is_closed else "ongoing",
            can_reply=random.random() < 0.9,
            waiting_for="buyer" if ours else "nobody" if is_closed else "us",
            due_at=None if is_closed else due,
            last_due_at=due,
            missed_deadline=is_claim and random.random() < 0.03,
            is_overdue=not is_closed and random.random() < 0.02,
            is_unread=not is_closed and not ours and random.random() < 0.5,
            first_response_at=moments[1] if len(moments) > 1 else None,
            closed_at=ends if is_closed else None,
            opened_at=opened,
            last_activity_at=moments[-1],
            created_at=opened,
            **head,
        )
        self._beside(batch, pk, account, number, head, moments, is_claim=is_claim, is_closed=is_closed, ends=ends)
        words.update(self.talk.words(str(pk), *head.values(), *self._record(buyer)))
        if self.plan.tickets // 2 <= number < self.plan.tickets // 2 + 3:
            words.add(RARE)
        batch.add("SearchText", self.make["SearchText"](ticket_id=pk, words=" ".join(sorted(words))))

    def _messages(
        self, batch: Batch, pk: int, turns: list[tuple[datetime, bool]], agent: tuple[int, str] | None, number: int
    ) -> set[str]:
        """What was said when, by us or by the buyer; returns the words of all of it."""
        said: set[str] = set()
        files = 3 if self.random.random() < 0.5 else int(self.random.random() < 0.14)
        for turn, (at, is_ours) in enumerate(turns):
            text, words = self.talk.message()
            message = self._add(
                batch,
                "Message",
                ticket_id=pk,
                author_type="seller" if is_ours else "buyer",
                author_name="" if not is_ours or not agent else agent[1],
                author_id=agent[0] if is_ours and agent else None,
                text=text,
                external_id=f"{pk}-{turn}",
                occurred_at=at,
                created_at=at,
                submission=UUID(int=self.random.getrandbits(128)),
                # A few of the newest replies did not get through.
                delivery="" if not is_ours else "failed" if self._is_recent(number) and turn == 1 else "delivered",
            )
            said |= words
            for file in range(files if turn == 0 else 0):
                self._add(
                    batch, "Attachment", message_id=message, name=f"IMG_{file:04}.jpg", external_id=str(file),
                    state="unavailable", content_type="image/jpeg", size=250_000,
                )  # fmt: skip
        return said

    def _is_recent(self, number: int) -> bool:
        return self.plan.tickets - number < 500 and self.random.random() < 0.03

    def _beside(
        self, batch: Batch, pk: int, account: int, number: int, head: dict[str, str], moments: list[datetime],
        *, is_claim: bool, is_closed: bool, ends: datetime,
    ) -> None:  # fmt: skip
        """The case, what happened to the ticket, and now and then a tag."""
        self._add(
            batch,
            "Case",
            account_id=account,
            ticket_id=pk,
            external_id=str(UUID(int=self.random.getrandbits(128))),
            kind="claim" if is_claim else "discussion",
            status=("CLAIM_ACCEPTED" if is_closed else "CLAIM_SUBMITTED") if is_claim else "DISPUTE_ONGOING",
            chat_active=not is_closed,
            order_id=head["order_id"],
            reason="DEFECT_FOUND_DURING_USE",
            opened_at=moments[0],
            products=[{"offer_id": "1", "name": head["products"], "quantity": 1, "price": "99.00", "currency": "PLN"}],
            buyer={
                "external_id": "1",
                "login": head["buyer_login"],
                "name": head["buyer_name"],
                "emails": [],
                "phones": [],
            },
            messages_reported=len(moments),
            fingerprint=f"{pk:064x}",
            order_read_at=moments[0],
            chat_read_at=moments[-1],
            last_message_at=moments[-1],
        )
        self._add(batch, "Event", ticket_id=pk, kind="created", created_at=moments[0])
        if is_closed:
            self._add(batch, "Event", ticket_id=pk, kind="status", old="New", new="Solved", created_at=ends)
        if self.random.random() < 0.1:
            self._add(batch, "TicketTag", ticket_id=pk, tag_id=self.random.choice(self.tags))


SUBJECTS = (
    *("Wada ujawniona podczas używania",) * 34,
    *("Niezgodny z opisem",) * 17,
    *("Produkt nie dotarł",) * 20,
    *("Brak elementu produktu",) * 5,
    *("Produkt uszkodzony, paczka cała",) * 3,
    "Inny powód",
)


def fill(plan: Plan) -> None:
    """Fill the (empty, migrated) database that Django is set up with."""
    from bench.copying import bare_tables, copy, tidy
    from bench.workspace import furnish_desk

    started = time.monotonic()
    furnish_desk(agents=AGENTS, accounts=ACCOUNTS)
    desk = Desk(plan)
    with bare_tables():
        for batch in desk.batches():
            for name, rows in batch.rows.items():
                copy(desk.models[name], rows)
            if sys.stdout.isatty():
                print(f"\r{desk.ids['Ticket']} tickets", end="", flush=True)
    tidy(desk.models.values())
    print(f"{plan.tickets} tickets, {desk.ids['Message']} messages in {time.monotonic() - started:.0f} s")


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
