"""What agents do with a ticket besides writing. Each step is stored with its event in one transaction."""

from typing import Any

from django.db import transaction

from accounts.models import User
from crm.models import Customer
from tickets.models import Category, Event, Queue, Status, Ticket


def assign(ticket: Ticket, assignee: User | None, actor: User | None) -> None:
    """Give the ticket to someone, or to nobody."""
    _change(ticket, "assignee", assignee, Event.Kind.ASSIGNED, actor)


def set_status(ticket: Ticket, status: Status, actor: User | None) -> None:
    """Move the ticket to another step of our work; the marketplace is not told."""
    _change(ticket, "status", status, Event.Kind.STATUS, actor)


def set_queue(ticket: Ticket, queue: Queue, actor: User | None) -> None:
    """Hand the ticket to another team; its status stays."""
    _change(ticket, "queue", queue, Event.Kind.QUEUE, actor)


def set_category(ticket: Ticket, category: Category, actor: User | None) -> None:
    """Say what the ticket is about."""
    _change(ticket, "category", category, Event.Kind.CATEGORY, actor)


def set_customer(ticket: Ticket, customer: Customer, actor: User | None) -> None:
    """Tie a ticket outside the CRM to a record. A ticket that has a customer keeps it."""
    if ticket.customer_id is None:
        _change(ticket, "customer", customer, Event.Kind.CUSTOMER, actor)


@transaction.atomic
def _change(ticket: Ticket, field: str, value: Any, kind: Event.Kind, actor: User | None) -> None:
    old = getattr(ticket, field)
    if old == value:
        return
    setattr(ticket, field, value)
    ticket.save(update_fields=[field])
    Event.objects.create(ticket=ticket, kind=kind, actor=actor, old=str(old or "")[:200], new=str(value or "")[:200])
