"""Messages read from a marketplace, each kept once per case by its id there."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from tickets import texts
from tickets.channels import our_time
from tickets.copies import OURS_PERHAPS
from tickets.corrections import Told, correct, stored_of
from tickets.delivery import ABSENT, doubt_absent
from tickets.facts import PASSED, Author, MessageFacts, Moderation
from tickets.late_files import give_addresses
from tickets.models import Attachment, Message, Ticket
from tickets.named_files import attachment_of
from tickets.outcomes import CONFIRMED_SKEW, STATES, record_accepted
from tickets.recognition import CLOCK_SKEW


class Arrival(NamedTuple):
    """A message that came, and what was told of it."""

    message: Message
    fact: MessageFacts


def add_messages(ticket: Ticket, facts: Sequence[MessageFacts]) -> list[Message]:
    """Store the messages that are not known yet and return them; a reply of ours is bound to its own row instead."""
    known = stored_of(ticket)
    seen: set[str] = set()
    new: list[Arrival] = []
    give_addresses(ticket, [fact for fact in facts if fact.external_id in known])
    correct(ticket, [Told(known[fact.external_id], fact) for fact in facts if fact.external_id in known])
    for fact in _in_order(facts):
        if fact.external_id in known:
            continue
        if fact.external_id in seen:
            continue
        seen.add(fact.external_id)
        if _bind(ticket, fact):
            continue
        if fact.author in OURS_PERHAPS:
            doubt_absent(ticket, fact)
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


def _bind(ticket: Ticket, fact: MessageFacts) -> bool:
    """Whether this is a reply of ours whose outcome was not known: then it is delivered, and no new message."""
    if fact.author not in OURS_PERHAPS:
        return False
    in_doubt = Q(delivery__in=[Message.Delivery.SENDING, Message.Delivery.UNCERTAIN])
    ended = Q(delivery__in=[Message.Delivery.FAILED, Message.Delivery.DISCARDED])
    given_up = ended & Q(failure_code=ABSENT)  # it may still turn up
    # Queued once more by a person, or confirmed by one: its first attempt may be what is read here.
    known_to_people = Q(delivery__in=[Message.Delivery.QUEUED, Message.Delivery.DELIVERED])
    waiting = ticket.messages.filter(
        in_doubt | given_up | known_to_people,
        author_type=Author.SELLER,
        external_id=None,
    )
    # What is on its way right now first, then the newest: words may be the same as those of one given up long ago.
    for message in sorted(waiting, key=lambda one: (one.delivery != Message.Delivery.SENDING, -one.pk)):
        if texts.same(message.text, fact.text) and _fits(ticket, message, fact):
            record_accepted(message, fact.external_id, fact.verdict)
            if fact.is_time_known:
                ticket.messages.filter(pk=message.pk).update(occurred_at=fact.occurred_at)
            return True
    return False


def _fits(ticket: Ticket, message: Message, fact: MessageFacts) -> bool:
    """Whether it was not said before the attempt. Where a person has seen it there, the clocks need not agree."""
    started = message.attempt_started_at
    if started is None:  # it has not left yet
        return False
    if not fact.is_time_known:
        return True
    skew = CONFIRMED_SKEW if message.delivery == Message.Delivery.DELIVERED else CLOCK_SKEW
    return our_time(ticket.source, ticket.pk, fact.occurred_at) >= started - skew


def _message(ticket: Ticket, fact: MessageFacts) -> Message:
    # What our company wrote on the marketplace's own site may be checked and blocked just the same.
    is_held = fact.author == Author.SELLER and fact.verdict != PASSED
    return Message(
        ticket=ticket,
        author_type=fact.author,
        author_name=(fact.author_name or fact.author_raw)[:150],
        text=texts.clean(fact.text),
        external_id=fact.external_id,
        occurred_at=fact.occurred_at,
        has_more_files=fact.has_more_files,
        is_time_known=fact.is_time_known,
        is_partial=fact.is_partial,
        delivery=STATES[fact.verdict.moderation] if is_held else "",
        failure_code=fact.verdict.code[:60] if is_held else "",
        due_at=timezone.now() if is_held and fact.verdict.moderation != Moderation.BLOCKED else None,
    )


def _attachments(message: Message, fact: MessageFacts) -> list[Attachment]:
    return [attachment_of(message, file) for file in fact.attachments]
