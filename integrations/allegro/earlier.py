"""Decided claims that are older than the connection: they become cases when their buyer writes, and not before.

What our company, an adviser or the system write there makes no ticket: nobody has to act on it. It comes with the
history when the buyer writes.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from integrations import unreadable
from integrations.allegro.ahead import read_ahead
from integrations.allegro.cases import CHAT_ROUTE, UNSTORABLE, Reader, reading_of
from integrations.allegro.client.errors import AllegroError
from integrations.allegro.models import Account, Case, DecidedClaim
from integrations.allegro.proving import is_resting
from integrations.allegro.storing import Chat, Reading, store
from integrations.allegro.translate import Snapshot
from integrations.allegro.words import explain
from integrations.clock import known
from tickets.facts import Author, MessageFacts
from tickets.intake import Received, Rules

logger = logging.getLogger(__name__)
steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them
NOT_WHOLE = gettext_noop("Allegro does not hand out all messages of the case.")  # told in the reader's language
NO_BUYER = (Author.SELLER, Author.ADVISER, Author.SYSTEM)  # a word for an author that nobody foresaw may be a buyer's


@dataclass(frozen=True)
class Looked:
    """The ids of the claims that became cases, and of those whose chat could not be read."""

    taken: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)


def look(reader: Reader, snapshots: Iterable[Snapshot], rows: Mapping[str, DecidedClaim]) -> Looked:
    """Read the chats of those claims of which the list tells news. `rows` is what is remembered, by their ids."""
    moment = connected_at(reader)
    news = [one for one in snapshots if _has_news(one, rows.get(one.external_id), moment)]
    tried = unreadable.tried(reader.account.integration_id, [one.external_id for one in news])
    resting = {external_id for external_id, moments in tried.items() if is_resting(*moments)}
    looked = read(reader, [one for one in news if one.external_id not in resting], rows)
    return replace(looked, failed=looked.failed | resting)


def read(reader: Reader, news: Sequence[Snapshot], rows: Mapping[str, DecidedClaim]) -> Looked:
    """Read these chats, and take in the claims in which the buyer has written."""
    looked = Looked()
    for snapshot, outcome in read_ahead(reader.session, CHAT_ROUTE, news, reader.chat):
        steps.debug("earlier claim read")
        if isinstance(outcome, AllegroError):
            reader.note_failure(snapshot.external_id, snapshot.kind, explain(outcome), outcome.trace_id)
            looked.failed.add(snapshot.external_id)
            continue
        row = rows.get(snapshot.external_id)
        since = row.since if row else connected_at(reader)
        if not buyer_wrote(outcome.messages, since):
            if not outcome.listing.is_whole:  # the buyer's word may be among what is missing
                reader.note_failure(snapshot.external_id, snapshot.kind, NOT_WHOLE)
                looked.failed.add(snapshot.external_id)
                continue
            unreadable.settle(reader.account.integration_id, [snapshot.external_id])
        elif _take_in(reader, snapshot, outcome, since):
            looked.taken.add(snapshot.external_id)
        else:
            looked.failed.add(snapshot.external_id)
    return looked


def connected_at(reader: Reader) -> datetime:
    """When the account was connected, by Allegro's clock where it is behind ours; now, if that is not known."""
    since = known(reader.sweep.integration.created_at) or timezone.now()
    return since + timedelta(seconds=min(reader.account.clock_ahead or 0, 0))


def _has_news(snapshot: Snapshot, row: DecidedClaim | None, connected: datetime) -> bool:
    """Whether something was written since the connection, or since the chat was last known."""
    if row is not None:
        return row.fingerprint != snapshot.fingerprint
    return snapshot.last_message_at is None or snapshot.last_message_at >= connected


def buyer_wrote(messages: Iterable[MessageFacts], since: datetime) -> bool:
    """Whether the buyer has said something since then."""
    return any(message.occurred_at >= since and message.author not in NO_BUYER for message in messages)


def _take_in(reader: Reader, snapshot: Snapshot, chat: Chat, since: datetime) -> bool:
    """Make the claim a case and a ticket; whether that went well."""
    reader.sweep.run.cases_total += 1
    (reading,) = reader.own([reading_of(snapshot, chat)])
    if reading.chat is None:  # another case's
        reader.sweep.run.cases_done += 1
        reader.note_failure(snapshot.external_id, snapshot.kind, reading.failure, reading.trace_id)
        return False
    try:
        history, news = _store(reader.account, reading, reading.chat, since, reader.rules)
    except UNSTORABLE as error:
        logger.warning("decided claim %s was not stored: %s", snapshot.external_id, type(error).__name__)
        reader.note_unstorable(snapshot.external_id, snapshot.kind)
        return False
    reader.sweep.run.messages_new += len(history.new_messages)
    reader.count(reading, news)
    return True


@transaction.atomic
def _store(account: Account, reading: Reading, chat: Chat, since: datetime, rules: Rules) -> tuple[Received, Received]:
    """First what was said before, as history, then the buyer's word, which opens the ticket as any news does."""
    external_id = reading.snapshot.external_id
    word = min(one.occurred_at for one in chat.messages if one.occurred_at >= since and one.author not in NO_BUYER)
    before = [message for message in chat.messages if message.occurred_at < word]
    history = store(account, None, replace(reading, chat=replace(chat, messages=before)), rules)
    case = Case.objects.select_related("ticket").get(account=account, external_id=external_id)
    account.decided_claims.filter(external_id=external_id).update(since=timezone.now())
    return history, store(account, case, reading, rules)
