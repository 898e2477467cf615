"""Rows for tests, each with believable defaults. Pass what the test is about."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from crm.models import Customer, CustomerEmail, CustomerPhone, CustomField, CustomFieldValue
from tickets import search
from tickets.facts import Author
from tickets.models import Category, Message, Queue, Status, Ticket

PASSWORD = "correct horse battery"
_numbers = count(1)


def make_user(role: Role = Role.AGENT, **fields: Any) -> User:
    number = next(_numbers)
    values = {"email": f"person{number}@example.com", "name": f"Person {number}", "language": "en", **fields}
    return User.objects.create_user(password=PASSWORD, role=role, **values)


def make_status(name: str = "", kind: str = Status.Kind.OPEN) -> Status:
    return Status.objects.create(name=name or f"Status {next(_numbers)}", kind=kind)


def make_queue(name: str = "", **fields: Any) -> Queue:
    if "open_status" not in fields:
        fields["open_status"] = make_status()
    return Queue.objects.create(name=name or f"Queue {next(_numbers)}", **fields)


def make_category(name: str = "") -> Category:
    return Category.objects.create(name=name or f"Category {next(_numbers)}")


def make_login_field(name: str = "Marketplace login") -> CustomField:
    return CustomField.objects.create(name=name, type=CustomField.Type.TEXT)


def make_customer(
    name: str = "Anna Nowak",
    emails: tuple[str, ...] = (),
    phones: tuple[str, ...] = (),
    values: dict[CustomField, str] | None = None,
    **fields: Any,
) -> Customer:
    """A record of the CRM as its form would store it."""
    customer = Customer.objects.create(name=name, **fields)
    for email in emails:
        CustomerEmail.objects.create(customer=customer, email=email)
    for number in phones:
        CustomerPhone.objects.create(customer=customer, number=number)
    for field, value in (values or {}).items():
        CustomFieldValue.objects.create(customer=customer, field=field, value=value)
    customer.update_search()
    return customer


def make_ticket(**fields: Any) -> Ticket:
    """A ticket of the dummy marketplace (tests/tickets/dummy.py), waiting for us."""
    number = next(_numbers)
    opened_at = fields.get("opened_at", timezone.now() - timedelta(hours=2))
    queue = fields.get("queue") or make_queue()
    values = {
        "source": "dummy",
        "kind": "claim",
        "subject": f"Damaged parcel {number}",
        "queue": queue,
        "status": queue.open_status,
        "buyer_login": f"buyer{number}",
        "opened_at": opened_at,
        "last_activity_at": opened_at,
        **fields,
    }
    if "category" not in values:
        values["category"] = make_category()
    if values["status"].kind == Status.Kind.CLOSED and "closed_at" not in values:
        values["closed_at"] = timezone.now()
    ticket = Ticket.objects.create(**values)
    search.index(ticket)
    return ticket


def make_message(ticket: Ticket, author: Author = Author.BUYER, text: str = "Hello", **fields: Any) -> Message:
    """A message that was read from the marketplace."""
    number = next(_numbers)
    occurred_at: datetime = fields.pop("occurred_at", timezone.now())
    values = {"external_id": f"m{number}", "author_name": ticket.buyer_login, **fields}
    message = Message.objects.create(ticket=ticket, author_type=author, text=text, occurred_at=occurred_at, **values)
    search.index(ticket)
    return message


def make_reply(ticket: Ticket, author: User | None = None, text: str = "We are on it", **fields: Any) -> Message:
    """A reply of ours that is due for delivery."""
    now = timezone.now()
    values = {
        "author_name": author.name if author else "",
        "delivery": Message.Delivery.QUEUED,
        "due_at": now - timedelta(seconds=1),
        "occurred_at": now,
        **fields,
    }
    return Message.objects.create(ticket=ticket, author_type=Author.SELLER, author=author, text=text, **values)
