"""Automatic answers: one text on a new case, one outside working hours, each at most once per case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from tickets.dispatch import enqueue
from tickets.facts import Author, CaseState
from tickets.hours import is_staffed
from tickets.models import Event, Message, Ticket

NEW_CASE = "new_case"
OUT_OF_HOURS = "out_of_hours"


@dataclass(frozen=True)
class Answers:
    """The texts in force ("" is off). Only what buyers wrote after `since` is answered, as far as that is known."""

    new_case: str
    out_of_hours: str
    since: datetime


def answer(ticket: Ticket, arrived: Sequence[Message], answers: Answers, *, is_new: bool) -> None:
    """Queue the automatic answer that the arrived messages call for, if any."""
    from_buyer = [message for message in arrived if _calls_for_answer(message, answers)]
    if not from_buyer or not ticket.can_reply or ticket.case_state != CaseState.ONGOING:
        return
    newest = max(from_buyer, key=lambda message: message.occurred_at)
    if answers.out_of_hours and not is_staffed(ticket.queue, newest.occurred_at):
        _queue(ticket, OUT_OF_HOURS, answers.out_of_hours)
    elif answers.new_case and is_new:
        _queue(ticket, NEW_CASE, answers.new_case)


def _calls_for_answer(message: Message, answers: Answers) -> bool:
    # The chatbot hands over the buyer's own first words; advisers and the system are never answered.
    is_from_buyer = message.author_type in (Author.BUYER, Author.CHATBOT)
    return is_from_buyer and message.is_time_known and message.occurred_at >= answers.since


def _queue(ticket: Ticket, which: str, text: str) -> None:
    now = timezone.now()
    message, is_first = Message.objects.get_or_create(
        ticket=ticket,
        automatic=which,
        defaults={
            "author_type": Author.SELLER,
            "text": text,
            "occurred_at": now,
            "delivery": Message.Delivery.QUEUED,
            "due_at": now,
        },
    )
    if is_first:
        Event.objects.create(ticket=ticket, kind=Event.Kind.REPLY_QUEUED, new=which)
        enqueue(message.pk, timedelta(0))
