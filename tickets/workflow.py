"""What agents do with a ticket besides writing. Each step is stored with its event in one transaction."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from crm.models import Customer
from tickets import reindexing
from tickets.models import Category, Event, Queue, Status, Tag, Ticket


def assign(ticket: Ticket, assignee: User | None, actor: User | None) -> None:
    """Give the ticket to someone, or to nobody."""
    _change(ticket, "assignee", assignee, Event.Kind.ASSIGNED, actor)


def set_status(ticket: Ticket, status: Status, actor: User | None) -> None:
    """Move the ticket to another step of our work; the marketplace is not told."""
    was_closed = ticket.status.kind == Status.Kind.CLOSED
    is_closed = status.kind == Status.Kind.CLOSED
    with transaction.atomic():
        _change(ticket, "status", status, Event.Kind.STATUS, actor)
        if is_closed != was_closed:
            ticket.closed_at = timezone.now() if is_closed else None
            ticket.save(update_fields=["closed_at"])


def follow_kind(status: Status) -> None:
    """Open or close the tickets of a status whose kind was changed."""
    if status.kind == Status.Kind.CLOSED:
        status.tickets.filter(closed_at=None).update(closed_at=timezone.now())
    else:
        status.tickets.filter(closed_at__isnull=False).update(closed_at=None)


def set_queue(ticket: Ticket, queue: Queue, actor: User | None) -> None:
    """Hand the ticket to another team; its status stays."""
    _change(ticket, "queue", queue, Event.Kind.QUEUE, actor)


def set_category(ticket: Ticket, category: Category, actor: User | None) -> None:
    """Say what the ticket is about."""
    _change(ticket, "category", category, Event.Kind.CATEGORY, actor)


def set_priority(ticket: Ticket, priority: Ticket.Priority, actor: User | None) -> None:
    """Say how much it presses."""
    if ticket.priority == priority:
        return
    old = dict(Ticket.Priority.choices).get(ticket.priority, ticket.priority)
    ticket.priority = priority
    with transaction.atomic(), translation.override("en"):
        ticket.save(update_fields=["priority"])
        _log(ticket, Event.Kind.PRIORITY, actor, old=str(old), new=str(priority.label))


@transaction.atomic
def set_tags(ticket: Ticket, tags: Iterable[Tag], actor: User | None) -> None:
    """Let the ticket have these tags and no others."""
    wanted, has = set(tags), set(ticket.tags.all())
    ticket.tags.set(wanted)
    for tag in sorted(wanted - has, key=str):
        _log(ticket, Event.Kind.TAGGED, actor, new=str(tag))
    for tag in sorted(has - wanted, key=str):
        _log(ticket, Event.Kind.UNTAGGED, actor, old=str(tag))


@transaction.atomic
def accept_history(ticket: Ticket, announced: str, kept: str, actor: User) -> None:
    """A person counts the history as complete although the marketplace announces another number of messages."""
    ticket.history_incomplete = False
    ticket.save(update_fields=["history_incomplete"])
    _log(ticket, Event.Kind.HISTORY_ACCEPTED, actor, old=announced, new=kept)


def mark_read(ticket: Ticket) -> None:
    """Somebody who can answer has it before them."""
    if ticket.is_unread:
        ticket.is_unread = False
        ticket.save(update_fields=["is_unread"])


def set_customer(ticket: Ticket, customer: Customer, actor: User | None) -> None:
    """Tie a ticket outside the CRM to a record. A ticket that has a customer keeps it."""
    if ticket.customer_id is None:
        _change(ticket, "customer", customer, Event.Kind.CUSTOMER, actor)
        reindexing.soon([ticket.pk])


@transaction.atomic
def _change(ticket: Ticket, field: str, value: Any, kind: Event.Kind, actor: User | None) -> None:
    old = getattr(ticket, field)
    if old == value:
        return
    setattr(ticket, field, value)
    ticket.save(update_fields=[field])
    _log(ticket, kind, actor, old=str(old or ""), new=str(value or ""))


def _log(ticket: Ticket, kind: Event.Kind, actor: User | None, *, old: str = "", new: str = "") -> None:
    Event.objects.create(ticket=ticket, kind=kind, actor=actor, old=old[:200], new=new[:200])
