"""The sweeps of an account: what is listed, how far, and what is looked up beside it."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from math import log

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from integrations.allegro.budget import DECIDED_CHATS, DECIDED_LIST, ORDINARY
from integrations.allegro.cases import Reader
from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import AccountRestricted, AllegroError, Forbidden, RateLimited
from integrations.allegro.client.http import Call
from integrations.allegro.decided_chats import read_chats
from integrations.allegro.decided_list import note_listed, read_list
from integrations.allegro.late_orders import read_late_orders
from integrations.allegro.lists import OPEN, OPEN_STATUSES, is_since, issues, once, threads, until
from integrations.allegro.look_ups import LOOK_UPS, just_looked_up, look_up_failed, look_up_vanished
from integrations.allegro.models import Account
from integrations.allegro.permissions import DISPUTES, MESSAGING, ORDERS
from integrations.allegro.proving import ACCEPTABLE, KEPT_ASIDE, LATEST, SOONEST
from integrations.allegro.rules import rules_of
from integrations.allegro.session import ACCOUNT_WIDE, Session
from integrations.allegro.translate import Snapshot
from integrations.allegro.words import explain, pause
from integrations.clock import known
from integrations.models import SyncRun
from integrations.progress import Interrupted, Sweep, SweepFailed

steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them

ANYWAY = ""  # a part of a sweep that needs no one permission
# Entries may come late or on two pages at once (F26): reading goes on a little behind what is known.
OVERLAP = timedelta(minutes=2)
NOT_PROVEN = gettext_noop("The messages of some cases are not complete yet. These cases are read again.")


def sweep_account(sweep: Sweep) -> None:
    """Carry out one sweep. Raises SweepFailed with plain words when the account cannot be read now."""
    account = Account.objects.get(integration=sweep.integration)

    def observe(call: Call) -> None:
        sweep.run.requests += 1
        sweep.checkpoint()

    kind = SyncRun.Kind(sweep.run.kind)
    turns = DECIDED_LIST if kind == SyncRun.Kind.DECIDED else ORDINARY
    reader = Reader(account, Session(account, observe, turns), sweep, rules_of(sweep))
    try:
        KINDS[kind](reader)
        _keep_aside(reader)
    except Forbidden as error:
        meant = _meant(reader.session, error)
        if isinstance(meant, AccountRestricted):
            Account.objects.filter(pk=account.pk, restricted_at=None).update(restricted_at=timezone.now())
        raise SweepFailed(explain(meant)) from error
    except AllegroError as error:
        raise SweepFailed(explain(error), retry_after=pause(error)) from error
    if account.restricted_at is not None:
        Account.objects.filter(pk=account.pk).update(restricted_at=None)


def _keep_aside(reader: Reader) -> None:
    """Entries of lists without identity, some of them as they came, until a wide sweep meets none."""
    account, found = reader.account, reader.set_aside
    if found or (account.left_out and reader.sweep.run.kind == SyncRun.Kind.WIDE):
        raw = [one.raw for one in found[:KEPT_ASIDE]]
        Account.objects.filter(pk=account.pk).update(left_out=len(found), set_aside=raw)


def _meant(session: Session, refusal: Forbidden) -> AllegroError:
    """What a 403 means: a restricted account may not even ask who it is."""
    try:
        session.call(lambda client: client.me())
    except AllegroError as error:
        return error if isinstance(error, AccountRestricted) else refusal
    return refusal


def _quick(reader: Reader) -> None:
    """Every open issue by status, the newest of all issues, purchase problems down to what is known."""
    open_issues = reader.account.cases.filter(status__in=OPEN_STATUSES)
    _each(
        reader,
        (DISPUTES, lambda: _take(reader, lambda client: issues(reader, client, OPEN_STATUSES))),
        (DISPUTES, lambda: _take_newest(reader)),
        (MESSAGING, lambda: reader.session.call(lambda client: _take_changed_threads(reader, client))),
        (DISPUTES, lambda: look_up_vanished(reader, open_issues.exclude(just_looked_up()), LOOK_UPS)),
        (ANYWAY, lambda: look_up_failed(reader, _beginning(reader))),
        (ORDERS, lambda: read_late_orders(reader)),
    )


def _deep(reader: Reader) -> None:
    """The chats of all open cases, whatever the list says of them (F05); the others of 30 days if they have news.

    After an interruption the chats that were read already are not read again.
    """
    beginning = _beginning(reader)
    since = reader.sweep.resumes() or reader.sweep.run.started_at
    known_open = reader.account.cases.filter(status__in=OPEN)
    _each(
        reader,
        (DISPUTES, lambda: _take(reader, lambda client: issues(reader, client, OPEN_STATUSES), unread_since=since)),
        (MESSAGING, lambda: _take(reader, lambda client: threads(reader, client, "OPEN"), unread_since=since)),
        (DISPUTES, lambda: _take(reader, lambda client: until(issues(reader, client), beginning))),
        (ANYWAY, lambda: look_up_vanished(reader, known_open, LOOK_UPS)),
        (ANYWAY, lambda: look_up_failed(reader, _beginning(reader))),
        (ANYWAY, reader.belonging.forget_others),
        (ORDERS, lambda: read_late_orders(reader)),
    )


def _wide(reader: Reader) -> None:
    """Every case of the last 30 days, ended ones included.

    Open cases of any age come with the quick sweep; the first import brings them itself, before the others.
    """
    beginning = _beginning(reader)
    _each(
        reader,
        *(_open_ones(reader, beginning) if reader.sweep.run.is_first_import else ()),
        (DISPUTES, lambda: _take(reader, lambda client: until(issues(reader, client), beginning))),
        (MESSAGING, lambda: _take(reader, lambda client: until(threads(reader, client), beginning, by_last=True))),
        (ANYWAY, lambda: look_up_failed(reader, _beginning(reader))),
        (ANYWAY, reader.belonging.forget_others),
        (ORDERS, lambda: read_late_orders(reader)),
    )
    if reader.sweep.run.is_first_import and _brought_unproven(reader):
        reader.sweep.fall_short(NOT_PROVEN)


def _brought_unproven(reader: Reader) -> bool:
    """Whether messages may be missing. A number that disagrees is no reason to wait: Allegro's is wrong at times."""
    unproven = reader.account.cases.filter(unproven_since__isnull=False)
    return unproven.exclude(unproven_reason__in=ACCEPTABLE).exists()


