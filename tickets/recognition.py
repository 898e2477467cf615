"""Whether something that was read on the marketplace is a reply of ours whose outcome nobody knows, or may be."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tickets import copies, texts
from tickets.channels import our_time
from tickets.copies import OURS_PERHAPS
from tickets.facts import MessageFacts
from tickets.models import Message

# What is left of the clocks' difference when it has been reckoned in: those of our own machines differ a little, too.
CLOCK_SKEW = timedelta(seconds=30)
# What else our company said on the marketplace so soon after an attempt may be that reply, with other words.
SAME_MINUTES = timedelta(minutes=5)
OTHER_WORDS = gettext_noop(
    "Our company said something else on the marketplace in the same minutes: it may be this reply, changed there."
)
SAME_WORDS = gettext_noop(
    "Our company said the same on the marketplace, at a time when this reply had not left yet: it may be this reply."
)


def find(message: Message, facts: Sequence[MessageFacts]) -> MessageFacts | None:
    """Our text on the marketplace, since the attempt began and not bound to another message; None while it is absent.

    What a sweep has stored since then, as nobody's, is bound to nobody; what is not stored at all goes first.
    """
    since = began(message)
    stored = set(_stored(message).values_list("external_id", flat=True))
    free = set(copies.since(message).filter(created_at__gte=since).values_list("external_id", flat=True))
    found = [
        fact
        for fact in facts
        if fact.author in OURS_PERHAPS and texts.same(fact.text, message.text)
        if fact.external_id in free or fact.external_id not in stored
        if not fact.is_time_known or _our_time(message, fact) >= since - CLOCK_SKEW
    ]
    return min(found, key=lambda fact: fact.external_id in free, default=None)


def _stored(message: Message) -> QuerySet[Message]:
    return Message.objects.filter(ticket_id=message.ticket_id, external_id__isnull=False)


def began(message: Message) -> datetime:
    """When the newest attempt to send it began."""
    started = message.attempt_started_at
    assert started is not None  # noqa: S101 - only what was claimed can be uncertain, and claiming it set the time
    return started


def _our_time(message: Message, fact: MessageFacts) -> datetime:
    return our_time(message.ticket.source, message.ticket_id, fact.occurred_at)


def doubt_of_absence(message: Message, facts: Sequence[MessageFacts]) -> str:
    """Why a reply that was not found may be on the marketplace all the same; "" when nothing speaks for it."""
    stored = set(_stored(message).values_list("external_id", flat=True))
    ours = [fact for fact in facts if fact.author in OURS_PERHAPS]
    is_said = any(fact.external_id not in stored and texts.same(fact.text, message.text) for fact in ours)
    if is_said or copies.of(message):
        return _(SAME_WORDS)
    return _(OTHER_WORDS) if any(may_be(message, fact) for fact in _unexplained(message, ours)) else ""


def _unexplained(message: Message, facts: Sequence[MessageFacts]) -> list[MessageFacts]:
    """What is no reply of Parley's, nor was known before the attempt."""
    explained = _stored(message).filter(Q(attempts__gt=0) | Q(created_at__lt=began(message)))
    known = set(explained.values_list("external_id", flat=True))
    return [fact for fact in facts if fact.external_id not in known]


def may_be(message: Message, fact: MessageFacts) -> bool:
    """Whether it was said in the same minutes, as far as is known."""
    if not fact.is_time_known:
        return True
    since = _our_time(message, fact) - began(message)
    return -CLOCK_SKEW <= since <= SAME_MINUTES
