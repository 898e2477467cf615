"""What agents work on. No marketplace is named here: a ticket knows the slug of its channel, nothing more."""

from tickets.models.canned import CannedReply
from tickets.models.event import Event
from tickets.models.message import SAFE_PICTURES, Attachment, Draft, Message, attachment_path
from tickets.models.presence import Presence
from tickets.models.saved_view import SavedView
from tickets.models.search_text import SearchText
from tickets.models.ticket import Ticket
from tickets.models.workspace import Category, Queue, Status, Tag, WorkingHours

__all__ = [
    "SAFE_PICTURES",
    "Attachment",
    "CannedReply",
    "Category",
    "Draft",
    "Event",
    "Message",
    "Presence",
    "Queue",
    "SavedView",
    "SearchText",
    "Status",
    "Tag",
    "Ticket",
    "WorkingHours",
    "attachment_path",
]
