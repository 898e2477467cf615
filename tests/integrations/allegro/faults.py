"""Parley keeps its word under every documented misbehaviour of Allegro's API, each by its name (F01-F28).

Nothing lost, nothing shown twice, nothing sent twice, other cases unaffected, a trace that people can read. The tests
stand in test_faults_lists.py, _messages.py, _states.py and _accounts.py; here is what they have in common.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from integrations.allegro.models import Case as StoredCase
from integrations.models import UnreadableCase
from simulator.records import Author, Case, Kind
from tests.integrations.allegro.desk import Desk
from tickets import delivery
from tickets.models import Message

KINDS = [Kind.DISCUSSION, Kind.CLAIM, Kind.PURCHASE_PROBLEM]


def whole(desk: Desk, case: Case) -> None:
    """The ticket's history is Allegro's: every message, each once, in order."""
    kept = Message.objects.filter(ticket=desk.ticket(case)).values_list("external_id", "text")
    assert list(kept) == [(one.id, one.text) for one in desk.allegro.market.world.chat(case)]


def talk(desk: Desk, case: Case, times: int, first: int = 0) -> None:
    for number in range(first, first + times):
        desk.say(case, Author.BUYER if number % 2 else Author.SELLER, f"{number}")


def stored(case: Case) -> StoredCase:
    return StoredCase.objects.get(external_id=case.id)


def due_again(case: Case) -> None:
    """The pause before a case is tried again is over."""
    StoredCase.objects.filter(external_id=case.id).update(retry_at=timezone.now())


def tried_before(hours: float = 1) -> None:
    """So long ago the unreadable cases were last tried."""
    UnreadableCase.objects.update(tried_at=timezone.now() - timedelta(hours=hours))


@contextmanager
def unstorable(case: Case) -> Iterator[None]:
    """The database takes no row of this case, for a reason of its own."""

    def refuse(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        # PostgreSQL takes the ids of many rows as one list.
        values = [one for value in params or () for one in (value if isinstance(value, list) else [value])]
        if sql.startswith(("INSERT", "UPDATE")) and "allegro_case" in sql and case.id in values:
            raise DatabaseError("not this one")
        return execute(sql, params, *rest)

    with connection.execute_wrapper(refuse):
        yield


def settle(message: Message) -> Message:
    """The next reading of an uncertain reply, now."""
    long_ago = timezone.now() - timedelta(minutes=3)
    Message.objects.filter(pk=message.pk).update(due_at=timezone.now())
    if message.readings == 2:  # absent for so long
        Message.objects.filter(pk=message.pk).update(attempt_started_at=long_ago)
    delivery.settle(message.pk)
    message.refresh_from_db()
    return message
