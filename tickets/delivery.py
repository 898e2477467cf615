"""What becomes of a reply: the row is the queue, every step is one conditional update.

queued → sending → accepted by the marketplace (outcomes.py); a clear refusal → failed; certainly not sent → queued
again; anything else → uncertain, which is settled by reading the case back, never by sending again.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tickets import channels, copies, texts
from tickets.channels import (
    CaseGone,
    DeliveryError,
    NotSent,
    OutcomeUnknown,
    OutgoingFile,
    OutgoingReply,
    Refused,
    our_time,
)
from tickets.copies import OURS_PERHAPS
from tickets.dispatch import enqueue
from tickets.due import is_due
from tickets.facts import MessageFacts
from tickets.models import Event, Message, Ticket
from tickets.outcomes import finish, lock_ticket, log_event, record_accepted, release_next, reopen

steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them

Delivery = Message.Delivery
ON_ITS_WAY = (Delivery.QUEUED, Delivery.SENDING, Delivery.UNCERTAIN)

# Longer than every time limit of one delivery together: past it the worker is dead, not slow.
SENDING_LIMIT = timedelta(minutes=5)
RETRY_FIRST, RETRY_MOST = timedelta(seconds=15), timedelta(minutes=5)
# Three readings over two minutes: a message may show up late on the marketplace.
READING_DELAYS = (timedelta(seconds=10), timedelta(seconds=50), timedelta(seconds=60))
# What is left of the clocks' difference when it has been reckoned in: those of our own machines differ a little, too.
CLOCK_SKEW = timedelta(seconds=30)
ABSENT = "absent"
# What else our company said on the marketplace so soon after an attempt may be that reply, with other words.
SAME_MINUTES = timedelta(minutes=5)
OTHER_WORDS = gettext_noop(
    "Our company said something else on the marketplace in the same minutes: it may be this reply, changed there."
)
SAME_WORDS = gettext_noop(
    "Our company said the same on the marketplace, at a time when this reply had not left yet: it may be this reply."
)


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
        facts = channels.get(message.ticket.source).read_back(message.ticket_id)
    except NotSent as error:
        _uncertain(message).update(due_at=now + RETRY_FIRST, failure=error.reason, trace_id=error.trace_id)
        return
    except CaseGone as error:  # nobody can tell any more: it stays uncertain and is not looked for again
        if _uncertain(message).update(due_at=None, **_words(error)):
            release_next(message)
        return
    if found := _find(message, facts):
        steps.debug("reply found")
        record_accepted(message, found.external_id, found.verdict)
        return
    _note_absence(message, now, doubt=_doubt_of_absence(message, facts))


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


def _find(message: Message, facts: Sequence[MessageFacts]) -> MessageFacts | None:
    """Our text on the marketplace, since the attempt began and not bound to another message; None while it is absent.

    What a sweep has stored since then, as nobody's, is bound to nobody; what is not stored at all goes first.
    """
    began = _began(message)
    stored = set(_stored(message).values_list("external_id", flat=True))
    free = set(copies.since(message).filter(created_at__gte=began).values_list("external_id", flat=True))
    found = [
        fact
        for fact in facts
        if fact.author in OURS_PERHAPS and texts.same(fact.text, message.text)
        if fact.external_id in free or fact.external_id not in stored
        if not fact.is_time_known or _our_time(message, fact) >= began - CLOCK_SKEW
    ]
    return min(found, key=lambda fact: fact.external_id in free, default=None)


def _stored(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(ticket_id=message.ticket_id, external_id__isnull=False)


def _began(message: Message) -> datetime:
    began = message.attempt_started_at
    assert began is not None  # noqa: S101 - only what was claimed can be uncertain, and claiming it set the time
    return began


def _our_time(message: Message, fact: MessageFacts) -> datetime:
    return our_time(message.ticket.source, message.ticket_id, fact.occurred_at)


def _doubt_of_absence(message: Message, facts: Sequence[MessageFacts]) -> str:
    """Why a reply that was not found may be on the marketplace all the same; "" when nothing speaks for it."""
    stored = set(_stored(message).values_list("external_id", flat=True))
    ours = [fact for fact in facts if fact.author in OURS_PERHAPS]
    is_said = any(fact.external_id not in stored and texts.same(fact.text, message.text) for fact in ours)
    if is_said or copies.of(message):
        return SAME_WORDS
    return OTHER_WORDS if any(_may_be(message, fact) for fact in _unexplained(message, ours)) else ""


def _unexplained(message: Message, facts: Sequence[MessageFacts]) -> list[MessageFacts]:
    """What is no reply of Parley's, nor was known before the attempt."""
    explained = _stored(message).filter(Q(attempts__gt=0) | Q(created_at__lt=_began(message)))
    known = set(explained.values_list("external_id", flat=True))
    return [fact for fact in facts if fact.external_id not in known]


def _may_be(message: Message, fact: MessageFacts) -> bool:
    """Whether it was said in the same minutes, as far as is known."""
    if not fact.is_time_known:
        return True
    since = _our_time(message, fact) - _began(message)
    return -CLOCK_SKEW <= since <= SAME_MINUTES


def doubt_absent(ticket: Ticket, fact: MessageFacts) -> None:
    """Our company said something that we did not know: a reply that was given up may be there after all.

    That is so for a reply of the same words, whatever the time, and for every reply of the same minutes.
    """
    given_up = ticket.messages.filter(delivery=Delivery.FAILED, failure_code=ABSENT)
    for message in given_up.select_related("ticket"):
        if texts.same(message.text, fact.text):
            words = SAME_WORDS
        elif _may_be(message, fact):
            words = OTHER_WORDS
        else:
            continue
        given_up.filter(pk=message.pk).update(
            delivery=Delivery.UNCERTAIN, due_at=None, failure=_(words), failure_code=""
        )


def _note_absence(message: Message, now: datetime, *, doubt: str) -> None:
    readings = message.readings + 1
    # However often people look in between: it may show up as late as that.
    earliest = _began(message) + sum(READING_DELAYS, timedelta(0))
    if readings < len(READING_DELAYS) or now < earliest:
        delay = READING_DELAYS[min(readings, len(READING_DELAYS) - 1)]
        _uncertain(message).update(readings=readings, due_at=now + delay)
        return
    if doubt:  # it stays uncertain, is looked for by sweeps alone, and holds back nothing any more
        if _uncertain(message).update(readings=readings, due_at=None, failure=_(doubt), failure_code=""):
            release_next(message)
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