def _open_ones(reader: Reader, beginning: datetime) -> tuple[tuple[str, Callable[[], object]], ...]:
    """Parts of a sweep: everything that is open, however old. What is from before the beginning is counted apart."""

    def counted(listed: list[Snapshot]) -> list[Snapshot]:
        reader.sweep.run.cases_older += sum(not is_since(one, beginning, by_last=False) for one in listed)
        return listed

    return (
        (DISPUTES, lambda: _take(reader, lambda client: issues(reader, client, OPEN_STATUSES), chosen=counted)),
        (MESSAGING, lambda: _take(reader, lambda client: threads(reader, client, "OPEN"), chosen=counted)),
    )


def _decided(reader: Reader) -> None:
    """Decided claims in which people may still write, however old they are. Without turns it goes on a little later."""
    patient = Session(reader.account, reader.session.observe, DECIDED_CHATS)
    try:
        _each(
            reader,
            (DISPUTES, lambda: read_list(reader, _beginning(reader))),
            (DISPUTES, lambda: read_chats(reader, patient)),
        )
        note_listed(reader.account, None)
    except RateLimited as error:
        raise Interrupted(retry_after=timedelta(seconds=error.retry_after)) from error


KINDS = {
    SyncRun.Kind.QUICK: _quick,
    SyncRun.Kind.DEEP: _deep,
    SyncRun.Kind.WIDE: _wide,
    SyncRun.Kind.DECIDED: _decided,
}


