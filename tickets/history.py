"""What the ticket page shows of a ticket, in few queries and bounded, however long the story is."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tickets.channels import CaseView
from tickets.models import Message, Ticket
from tickets.models.message import SETTLED
from tickets.standstill import why_nothing_leaves
from tickets.templatetags.ticket_words import is_undoable

NEWEST = 40  # messages; older ones are shown when somebody asks for them


@dataclass(frozen=True)
class History:
    """Messages of a ticket, oldest first, how many `earlier` ones are left out, and a short name for how they stand.

    `standstill` says why nothing leaves while a reply waits.
    """

    messages: Sequence[Message]
    version: str
    earlier: int = 0
    is_whole: bool = False
    standstill: str = ""

    @property
    def days(self) -> list[tuple[date, list[Message]]]:
        """The messages day by day, in the reader's time zone."""
        by_day = groupby(self.messages, key=lambda message: timezone.localdate(message.occurred_at))
        return [(day, list(messages)) for day, messages in by_day]

    @property
    def newest_id(self) -> int:
        return max((message.pk for message in self.messages), default=0)


def history_of(ticket: Ticket, view: CaseView, *, is_whole: bool = False) -> History:
    """The newest messages, or all; its version changes with every message, delivery step and file shown, and with what
    stands beside it."""
    messages, earlier = _read(ticket, is_whole=is_whole)
    beside = (ticket.status_id, ticket.assignee_id, ticket.queue_id, ticket.category_id, ticket.priority)
    case = (ticket.due_at, ticket.case_state, ticket.waiting_for, ticket.customer_id)
    waits = any(message.delivery == Message.Delivery.QUEUED for message in messages)
    standstill = why_nothing_leaves() if waits else ""
    doubt = (ticket.history_incomplete, view.history_doubt)
    parts: list[Any] = [view.availability, doubt, earlier, beside, case, standstill]
    for message in messages:
        files = [(attachment.pk, attachment.state) for attachment in message.attachments.all()]
        delivery = (
            message.delivery,
            message.failure,
            message.failure_code,
            message.due_at is None,
            is_undoable(message),
        )
        # What was not understood at first may be mended later.
        said = (message.occurred_at, message.author_type, bool(message.text), message.has_more_files)
        parts.append((message.pk, delivery, said, message.is_time_known, message.is_partial, files))
    version = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    return History(messages, version, earlier, is_whole, standstill)


def _read(ticket: Ticket, *, is_whole: bool) -> tuple[list[Message], int]:
    shown_at_all = ticket.messages.exclude(delivery=Message.Delivery.DISCARDED)
    everything: QuerySet[Message] = shown_at_all.select_related("author").prefetch_related("attachments")
    if is_whole:
        return list(everything), 0
    newest = list(everything.order_by("-occurred_at", "-id")[: NEWEST + 1])
    if len(newest) <= NEWEST:
        return newest[::-1], 0
    shown = newest[NEWEST - 1 :: -1]
    # A reply that somebody must look at is never left out.
    older = everything.exclude(pk__in=[message.pk for message in shown])
    unsettled = list(older.exclude(delivery__in=SETTLED))
    return [*unsettled, *shown], older.count() - len(unsettled)
