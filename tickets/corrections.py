"""What a later reading tells better of messages that are stored already. What was understood once is never lost."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from tickets import search, texts
from tickets.facts import Author, MessageFacts
from tickets.models import Attachment, Message, Ticket
from tickets.named_files import attachment_of
from tickets.outcomes import changes, record_verdict


class Stored(NamedTuple):
    """A message that is stored, its text not loaded."""

    message: Message
    is_blank: bool


class Told(NamedTuple):
    """A stored message, and what is told of it now."""

    stored: Stored
    fact: MessageFacts


def stored_of(ticket: Ticket) -> dict[str, Stored]:
    """The ticket's messages that the marketplace knows, by its ids."""
    found = ticket.messages.filter(external_id__isnull=False).annotate(is_blank=Q(text="")).defer("text", "failure")
    return {message.external_id: Stored(message, message.is_blank) for message in found if message.external_id}


def correct(ticket: Ticket, told: Sequence[Told]) -> None:
    """Bring stored messages up to date with what is told of them now."""
    has_new_words = False
    for one in told:
        message, changed = one.stored.message, better(one)
        if changed:
            Message.objects.filter(pk=message.pk).update(**changed)
        if changes(message.delivery, one.fact.verdict):
            record_verdict(message, one.fact.verdict)
        has_new_words |= "text" in changed
    if _add_late_files(ticket, told) or has_new_words:
        search.index(ticket)


def better(told: Told) -> dict[str, Any]:
    """The fields of a message that are known better now.

    Our own replies carry our clock until the marketplace's is read, and are otherwise known best here.
    """
    message, fact = told.stored.message, told.fact
    found: dict[str, Any] = {}
    if fact.is_time_known and (message.occurred_at, message.is_time_known) != (fact.occurred_at, True):
        found |= {"occurred_at": fact.occurred_at, "is_time_known": True}
    if fact.has_more_files and not message.has_more_files:
        found["has_more_files"] = True
    if not _is_from_there(message):
        return found
    if message.author_type == Author.UNKNOWN and fact.author != Author.UNKNOWN:
        found |= {"author_type": fact.author, "author_name": (fact.author_name or fact.author_raw)[:150]}
    is_understood = message.is_partial and not fact.is_partial
    if is_understood:
        found["is_partial"] = False
    if fact.text and (is_understood or told.stored.is_blank):
        found["text"] = texts.clean(fact.text)
    return found


def _is_from_there(message: Message) -> bool:
    """Whether it was not written through us: what we know of our own replies we know best."""
    return message.author_id is None and not message.delivery


def _add_late_files(ticket: Ticket, told: Sequence[Told]) -> bool:
    """Files that a message did not name before, or not in words that were understood. Whether there were some."""
    theirs = [one for one in told if _is_from_there(one.stored.message)]
    named = [(one.stored.message, file) for one in theirs for file in one.fact.attachments if file.external_id]
    if not named:
        return False
    files = Attachment.objects.filter(message__ticket=ticket)
    known = set(files.values_list("external_id", flat=True))
    late = [(message, file) for message, file in named if file.external_id[:200] not in known]
    if not late:
        return False
    # What stood there instead of them, without an address.
    understood = [one.stored.message for one in theirs if one.stored.message.is_partial and not one.fact.is_partial]
    files.filter(message__in=understood, external_id="", state=Attachment.State.UNAVAILABLE).delete()
    Attachment.objects.bulk_create(attachment_of(message, file) for message, file in late)
    return True
