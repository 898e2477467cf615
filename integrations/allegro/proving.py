"""Whether a reading of a case's messages proves that they are all there. Completeness is proven, never assumed.

Allegro announces a number of messages (not for purchase problems) and the moment of the newest one. A reading is
complete when its listing ended properly, every entry was understood whole, and what was announced is there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from integrations.allegro.client.paging import End, LeftOut, Listing
from integrations.allegro.models import Case
from integrations.allegro.translate import Snapshot
from integrations.clock import is_pending
from tickets.due import growing_pause
from tickets.facts import MessageFacts

# What stays unproven is read again after a quarter of the time since a reading last brought it further.
SOONEST, LATEST = timedelta(minutes=1), timedelta(days=1)
LAG = timedelta(hours=1)  # so long a chat may lag behind what the list says of it
ABOUT = timedelta(seconds=1)  # the list and the chat need not agree on milliseconds
KEPT_ASIDE = 5  # entries without identity that are kept of one case
# What `note` writes on a case.
WRITTEN = (
    "fingerprint",
    "retry_at",
    "unproven_since",
    "unproven_moved_at",
    "unproven_reason",
    "unproven_entry",
    "messages_handed_out",
    "messages_kept",
    "left_out",
    "set_aside",
    "difference",
)


class Doubt(StrEnum):
    """Why a case's messages are not proven to be complete. The first ones are ways in which a listing ends (End)."""

    REPEATED = End.REPEATED.value
    CURSOR = End.CURSOR.value
    LIMIT = End.LIMIT.value
    BROKEN = End.BROKEN.value
    ENTRIES = "entries"  # some have no identity
    COUNT = "count"  # fewer than Allegro announces
    NEWEST = "newest"  # the newest one that Allegro announces is not there
    ODD = "odd"  # all are there, but something of one or the other was not understood
    UNREAD = "unread"  # nothing could be read, or stored


# Every message that Allegro handed out is there: a person may accept these. What is announced is wrong at times (F04).
ACCEPTABLE = frozenset({Doubt.COUNT, Doubt.NEWEST, Doubt.ODD})


@dataclass(frozen=True)
class Stored:
    """What was kept of earlier readings, asked only where it matters: the messages' ids, and their newest moment."""

    ids: Callable[[], set[str]]
    newest: Callable[[], datetime | None]


@dataclass(frozen=True)
class Proof:
    """What a reading proves: nothing is missing when there is no `doubt`. `kept` counts the messages that are stored.

    `difference` names what Allegro announces and what there is, so that a person may accept exactly that.
    """

    doubt: Doubt | None
    handed_out: int
    kept: int
    left_out: tuple[LeftOut, ...] = ()
    difference: str = ""


def prove(
    snapshot: Snapshot,
    messages: Sequence[MessageFacts],
    listing: Listing[Any],
    stored: Stored,
    *,
    accepted: str,
    now: datetime,
) -> Proof:
    """Judge one reading. `accepted` is the difference that a person has accepted, "" for none."""
    read = {message.external_id for message in messages}
    announced = snapshot.messages_reported
    is_short = listing.end != End.PROPER or listing.left_out or (announced is not None and announced > len(read))
    kept = len(read | stored.ids()) if is_short else len(read)
    doubt, difference = _doubt_of_listing(listing), ""
    if doubt is None and announced is not None and announced > kept:
        doubt, difference = Doubt.COUNT, f"{Doubt.COUNT} {announced - kept:+d}"
    elif doubt is None and _lacks_newest(snapshot, messages, stored, now):
        doubt, difference = Doubt.NEWEST, f"{Doubt.NEWEST} {snapshot.last_message_at}/{kept}"
    elif doubt is None and (odd := sorted(one.external_id for one in messages if _is_odd(one))):
        doubt, difference = Doubt.ODD, f"{Doubt.ODD} {sha256(repr(odd).encode()).hexdigest()[:16]}"
    if difference and difference == accepted:
        doubt = None
    return Proof(doubt, listing.handed_out, kept, listing.left_out, difference)


def note(case: Case, proof: Proof | None, entry: str, now: datetime) -> None:
    """Write down on the case what its reading proved, None for one that could not be read. Does not save.

    `entry` is the fingerprint of what the list says of the case: one that changes is news, whatever is proven.
    """
    doubt = Doubt.UNREAD if proof is None else proof.doubt
    if doubt is None:
        settle(case, entry)
    else:
        _doubt(case, doubt, entry, now, is_further=_is_further(case, proof, doubt, entry))
    if proof is not None:
        case.messages_handed_out, case.messages_kept = proof.handed_out, proof.kept
        case.left_out, case.set_aside = len(proof.left_out), [one.raw for one in proof.left_out[:KEPT_ASIDE]]
        case.difference = proof.difference


def next_look(since: datetime, now: datetime) -> datetime:
    """When to read again what has been as it is since then."""
    return now + growing_pause(now - since, soonest=SOONEST, latest=LATEST)


def is_resting(since: datetime, tried_at: datetime) -> bool:
    """Whether it is too early to read again what was last tried then, and has been as it is since."""
    return is_pending(next_look(since, tried_at), LATEST)


def _doubt_of_listing(listing: Listing[Any]) -> Doubt | None:
    if listing.end != End.PROPER:
        return Doubt(listing.end.value)
    return Doubt.ENTRIES if listing.left_out else None


def _lacks_newest(snapshot: Snapshot, messages: Sequence[MessageFacts], stored: Stored, now: datetime) -> bool:
    """Whether the newest message of which the list knows is nowhere. A right number proves as much, after a while."""
    last = snapshot.last_message_at
    if last is None or (snapshot.messages_reported is not None and last < now - LAG):
        return False
    if any(not message.is_time_known or message.occurred_at >= last - ABOUT for message in messages):
        return False
    newest = stored.newest()
    return newest is None or newest < last - ABOUT


def _is_odd(message: MessageFacts) -> bool:
    return message.is_partial or not message.is_time_known


def _is_further(case: Case, proof: Proof | None, doubt: Doubt, entry: str) -> bool:
    """Whether this reading brought anything: then it is worth reading again soon."""
    if case.unproven_since is None or case.unproven_reason != doubt or case.unproven_entry != entry:
        return True
    return proof is not None and (proof.kept > (case.messages_kept or 0) or len(proof.left_out) < case.left_out)


def settle(case: Case, entry: str) -> None:
    """Nothing is missing as far as `entry` tells, the fingerprint of what the list says. Does not save."""
    case.fingerprint = entry
    case.unproven_since = case.unproven_moved_at = case.retry_at = None
    case.unproven_reason = case.unproven_entry = ""


def _doubt(case: Case, doubt: Doubt, entry: str, now: datetime, *, is_further: bool) -> None:
    since = case.unproven_since if case.unproven_since is not None and case.unproven_since <= now else now
    moved = case.unproven_moved_at if case.unproven_moved_at is not None and case.unproven_moved_at <= now else now
    case.unproven_since, case.unproven_moved_at = since, now if is_further else moved
    case.fingerprint, case.unproven_reason, case.unproven_entry = "", doubt, entry
    case.retry_at = next_look(case.unproven_moved_at, now)
