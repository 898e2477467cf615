"""What agents work on. No marketplace is named here: a ticket knows the slug of its channel, nothing more."""

from tickets.models.event import Event
from tickets.models.message import SAFE_PICTURES, Attachment, Draft, Message, attachment_path
from tickets.models.ticket import Ticket
from tickets.models.workspace import Category, Queue, Status, WorkingHours

__all__ = [
    "SAFE_PICTURES",
    "Attachment",
    "Category",
    "Draft",
    "Event",
    "Message",
    "Queue",
    "Status",
    "Ticket",
    "WorkingHours",
    "attachment_path",
]
