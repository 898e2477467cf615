"""The three sweeps of an account: what is listed, how far, and what is looked up beside it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from integrations.allegro.cases import Reader
from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import AllegroError
from integrations.allegro.client.http import Call
from integrations.allegro.client.issues import Issues
from integrations.allegro.models import Account, Case
from integrations.allegro.rules import rules_of
from integrations.allegro.session import Session
from integrations.allegro.translate import PURCHASE_PROBLEM, Snapshot, issue_snapshot, thread_snapshot
from integrations.allegro.words import explain, pause
from integrations.models import SyncRun
from integrations.progress import Sweep, SweepFailed

OPEN_STATUSES = ("DISPUTE_ONGOING", "CLAIM_SUBMITTED")
# Entries may come late or on two pages at once (F26): reading goes on a little behind what is known.
OVERLAP = timedelta(minutes=2)
LOOK_UPS = 20  # known open cases that no list showed, looked up in one sweep


def sweep_account(sweep: Sweep) -> None:
    """Carry out one sweep. Raises SweepFailed with plain words when the account cannot be read now."""
    account = Account.objects.get(integration=sweep.integration)

    def count(call: Call) -> None:
        sweep.run.requests += 1

    session = Session(account, count)
    reader = Reader(account, session, sweep, rules_of(sweep))
    kinds = {SyncRun.Kind.QUICK: _quick, SyncRun.Kind.DEEP: _deep, SyncRun.Kind.WIDE: _wide}
    try:
        kinds[SyncRun.Kind(sweep.run.kind)](reader)
    except AllegroError as error:
        raise SweepFailed(explain(error), retry_after=pause(error)) from error


def _quick(reader: Reader) -> None:
    """Every open issue by status, the newest of all issues, purchase problems down to what is known."""
    listed = _all(reader, lambda client: _issues(client.issues, OPEN_STATUSES))
    listed += _all(reader, lambda client: islice(_issues(client.issues), 1))
    reader.sweep.run.cases_total = len(listed)
    reader.take(_once(listed))
    since = reader.sweep.integration.last_quick_at
    _take_changed_threads(reader, since - OVERLAP if since else _beginning())
    _look_up_vanished(reader, exclude_threads=True)


def _deep(reader: Reader) -> None:
    """The chats of all open cases, whatever the list says of them (F05)."""
    listed = _all(reader, lambda client: _issues(client.issues, OPEN_STATUSES))
    listed += _all(reader, lambda client: _threads(client, status="OPEN"))
    reader.sweep.run.cases_total = len(listed)
    reader.take(_once(listed), force=True)
    _look_up_vanished(reader, exclude_threads=False)


def _wide(reader: Reader) -> None:
    """Every case of the last 30 days, ended ones included. Open cases of any age come with the quick sweep."""
    beginning = _beginning()
    listed = _all(reader, lambda client: _until(_issues(client.issues), beginning))
    listed += _all(reader, lambda client: _until(_threads(client), beginning, by_last_message=True))
    listed = _once(listed)
    reader.sweep.run.cases_total = len(listed)
    reader.take(listed)
    reader.sweep.run.cases_done = len(listed)


def _take_changed_threads(reader: Reader, since: datetime) -> None:
    """Pages of purchase problems while they bring news, or are younger than what was read last time."""
    for page in _threads(reader.session.client()):
        changed = reader.take(page)
        oldest = min(snapshot.last_message_at or snapshot.opened_at for snapshot in page)
        if not changed and oldest < since:
            return


def _look_up_vanished(reader: Reader, *, exclude_threads: bool) -> None:
    """Known open cases that no list showed are asked for by their ids, the longest unseen first (F07)."""
    cases = Case.objects.filter(account=reader.account, status__in=[*OPEN_STATUSES, "OPEN"]).select_related("ticket")
    if exclude_threads:
        cases = cases.exclude(kind=PURCHASE_PROBLEM)
    unseen = [
        case for case in cases.order_by(F("seen_at").asc(nulls_first=True)) if case.external_id not in reader.taken
    ]
    now = timezone.now()
    for case in islice((case for case in unseen if case.retry_at is None or case.retry_at <= now), LOOK_UPS):
        reader.look_up(case)


def _issues(issues: Issues, statuses: tuple[str, ...] = ()) -> Iterator[list[Snapshot]]:
    for page in issues.pages(statuses):
        yield [issue_snapshot(issue) for issue in page]


def _threads(client: Client, status: str = "") -> Iterator[list[Snapshot]]:
    for page in client.messaging.pages(status=status):
        yield [thread_snapshot(thread) for thread in page]


def _until(
    pages: Iterator[list[Snapshot]], beginning: datetime, *, by_last_message: bool = False
) -> Iterator[list[Snapshot]]:
    """Pages down to the first case before the beginning; the lists are sorted newest first."""
    for page in pages:
        recent = [one for one in page if ((by_last_message and one.last_message_at) or one.opened_at) >= beginning]
        yield recent
        if len(recent) < len(page):
            return


def _all(reader: Reader, listing: Callable[[Client], Iterator[list[Snapshot]]]) -> list[Snapshot]:
    """A whole listing. A token that dies in the middle is renewed, and the listing read again."""
    return reader.session.call(lambda client: [snapshot for page in listing(client) for snapshot in page])


def _once(snapshots: list[Snapshot]) -> list[Snapshot]:
    """Each case once: lists overlap, and entries repeat across pages."""
    return list({snapshot.external_id: snapshot for snapshot in snapshots}.values())


def _beginning() -> datetime:
    return timezone.now() - timedelta(days=settings.FIRST_IMPORT_DAYS)
