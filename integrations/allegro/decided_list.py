"""The list of decided claims, in which people go on writing though neither its order nor a filter tells of it.

A page shows the last message of a hundred claims, which is the cheapest sign of news: every sweep reads all pages.
Known cases with news are read at once; claims older than the connection are remembered, see earlier.py.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from integrations.allegro import earlier
from integrations.allegro.cases import Reader
from integrations.allegro.client.client import Client
from integrations.allegro.lists import DECIDED, OPEN_STATUSES, issues
from integrations.allegro.look_ups import LONGEST_ID
from integrations.allegro.models import Account, DecidedClaim
from integrations.allegro.translate import PURCHASE_PROBLEM, Snapshot
from integrations.clock import known

logger = logging.getLogger(__name__)
steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them

MOST = 20_000  # claims of one account that are remembered, those last written in
A_DAY, FORGOTTEN_AFTER = timedelta(days=1), timedelta(days=7)


def read_list(reader: Reader, beginning: datetime) -> None:
    """All of it, or the rest after an interruption. What was opened since `beginning` is a case in any event.

    A sweep that goes on after an interruption among the chats does not read it again so soon.
    """
    if _was_just_read(reader.account):
        return
    reader.session.call(lambda client: _read_pages(reader, client, beginning))
    _forget_unlisted(reader.account)
    _add_unlisted(reader.account)
    note_listed(reader.account, timezone.now())


def note_listed(account: Account, at: datetime | None) -> None:
    """When the list was read to its end; None once the chats that come after it are read as well."""
    account.decided_listed_at = at
    account.save(update_fields=["decided_listed_at"])


def _was_just_read(account: Account) -> bool:
    listed_at = known(account.decided_listed_at)
    every = timedelta(seconds=settings.DECIDED_SWEEP_SECONDS)
    return listed_at is not None and timezone.now() - listed_at < every


def _read_pages(reader: Reader, client: Client, beginning: datetime) -> None:
    """From a page before the one where the last reading stopped: entries may have moved up meanwhile."""
    account, size = reader.account, client.issues.page_size
    offset = max(0, account.decided_offset - size)
    for page in issues(reader, client, DECIDED, start=offset):
        _take_page(reader, page, beginning)
        offset += size
        _note_offset(account, offset)
        steps.debug("decided claims listed")
    _note_offset(account, 0)


def _note_offset(account: Account, offset: int) -> None:
    account.decided_offset = offset
    account.save(update_fields=["decided_offset"])


def _take_page(reader: Reader, snapshots: Sequence[Snapshot], beginning: datetime) -> None:
    account, ids = reader.account, [snapshot.external_id for snapshot in snapshots]
    cases = set(account.cases.filter(external_id__in=ids).values_list("external_id", flat=True))
    older = {one.external_id for one in snapshots if one.external_id not in cases and _is_before(one, beginning)}
    reader.take([one for one in snapshots if one.external_id not in older])
    active = {one.external_id: one for one in snapshots if one.chat_active}
    account.decided_claims.filter(external_id__in=[one for one in ids if one not in active]).delete()
    rows = {row.external_id: row for row in account.decided_claims.filter(external_id__in=ids)}
    looked = earlier.look(reader, [one for key, one in active.items() if key in older], rows)
    waiting = older - looked.taken  # for their buyers
    # What could not be read is not remembered as it is now: it comes again with the next sweep.
    kept = [one for key, one in active.items() if key not in looked.failed and len(key) <= LONGEST_ID]
    _remember(reader, kept, rows, waiting)


def _is_before(snapshot: Snapshot, beginning: datetime) -> bool:
    return snapshot.opened_at is not None and snapshot.opened_at < beginning


def _remember(
    reader: Reader, snapshots: Sequence[Snapshot], rows: Mapping[str, DecidedClaim], waiting: set[str]
) -> None:
    account, now = reader.account, timezone.now()
    new, changed = [], []
    for one in snapshots:
        row = rows.get(one.external_id)
        if row is None:
            since = earlier.connected_at(reader) if one.external_id in waiting else now
            row = DecidedClaim(account=account, external_id=one.external_id, since=since)
            new.append(row)
        elif _is_outdated(row, one, now):
            changed.append(row)
        row.fingerprint, row.last_message_at, row.listed_at = one.fingerprint, one.last_message_at, now
    _add(account, new)
    DecidedClaim.objects.bulk_update(changed, ["fingerprint", "last_message_at", "listed_at"])


def _is_outdated(row: DecidedClaim, snapshot: Snapshot, now: datetime) -> bool:
    is_same = (row.fingerprint, row.last_message_at) == (snapshot.fingerprint, snapshot.last_message_at)
    return not is_same or not now - A_DAY < row.listed_at <= now


def _add(account: Account, rows: Sequence[DecidedClaim]) -> None:
    if not rows:
        return
    DecidedClaim.objects.bulk_create(rows, ignore_conflicts=True)
    if account.decided_claims.count() > MOST:
        last = account.decided_claims.order_by(F("last_message_at").desc(nulls_last=True), "-pk")
        account.decided_claims.filter(pk__in=list(last.values_list("pk", flat=True)[MOST:])).delete()
        logger.warning("account %s has more than %s decided claims: the oldest are not remembered", account.pk, MOST)


def _forget_unlisted(account: Account) -> None:
    account.decided_claims.filter(listed_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()


def _add_unlisted(account: Account) -> None:
    """Known cases of the kind that the list does not show (F07), or under a status that nobody foresaw."""
    now = timezone.now()
    decided = account.cases.filter(chat_active=True).exclude(status__in=OPEN_STATUSES).exclude(kind=PURCHASE_PROBLEM)
    unlisted: list[tuple[str, str, datetime | None]] = list(
        decided.exclude(external_id__in=account.decided_claims.values("external_id")).values_list(
            "external_id", "fingerprint", "last_message_at"
        )[:MOST]
    )
    rows = [
        DecidedClaim(
            account=account,
            external_id=external_id,
            fingerprint=fingerprint,
            last_message_at=last,
            since=now,
            listed_at=now,
        )
        for external_id, fingerprint, last in unlisted
    ]
    _add(account, rows)