def _each(reader: Reader, *parts: tuple[str, Callable[[], object]]) -> None:
    """Every part of a sweep, though one may fail: what one list cannot tell must not hide the others (F08).

    Each comes with the permission that it needs, and is left out where the seller did not grant it.
    The first failure is raised at the end; what concerns the whole account, at once.
    """
    first: AllegroError | None = None
    for scope, part in parts:
        if reader.account.lacks(scope):
            continue
        try:
            part()
        except ACCOUNT_WIDE:
            raise
        except AllegroError as error:
            first = first or error
    if first is not None:
        raise first


def _take(
    reader: Reader,
    listing: Callable[[Client], Iterator[list[Snapshot]]],
    *,
    unread_since: datetime | None = None,
    chosen: Callable[[list[Snapshot]], list[Snapshot]] = list,
) -> None:
    """A whole list, without what another one has brought in this sweep. What came before a page that fails is taken.

    `chosen` leaves out what is not to be taken in. A token that dies in the middle is renewed, and the list read again.
    """
    listed: list[Snapshot] = []

    def read(client: Client) -> None:
        listed.clear()
        for page in listing(client):
            listed.extend(page)

    trouble: AllegroError | None = None
    try:
        reader.session.call(read)
    except ACCOUNT_WIDE:
        raise
    except AllegroError as error:
        trouble = error
    steps.debug("list read")
    new = [one for one in once(listed) if one.external_id not in reader.taken]
    reader.take(chosen(new), unread_since=unread_since)
    if trouble is not None:
        raise trouble


def _take_newest(reader: Reader) -> None:
    """The first page of all issues, whatever their status."""
    _take(
        reader,
        lambda client: islice(issues(reader, client), 1),
        chosen=lambda listed: _without_old_ones(reader, listed, by_last=False),
    )


def _without_old_ones(reader: Reader, snapshots: list[Snapshot], *, by_last: bool) -> list[Snapshot]:
    """A page goes on beyond the days that are imported: what ended before them and was never here stays away.

    Words in decided claims of that age are seen to by their own sweep.
    """
    beginning = _beginning(reader)
    old = [
        one.external_id for one in snapshots if one.status not in OPEN and not is_since(one, beginning, by_last=by_last)
    ]
    if not old:
        return snapshots
    known = set(reader.account.cases.filter(external_id__in=old).values_list("external_id", flat=True))
    return [one for one in snapshots if one.external_id not in old or one.external_id in known]


def _take_changed_threads(reader: Reader, client: Client) -> None:
    """Pages of purchase problems as long as they bring news or are younger than the last sweep.

    Then one more, at most, if it lies within the overlap.
    """
    since = _threads_since(reader)
    is_last = False
    for page in threads(reader, client):
        if not page:  # ordinary mail, or nothing that was not seen
            continue
        moments = [moment for one in page if (moment := one.last_message_at or one.opened_at) is not None]
        oldest = min(moments, default=since)
        if reader.take(_without_old_ones(reader, page, by_last=True)) or oldest >= since:
            continue
        if is_last or oldest < since - OVERLAP:
            return
        is_last = True


def _threads_since(reader: Reader) -> datetime:
    """Down to where the last complete sweep began; after incomplete ones only as often as what is not proven is read.

    In between it is enough to go back to the newest of those.
    """
    integration, now = reader.sweep.integration, timezone.now()
    last, short = known(integration.last_quick_at), known(integration.short_quick_at)
    if last is None or short is None or short <= last:
        return last or _beginning(reader)
    return short if _looks(short - last) == _looks(now - last) else last


def _looks(age: timedelta) -> int:
    """How often something of that age has been read again, at distances that grow by a quarter, up to a day."""
    return int(log(max(age / SOONEST, 1), 1.25)) + age // LATEST


def _beginning(reader: Reader) -> datetime:
    """30 days ago, or the last wide sweep if that is longer ago: an integration that was stopped loses nothing."""
    beginning = timezone.now() - timedelta(days=settings.FIRST_IMPORT_DAYS)
    last = reader.sweep.integration.last_wide_at
    return min(beginning, last - OVERLAP) if last else beginning
