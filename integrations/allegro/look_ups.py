"""Cases that no list showed, asked for by their ids: known ones, and those that could not be read yet."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from integrations import unreadable
from integrations.allegro import earlier
from integrations.allegro.belonging import OTHER_ACCOUNT
from integrations.allegro.cases import Reader, snapshot_of
from integrations.allegro.client.errors import AllegroError, is_unknown
from integrations.allegro.lists import DECIDED, is_since
from integrations.allegro.models import Case
from integrations.allegro.permissions import DISPUTES, MESSAGING
from integrations.allegro.proving import LATEST, is_resting
from integrations.allegro.session import ACCOUNT_WIDE
from integrations.allegro.translate import PURCHASE_PROBLEM, Snapshot
from integrations.allegro.words import explain
from integrations.clock import known_since, pending
from integrations.models import UnreadableCase
from tickets.due import is_due

LOOK_UPS = 20  # cases that no list showed, asked for by id in one sweep
LONGEST_ID = 100  # characters that are stored; one that was cut there names nothing
LOOK_AGAIN = timedelta(minutes=5)  # a list that goes on hiding an open case must not cost a request every time
Rows = TypeVar("Rows", Case, UnreadableCase)


def look_up_vanished(reader: Reader, cases: QuerySet[Case], most: int) -> int:
    """Known cases that no list showed are asked for by their ids, the longest not asked for first (F07). How many."""
    waiting = (
        _permitted(reader, cases)
        .exclude(pending("retry_at", LATEST))
        .order_by(F("looked_up_at").asc(nulls_first=True), "pk")
    )
    keys = [key for key, external_id in waiting.values_list("pk", "external_id") if external_id not in reader.taken]
    for case in Case.objects.filter(pk__in=keys[:most]):
        reader.look_up(case)
    return len(keys[:most])


def _permitted(reader: Reader, cases: QuerySet[Rows]) -> QuerySet[Rows]:
    if reader.account.lacks(DISPUTES):
        cases = cases.filter(kind=PURCHASE_PROBLEM)
    return cases.exclude(kind=PURCHASE_PROBLEM) if reader.account.lacks(MESSAGING) else cases


def just_looked_up() -> Q:
    """Not long enough ago to cost another request."""
    return known_since("looked_up_at", timezone.now() - LOOK_AGAIN)


def look_up_failed(reader: Reader, beginning: datetime) -> None:
    """Cases that could not be read before, though no list may ever show them again: they have ended, or are old.

    Those that are here already come first. Decided claims opened before `beginning` are older than the connection.
    """
    asked = look_up_vanished(reader, reader.account.cases.filter(is_due(LATEST, "retry_at")), LOOK_UPS)
    for case in _never_stored(reader)[: LOOK_UPS - asked]:
        _look_up_unreadable(reader, case, beginning)
        unreadable.note_tried(case)


def _never_stored(reader: Reader) -> list[UnreadableCase]:
    """Unreadable cases that have no ticket, when it is time to try them again, the longest not tried first.

    One of another account is not asked for: it counts for as long as lists show it.
    """
    here = reader.account.cases.filter(external_id=OuterRef("external_id"))
    missing = unreadable.counted(reader.account.integration_id).filter(~Exists(here)).exclude(reason=OTHER_ACCOUNT)
    return [
        case
        for case in _permitted(reader, missing).order_by("tried_at", "pk")
        if not is_resting(case.since, case.tried_at)
        and case.external_id not in reader.taken
        and len(case.external_id) < LONGEST_ID
    ]


def _look_up_unreadable(reader: Reader, case: UnreadableCase, beginning: datetime) -> None:
    try:
        snapshot = reader.session.call(lambda client: snapshot_of(client, case.kind, case.external_id))
    except ACCOUNT_WIDE:
        raise
    except AllegroError as error:
        if is_unknown(error):
            unreadable.note_unknown(case)
            return
        reader.note_failure(case.external_id, case.kind, explain(error), error.trace_id)
    else:
        _take(reader, snapshot, beginning)


def _take(reader: Reader, snapshot: Snapshot, beginning: datetime) -> None:
    """As the lists do: a claim that was decided before the connection waits for its buyer."""
    if snapshot.status not in DECIDED or is_since(snapshot, beginning, by_last=False):
        reader.take([snapshot])
        return
    rows = reader.account.decided_claims.filter(external_id=snapshot.external_id)
    earlier.read(reader, [snapshot], {row.external_id: row for row in rows})
