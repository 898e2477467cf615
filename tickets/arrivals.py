"""Messages read from a marketplace, each kept once per case by its id there."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from tickets import texts
from tickets.delivery import ABSENT, CLOCK_SKEW, OURS_PERHAPS, record_delivered
from tickets.facts import Author, MessageFacts
from tickets.models import Attachment, Message, Ticket


class Arrival(NamedTuple):
    """A message that came, and what was told of it."""

    message: Message
    fact: MessageFacts


def add_messages(ticket: Ticket, facts: Sequence[MessageFacts]) -> list[Message]:
    """Store the messages that are not known yet and return them; a reply of ours is bound to its own row instead."""
    known = dict(ticket.messages.filter(external_id__isnull=False).values_list("external_id", "occurred_at"))
    new: list[Arrival] = []
    for fact in _in_order(facts):
        if fact.external_id in known:
            _correct_time(ticket, fact, known)
            continue
        known[fact.external_id] = fact.occurred_at
        if not _bind(ticket, fact):
            new.append(Arrival(_message(ticket, fact), fact))
    store(new)
    return [arrival.message for arrival in new]


def first_messages(ticket: Ticket, facts: Sequence[MessageFacts]) -> list[Arrival]:
    """The messages of a ticket that is just being made, each once, oldest first, not stored yet."""
    each_once: dict[str, MessageFacts] = {}
    for fact in _in_order(facts):
        each_once.setdefault(fact.external_id, fact)
    return [Arrival(_message(ticket, fact), fact) for fact in each_once.values()]


def store(arrivals: Sequence[Arrival]) -> None:
    """Store these messages, of however many tickets, with their files."""
    Message.objects.bulk_create([arrival.message for arrival in arrivals])
    files = [row for arrival in arrivals for row in _attachments(arrival.message, arrival.fact)]
    if files:
        Attachment.objects.bulk_create(files)


def _in_order(facts: Sequence[MessageFacts]) -> list[MessageFacts]:
    return sorted(facts, key=lambda fact: (fact.occurred_at, fact.external_id))


def _correct_time(ticket: Ticket, fact: MessageFacts, known: dict[str | None, datetime]) -> None:
    """Our own replies carry our clock until the marketplace's is read."""
    if known[fact.external_id] != fact.occurred_at:
        ticket.messages.filter(external_id=fact.external_id).update(occurred_at=fact.occurred_at)


def _bind(ticket: Ticket, fact: MessageFacts) -> bool:
    """Whether this is a reply of ours whose outcome was not known: then it is delivered, and no new message."""
    if fact.author not in OURS_PERHAPS:
        return False
    in_doubt = Q(delivery__in=[Message.Delivery.SENDING, Message.Delivery.UNCERTAIN])
    given_up = Q(delivery=Message.Delivery.FAILED, failure_code=ABSENT)  # it may still turn up
    # Queued once more by a person, or confirmed by one: its first attempt may be what is read here.
    known_to_people = Q(delivery__in=[Message.Delivery.QUEUED, Message.Delivery.DELIVERED])
    waiting = ticket.messages.filter(
        in_doubt | given_up | known_to_people,
        author_type=Author.SELLER,
        external_id=None,
        attempt_started_at__lte=fact.occurred_at + CLOCK_SKEW,
    )
    # What is on its way right now first, then the newest: words may be the same as those of one given up long ago.
    for message in sorted(waiting, key=lambda one: (one.delivery != Message.Delivery.SENDING, -one.pk)):
        if texts.same(message.text, fact.text):
            record_delivered(message, fact.external_id)
            ticket.messages.filter(pk=message.pk).update(occurred_at=fact.occurred_at)
            return True
    return False


def _message(ticket: Ticket, fact: MessageFacts) -> Message:
    return Message(
        ticket=ticket,
        author_type=fact.author,
        author_name=(fact.author_name or fact.author_raw)[:150],
        text=texts.clean(fact.text),
        external_id=fact.external_id,
        occurred_at=fact.occurred_at,
    )


def _attachments(message: Message, fact: MessageFacts) -> list[Attachment]:
    return [
        Attachment(message=message, name=file.name[:255], external_id=file.external_id[:200], due_at=timezone.now())
        for file in fact.attachments
    ]
