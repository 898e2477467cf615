"""Deleting a queue, category or status: its tickets move to another one first, in the same transaction."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from crm.holders import Holder, holders
from tickets.models import Category, Event, Queue, Status, Ticket

Thing = Queue | Category | Status


class InUse(Exception):
    """It cannot go: something else needs it, or its tickets have nowhere to go."""


@dataclass(frozen=True)
class Uses:
    """What a queue, category or status is used by. `others` are rows that only a person can free it from."""

    tickets: int
    queues: tuple[Queue, ...]
    others: tuple[Holder, ...]

    @property
    def needs_replacement(self) -> bool:
        return bool(self.tickets or self.queues)


def uses_of(thing: Thing) -> Uses:
    """Who uses it now."""
    queues = tuple(Queue.objects.filter(open_status=thing)) if isinstance(thing, Status) else ()
    return Uses(thing.tickets.count(), queues, tuple(holders(thing, besides=[Ticket, Queue])))


def replacements(thing: Thing) -> QuerySet[Any]:
    """What may take its place; for a status only one of the same kind, so that no closed ticket opens."""
    others: QuerySet[Any] = type(thing)._default_manager.exclude(pk=thing.pk)
    return others.filter(kind=thing.kind) if isinstance(thing, Status) else others


@transaction.atomic
def remove(thing: Thing, replacement: Thing | None, actor: User) -> None:
    """Delete it, its tickets (and the queues that open with it) moved to the replacement. Raises InUse."""
    # The lock keeps new tickets out until it is gone.
    type(thing)._default_manager.select_for_update().get(pk=thing.pk)
    uses = uses_of(thing)
    if uses.others or (uses.needs_replacement and replacement is None):
        raise InUse
    if replacement is not None:
        _move_tickets(thing, replacement, actor)
        Queue.objects.filter(pk__in=[queue.pk for queue in uses.queues]).update(open_status=replacement)
    thing.delete()


def _move_tickets(thing: Thing, replacement: Thing, actor: User) -> None:
    field, kind = _place(thing)
    events = [
        Event(ticket_id=ticket_id, kind=kind, actor=actor, old=str(thing), new=str(replacement))
        for ticket_id in thing.tickets.values_list("pk", flat=True)
    ]
    Event.objects.bulk_create(events, batch_size=1000)
    thing.tickets.update(**{field: replacement})


def _place(thing: Thing) -> tuple[str, Event.Kind]:
    """Where tickets keep it, and the event of its change."""
    if isinstance(thing, Queue):
        return "queue", Event.Kind.QUEUE
    if isinstance(thing, Category):
        return "category", Event.Kind.CATEGORY
    return "status", Event.Kind.STATUS
