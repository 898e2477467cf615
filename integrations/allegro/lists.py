"""Allegro's lists of cases as snapshots, page by page. Each page is judged: one that hides cases is said."""

from collections.abc import Iterator
from datetime import datetime

from integrations.allegro.cases import Reader
from integrations.allegro.client.client import Client
from integrations.allegro.translate import Snapshot, issue_snapshot, thread_snapshot

ORDINARY_MAIL = "COMMON"  # not asked for, and no case even if it came
OPEN_STATUSES = ("DISPUTE_ONGOING", "CLAIM_SUBMITTED")
OPEN = (*OPEN_STATUSES, "OPEN")  # of purchase problems, too
DECIDED = ("CLAIM_ACCEPTED", "CLAIM_REJECTED", "DISPUTE_UNRESOLVED")


def issues(
    reader: Reader, client: Client, statuses: tuple[str, ...] = (), *, start: int = 0
) -> Iterator[list[Snapshot]]:
    """Discussions and claims, newest first, without the first `start`."""
    for page in client.issues.pages(statuses, start=start):
        reader.judge(page)
        yield [issue_snapshot(issue) for issue in page.entries]


def threads(reader: Reader, client: Client, status: str = "") -> Iterator[list[Snapshot]]:
    """Purchase problems, by their last message, newest first."""
    for page in client.messaging.pages(status=status):
        reader.judge(page)
        yield [thread_snapshot(thread) for thread in page.entries if thread.type != ORDINARY_MAIL]


def until(pages: Iterator[list[Snapshot]], beginning: datetime, *, by_last: bool = False) -> Iterator[list[Snapshot]]:
    """Pages down to the first case before the beginning; the lists are sorted newest first."""
    for page in pages:
        recent = [one for one in page if is_since(one, beginning, by_last=by_last)]
        yield recent
        if len(recent) < len(page):
            return


def is_since(snapshot: Snapshot, beginning: datetime, *, by_last: bool) -> bool:
    """What tells no moment may be as new as any."""
    moment = (by_last and snapshot.last_message_at) or snapshot.opened_at
    return moment is None or moment >= beginning


def once(snapshots: list[Snapshot]) -> list[Snapshot]:
    """Each case once: lists overlap, and entries repeat across pages."""
    return list({snapshot.external_id: snapshot for snapshot in snapshots}.values())
