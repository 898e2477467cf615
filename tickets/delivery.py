"""What becomes of a reply: the row is the queue, every step is one conditional update.

queued → sending → accepted by the marketplace (outcomes.py); a clear refusal → failed; certainly not sent → queued
again; anything else → uncertain, which is settled by reading the case back, never by sending again.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets import channels, texts
from tickets.channels import (
    CaseGone,
    DeliveryError,
    NotSent,
    OutcomeUnknown,
    OutgoingFile,
    OutgoingReply,
    Refused,
)
from tickets.dispatch import enqueue
from tickets.due import growing_pause, is_due
from tickets.facts import MessageFacts
from tickets.models import Event, Message, Ticket
from tickets.outcomes import finish, lock_ticket, log_event, record_accepted, release_next, reopen
from tickets.recognition import OTHER_WORDS, SAME_WORDS, began, doubt_of_absence, find, may_be

steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them

Delivery = Message.Delivery
ON_ITS_WAY = (Delivery.QUEUED, Delivery.SENDING, Delivery.UNCERTAIN)

# Longer than every time limit of one delivery together: past it the worker is dead, not slow.
SENDING_LIMIT = timedelta(minutes=5)
RETRY_FIRST, RETRY_MOST = timedelta(seconds=15), timedelta(minutes=5)
# Three readings over two minutes: a message may show up late on the marketplace.
READING_DELAYS = (timedelta(seconds=10), timedelta(seconds=50), timedelta(seconds=60))
# What could not be read for so long is left to people, so that it holds back no later reply.
UNREADABLE_LIMIT = timedelta(hours=1)
ABSENT = "absent"


def due_for_delivery() -> QuerySet[Message]:
    """Queued replies whose time has come and which no earlier reply on the same ticket holds back."""
    earlier = Message.objects.filter(ticket=OuterRef("ticket"), pk__lt=OuterRef("pk"), delivery__in=ON_ITS_WAY)
    earlier = earlier.exclude(delivery=Delivery.UNCERTAIN, due_at=None)  # nobody looks for it any more
    longest = max(RETRY_MOST, timedelta(seconds=settings.UNDO_SECONDS))
    return Message.objects.filter(~Exists(earlier), is_due(longest), delivery=Delivery.QUEUED)


def deliver(message_id: int) -> None:
    """Send one queued reply, if it is due and nobody else has claimed it."""
    attempt = _claim(message_id)
    if attempt is None:
        return
    steps.debug("reply claimed")
    try:
        receipt = channels.get(attempt.ticket.source).deliver(attempt.ticket_id, _outgoing(attempt))
    except Refused as error:
        _fail(attempt, error)
    except NotSent as error:
        _wait(attempt, error)
    except OutcomeUnknown as error:
        _doubt(attempt, error)
    else:
        steps.debug("reply answered")
        record_accepted(attempt, receipt.external_id, receipt.verdict, receipt.trace_id)
        steps.debug("reply stored")


def doubt_abandoned() -> None:
    """Replies whose worker died while sending: nobody knows whether they left, so they are uncertain."""
    reason = _("Sending was interrupted.")
    for message in Message.objects.filter(is_due(SENDING_LIMIT), delivery=Delivery.SENDING):
        _doubt(message, OutcomeUnknown(reason, code="interrupted"))


def due_for_settling() -> QuerySet[Message]:
    """Uncertain replies whose next reading has come."""
    return Message.objects.filter(is_due(SENDING_LIMIT), delivery=Delivery.UNCERTAIN)


def settle(message_id: int) -> None:
    """Read the case back once and look for an uncertain reply: there → delivered, absent three times → failed."""
    now = timezone.now()
    mine = due_for_settling().filter(pk=message_id).update(due_at=now + SENDING_LIMIT)
    if not mine:
        return
    steps.debug("reply looked for")
    message = Message.objects.select_related("ticket").get(pk=message_id)
    try:
        reading = channels.get(message.ticket.source).read_back(message.ticket_id)
    except NotSent as error:
        _look_later(message, now, error)
        return
    except CaseGone as error:
        _leave_uncertain(message, **_words(error))
        return
    if found := find(message, reading.messages):
        steps.debug("reply found")
        record_accepted(message, found.external_id, found.verdict)
        return
    _note_absence(message, now, doubt=reading.gap or doubt_of_absence(message, reading.messages))


def _claim(message_id: int) -> Message | None:
    now = timezone.now()
    mine = (
        due_for_delivery()
        .filter(pk=message_id)
        .update(
            delivery=Delivery.SENDING,
            attempts=F("attempts") + 1,
            attempt_started_at=now,
            due_at=now + SENDING_LIMIT,
            failure="",
            failure_code="",
        )
    )
    return Message.objects.select_related("ticket").get(pk=message_id) if mine else None


def _outgoing(message: Message) -> OutgoingReply:
    attachment = message.attachments.first()
    file = None
    if attachment is not None:
        file = OutgoingFile(
            name=attachment.name,
            content_type=attachment.content_type,
            size=attachment.size,
            open=lambda: attachment.file.storage.open(attachment.file.name, "rb"),
        )
    return OutgoingReply(
        text=message.text,
        asks_closure=message.asks_closure,
        attachment=file,
        is_current=lambda: _sending(message).exists(),
    )


def _sending(message: Message) -> QuerySet[Message]:
    """This attempt only: a worker that comes back late must not touch a later one."""
    return Message.objects.filter(pk=message.pk, delivery=Delivery.SENDING, attempts=message.attempts)


def _uncertain(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, delivery=Delivery.UNCERTAIN, attempts=message.attempts)


def _fail(message: Message, error: DeliveryError) -> None:
    with transaction.atomic():
        lock_ticket(message)
        changed = _sending(message).update(delivery=Delivery.FAILED, due_at=None, **_words(error))
        if changed:
            reopen(message)
            finish(message, Event.Kind.REPLY_FAILED, error.reason)


def _wait(message: Message, error: NotSent) -> None:
    # Where the marketplace asks for a longer pause, its block holds the next try back.
    delay = min(error.retry_after or RETRY_FIRST * 2 ** min(message.attempts - 1, 8), RETRY_MOST)
    if _sending(message).update(delivery=Delivery.QUEUED, due_at=timezone.now() + delay, **_words(error)):
        enqueue(message.pk, delay)


def _doubt(message: Message, error: DeliveryError) -> None:
    with transaction.atomic():
        changed = _sending(message).update(
            delivery=Delivery.UNCERTAIN, readings=0, due_at=timezone.now() + READING_DELAYS[0], **_words(error)
        )
        if changed:
            log_event(message, Event.Kind.REPLY_UNCERTAIN, error.reason)
    steps.debug("reply doubted")


def doubt_absent(ticket: Ticket, fact: MessageFacts) -> None:
    """Our company said something that we did not know: a reply that was given up may be there after all.

    That is so for a reply of the same words, whatever the time, and for every reply of the same minutes.
    """
    given_up = ticket.messages.filter(delivery=Delivery.FAILED, failure_code=ABSENT)
    for message in given_up.select_related("ticket"):
        if texts.same(message.text, fact.text):
            words = SAME_WORDS
        elif may_be(message, fact):
            words = OTHER_WORDS
        else:
            continue
        given_up.filter(pk=message.pk).update(
            delivery=Delivery.UNCERTAIN, due_at=None, failure=_(words), failure_code=""
        )


def _look_later(message: Message, now: datetime, error: NotSent) -> None:
    """The case could not be read: look again at growing distances, and not for ever."""
    age = now - began(message)
    if age >= UNREADABLE_LIMIT:
        _leave_uncertain(message, **_words(error))
        return
    pause = growing_pause(age, soonest=RETRY_FIRST, latest=RETRY_MOST)
    _uncertain(message).update(due_at=now + pause, failure=error.reason, trace_id=error.trace_id)


def _leave_uncertain(message: Message, **why: str | int) -> None:
    """Only sweeps and people look for it from now on, and it holds back nothing any more."""
    if _uncertain(message).update(due_at=None, **why):
        release_next(message)


def _note_absence(message: Message, now: datetime, *, doubt: str) -> None:
    readings = message.readings + 1
    # However often people look in between: it may show up as late as that.
    earliest = began(message) + sum(READING_DELAYS, timedelta(0))
    if readings < len(READING_DELAYS) or now < earliest:
        delay = READING_DELAYS[min(readings, len(READING_DELAYS) - 1)]
        _uncertain(message).update(readings=readings, due_at=now + delay)
        return
    if doubt:
        _leave_uncertain(message, readings=readings, failure=doubt, failure_code="")
        return
    reason = _("It is not on the marketplace: the buyer did not get it.")
    with transaction.atomic():
        lock_ticket(message)
        changed = _uncertain(message).update(
            delivery=Delivery.FAILED, readings=readings, due_at=None, failure=reason, failure_code=ABSENT
        )
        if changed:
            reopen(message)
            finish(message, Event.Kind.REPLY_FAILED, reason)


def _words(error: DeliveryError) -> dict[str, str]:
    return {
        "failure": error.reason[:500],
        "failure_code": error.code[:60],
        "trace_id": error.trace_id[:100],
    }
