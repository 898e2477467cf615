"""What a marketplace made of the messages that it wanted to check before the buyer may read them."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tickets import channels
from tickets.channels import CaseGone, NotSent
from tickets.due import is_due
from tickets.facts import Moderation, Verdict
from tickets.models import Message
from tickets.outcomes import LATEST, age, next_look, record_verdict

LOOKING_LIMIT = timedelta(minutes=5)
MOST_ABSENCES = 3
# A message that is held back may appear hours later, and a blocked one is shown to its sender for as long: before that,
# absence proves nothing.
BLOCKED_SHOWN = timedelta(hours=24)


def due() -> QuerySet[Message]:
    """Messages being checked there whose next look has come."""
    return Message.objects.filter(is_due(LATEST), delivery=Message.Delivery.CHECKING)


def follow(message_id: int) -> None:
    """Look once what became of a message that is being checked."""
    if not due().filter(pk=message_id).update(due_at=timezone.now() + LOOKING_LIMIT):
        return
    message = Message.objects.select_related("ticket").get(pk=message_id)
    try:
        reading = channels.get(message.ticket.source).read_back(message.ticket_id)
    except NotSent:
        _checked(message).update(due_at=next_look(message))
        return
    except CaseGone:  # nobody can tell any more
        _checked(message).update(due_at=None)
        return
    found = next((fact for fact in reading.messages if fact.external_id == message.external_id), None)
    if found is not None:
        record_verdict(message, found.verdict)
    elif reading.gap:
        _checked(message).update(due_at=next_look(message))
    else:
        _note_absence(message)


def _checked(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, delivery=Message.Delivery.CHECKING)


def _note_absence(message: Message) -> None:
    """A blocked message vanishes after a day; absent three times by then, this one was blocked between two looks."""
    absences = message.readings + 1
    with transaction.atomic():
        _checked(message).update(readings=absences, due_at=next_look(message))
        if absences >= MOST_ABSENCES and age(message) >= BLOCKED_SHOWN:
            record_verdict(message, Verdict(Moderation.BLOCKED))
