"""Deleting what an administrator keeps for tickets. Tickets of a queue, category or status move to another one first,
those with a tag lose it: in the same transaction, with an event on each ticket and an entry in the audit log."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from accounts import audit
from accounts.models import User
from crm.holders import Holder, holders
from tickets.models import CannedReply, Category, Event, Queue, Status, Tag, Ticket

Sorted = Queue | Category | Status
Thing = Sorted | Tag | CannedReply
MOVED = gettext_noop("tickets moved to")


class InUse(Exception):
    """It cannot go: something else needs it, or its tickets have nowhere to go."""


@dataclass(frozen=True)
class Uses:
    """What uses it. `tickets` and `queues` need a replacement, `tagged` tickets lose it without one; `others` are rows
    that only a person can free it from."""

    tickets: int = 0
    tagged: int = 0
    queues: tuple[Queue, ...] = ()
    others: tuple[Holder, ...] = ()

    @property
    def needs_replacement(self) -> bool:
        return bool(self.tickets or self.queues)


def uses_of(thing: Thing) -> Uses:
    """Who uses it now."""
    if isinstance(thing, CannedReply):
        return Uses()
    if isinstance(thing, Tag):
        return Uses(tagged=thing.tickets.count())
    queues = tuple(Queue.objects.filter(open_status=thing)) if isinstance(thing, Status) else ()
    return Uses(thing.tickets.count(), queues=queues, others=tuple(holders(thing, besides=[Ticket, Queue])))


def replacements(thing: Thing) -> QuerySet[Any]:
    """What may take its place; for a status only one of the same kind, so that no closed ticket opens."""
    others: QuerySet[Any] = type(thing)._default_manager.exclude(pk=thing.pk)
    return others.filter(kind=thing.kind) if isinstance(thing, Status) else others


@transaction.atomic
def remove(thing: Thing, replacement: Sorted | None, actor: User) -> None:
    """Delete it, its tickets (and the queues that open with it) moved to the replacement. Raises InUse."""
    # The lock keeps new tickets out until it is gone. Who comes second finds nothing left to do.
    if type(thing)._default_manager.select_for_update().filter(pk=thing.pk).first() is None:
        return
    uses = uses_of(thing)
    if uses.others or (uses.needs_replacement and replacement is None):
        raise InUse
    if isinstance(thing, Tag):
        _log(thing, Event.Kind.UNTAGGED, actor, new="")
    elif replacement is not None and not isinstance(thing, CannedReply):
        _move_tickets(thing, replacement, actor)
        Queue.objects.filter(pk__in=[queue.pk for queue in uses.queues]).update(open_status=replacement)
    moved = [audit.Change(MOVED, "", str(replacement))] if replacement is not None else []
    audit.record(actor, audit.Action.DELETED, thing, moved)
    thing.delete()


def _move_tickets(thing: Sorted, replacement: Sorted, actor: User) -> None:
    field, kind = _place(thing)
    _log(thing, kind, actor, new=str(replacement))
    thing.tickets.update(**{field: replacement})


def _log(thing: Sorted | Tag, kind: Event.Kind, actor: User, *, new: str) -> None:
    events = [
        Event(ticket_id=ticket_id, kind=kind, actor=actor, old=str(thing), new=new)
        for ticket_id in thing.tickets.values_list("pk", flat=True)
    ]
    Event.objects.bulk_create(events, batch_size=1000)


def _place(thing: Sorted) -> tuple[str, Event.Kind]:
    """Where tickets keep it, and the event of its change."""
    if isinstance(thing, Queue):
        return "queue", Event.Kind.QUEUE
    if isinstance(thing, Category):
        return "category", Event.Kind.CATEGORY
    return "status", Event.Kind.STATUS
