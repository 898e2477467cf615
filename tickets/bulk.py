"""One change to many tickets at once: a selection, or everything that fits the filters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from tickets.models import Category, Event, Queue, Status, Tag, Ticket
from tickets.rejections import Rejected

# One request changes at most so many; beyond it a mistake would be too great, and the wait too long.
MOST = 5000


@dataclass(frozen=True)
class Change:
    """What shall be different. None leaves a thing as it is; `assignee` is a person, or False for nobody."""

    assignee: User | Literal[False] | None = None
    status: Status | None = None
    queue: Queue | None = None
    category: Category | None = None
    priority: Ticket.Priority | None = None
    tag: Tag | None = None
    untag: Tag | None = None
    unread: bool | None = None

    @property
    def is_empty(self) -> bool:
        return all(value is None for value in vars(self).values())

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What it does, in words: what is changed and into what."""
        read = {True: _("mark as unread"), False: _("mark as read")}
        words = [
            (_("Assignee"), _("nobody") if self.assignee is False else self.assignee),
            (_("Status"), self.status),
            (_("Queue"), self.queue),
            (_("Category"), self.category),
            (_("Priority"), None if self.priority is None else self.priority.label),
            (_("Add a tag"), self.tag),
            (_("Take a tag away"), self.untag),
            (_("Read or unread"), None if self.unread is None else read[self.unread]),
        ]
        return [(label, str(value)) for label, value in words if value is not None]


def meant(tickets: QuerySet[Ticket]) -> list[int]:
    """The ids of these tickets, in order. Raises Rejected when they are too many for one change."""
    ids = list(tickets.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        raise Rejected(
            _("At most %(most)s tickets can be changed at once. Narrow the filters; nothing was changed.")
            % {"most": MOST}
        )
    return ids


@transaction.atomic
def apply(tickets: QuerySet[Ticket], change: Change, actor: User) -> int:
    """Make the change, with an event for each ticket that it alters. Returns how many tickets were meant.
    Raises Rejected when they are too many.

    Tickets are locked in one order, so that two people's bulk actions never wait for each other in a circle.
    """
    locked = list(
        Ticket.objects.select_for_update(of=("self",))
        .filter(pk__in=meant(tickets))
        .select_related("assignee", "status", "queue", "category")
        .order_by("pk")
    )
    _sort(locked, change, actor)
    if change.priority is not None:
        _set_priority(locked, change.priority, actor)
    if change.tag is not None:
        _tag(locked, change.tag, actor)
    if change.untag is not None:
        _untag(locked, change.untag, actor)
    if change.unread is not None:
        _update(locked, is_unread=change.unread)
    return len(locked)


def _sort(tickets: list[Ticket], change: Change, actor: User) -> None:
    """Whose they are, where they lie, and how far they are."""
    if change.assignee is not None:
        _set(tickets, "assignee", change.assignee or None, Event.Kind.ASSIGNED, actor)
    if change.status is not None:
        _set_status(tickets, change.status, actor)
    if change.queue is not None:
        _set(tickets, "queue", change.queue, Event.Kind.QUEUE, actor)
    if change.category is not None:
        _set(tickets, "category", change.category, Event.Kind.CATEGORY, actor)


def _set(tickets: list[Ticket], field: str, value: Any, kind: Event.Kind, actor: User) -> None:
    altered = [ticket for ticket in tickets if getattr(ticket, field) != value]
    _log(altered, kind, actor, old=lambda ticket: str(getattr(ticket, field) or ""), new=str(value or ""))
    _update(altered, **{field: value})


def _set_status(tickets: list[Ticket], status: Status, actor: User) -> None:
    is_closed = status.kind == Status.Kind.CLOSED
    turned = [ticket for ticket in tickets if (ticket.status.kind == Status.Kind.CLOSED) != is_closed]
    _set(tickets, "status", status, Event.Kind.STATUS, actor)
    _update(turned, closed_at=timezone.now() if is_closed else None)


def _set_priority(tickets: list[Ticket], priority: Ticket.Priority, actor: User) -> None:
    altered = [ticket for ticket in tickets if ticket.priority != priority]
    old = Ticket.get_priority_display
    with translation.override("en"):
        _log(altered, Event.Kind.PRIORITY, actor, old=lambda ticket: str(old(ticket)), new=str(priority.label))
    _update(altered, priority=priority)


def _tag(tickets: list[Ticket], tag: Tag, actor: User) -> None:
    has = set(tag.tickets.filter(pk__in=[ticket.pk for ticket in tickets]).values_list("pk", flat=True))
    altered = [ticket for ticket in tickets if ticket.pk not in has]
    tag.tickets.add(*altered)
    _log(altered, Event.Kind.TAGGED, actor, old=lambda _ticket: "", new=str(tag))


def _untag(tickets: list[Ticket], tag: Tag, actor: User) -> None:
    altered = list(tag.tickets.filter(pk__in=[ticket.pk for ticket in tickets]))
    tag.tickets.remove(*altered)
    _log(altered, Event.Kind.UNTAGGED, actor, old=lambda _ticket: str(tag), new="")


def _update(tickets: list[Ticket], **values: Any) -> None:
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]).update(**values)


def _log(tickets: list[Ticket], kind: Event.Kind, actor: User, *, old: Callable[[Ticket], str], new: str) -> None:
    events = [Event(ticket=ticket, kind=kind, actor=actor, old=old(ticket)[:200], new=new[:200]) for ticket in tickets]
    Event.objects.bulk_create(events, batch_size=1000)
