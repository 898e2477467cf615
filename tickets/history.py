"""What the ticket page shows of a ticket, in few queries."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import timezone

from tickets.channels import CaseView
from tickets.models import Message, Ticket
from tickets.templatetags.ticket_words import is_undoable


@dataclass(frozen=True)
class History:
    """The messages of a ticket, oldest first, and a short name for how they stand now."""

    messages: Sequence[Message]
    version: str

    @property
    def days(self) -> list[tuple[date, list[Message]]]:
        """The messages day by day, in the reader's time zone."""
        by_day = groupby(self.messages, key=lambda message: timezone.localdate(message.occurred_at))
        return [(day, list(messages)) for day, messages in by_day]

    @property
    def newest_id(self) -> int:
        return max((message.pk for message in self.messages), default=0)


def history_of(ticket: Ticket, view: CaseView) -> History:
    """The history; its version changes with every message, delivery step and file, and with what stands beside it."""
    messages = list(ticket.messages.select_related("author").prefetch_related("attachments"))
    beside = (ticket.status_id, ticket.assignee_id, ticket.queue_id, ticket.category_id, ticket.priority)
    case = (ticket.due_at, ticket.case_state, ticket.waiting_for, ticket.customer_id)
    parts: list[Any] = [view.availability, ticket.history_incomplete, beside, case]
    for message in messages:
        files = [(attachment.pk, attachment.state) for attachment in message.attachments.all()]
        parts.append((message.pk, message.delivery, message.failure, is_undoable(message), files))
    return History(messages, hashlib.sha256(repr(parts).encode()).hexdigest()[:16])
