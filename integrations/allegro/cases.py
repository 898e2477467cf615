"""Reading single cases: their chat when there is news, their order once, their failures noted on themselves."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import AllegroError, RateLimited, Unreachable
from integrations.allegro.models import Account, Case
from integrations.allegro.orders import bought_at, order_buyer, order_products, total
from integrations.allegro.session import Disconnected, NotRenewed, Session
from integrations.allegro.storing import OrderFacts, Reading, store
from integrations.allegro.translate import (
    PURCHASE_PROBLEM,
    Snapshot,
    issue_messages,
    issue_snapshot,
    thread_messages,
    thread_snapshot,
    with_files,
)
from integrations.allegro.words import explain
from integrations.progress import Sweep
from tickets.facts import MessageFacts
from tickets.intake import Rules

logger = logging.getLogger(__name__)
steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them

RETRY_CASE = timedelta(minutes=2)
# These concern the whole account: going on with the next case would only make it worse.
ACCOUNT_WIDE = (Disconnected, NotRenewed, RateLimited, Unreachable)


class Known(NamedTuple):
    """What tells news of a known case from none."""

    fingerprint: str
    retry_at: datetime | None
    chat_read_at: datetime | None


@dataclass
class Reader:
    """Takes in the cases of one account during one sweep."""

    account: Account
    session: Session
    sweep: Sweep
    rules: Rules
    taken: set[str] = field(default_factory=set)

    def take(self, snapshots: list[Snapshot], *, unread_since: datetime | None = None) -> int:
        """Take in every case with news, and every one whose chat was not read `unread_since`. How many there were."""
        known = self._known(snapshots)
        changed = [one for one in snapshots if _is_due(one, known.get(one.external_id), unread_since)]
        if unread_since:  # the longest unread first: even a sweep that never gets to its end comes round
            changed.sort(key=lambda one: _read_at(known.get(one.external_id)))
        self.sweep.run.cases_total += len(snapshots)
        self.sweep.run.cases_done += len(snapshots) - len(changed)
        for snapshot in changed:
            self._take_one(snapshot, is_known=snapshot.external_id in known)
        self.taken.update(snapshot.external_id for snapshot in snapshots)
        return len(changed)

    def look_up(self, case: Case) -> None:
        """Read one known case by its id, which no list showed (F07)."""
        Case.objects.filter(pk=case.pk).update(looked_up_at=timezone.now())
        try:
            snapshot = self.session.call(lambda client: _snapshot_of(client, case))
        except ACCOUNT_WIDE:
            raise
        except AllegroError as error:
            self._note_failure(case.external_id, explain(error), error.trace_id)
        else:
            self.take([snapshot])

    def _known(self, snapshots: list[Snapshot]) -> dict[str, Known]:
        cases = Case.objects.filter(account=self.account)
        found: dict[str, Known] = {}
        for start in range(0, len(snapshots), 500):
            ids = [snapshot.external_id for snapshot in snapshots[start : start + 500]]
            rows = cases.filter(external_id__in=ids).values_list("external_id", *Known._fields)
            found.update({external_id: Known(*values) for external_id, *values in rows})
        return found

    def _take_one(self, snapshot: Snapshot, *, is_known: bool) -> None:
        run, cases = self.sweep.run, Case.objects.filter(account=self.account, external_id=snapshot.external_id)
        case = cases.select_related("ticket").first() if is_known else None
        reading = self._read(snapshot, case)
        steps.debug("chat read")
        run.cases_done += 1
        run.cases_failed += bool(reading.failure)
        try:
            run.messages_new += len(store(self.account, case, reading, self.rules).new_messages)
            steps.debug("case stored")
        except (DatabaseError, ValueError, OverflowError) as error:
            # One case that cannot be stored must not stop the others. Only names: the error's text may quote the buyer.
            names = [type(one).__name__ for one in (error, error.__cause__) if one is not None]
            logger.warning("case %s was not stored: %s", snapshot.external_id, ", ".join(names))
            self._note_failure(snapshot.external_id, _("The case could not be stored. The log has the details."))

    def _read(self, snapshot: Snapshot, case: Case | None) -> Reading:
        order = self._order(snapshot) if case is None or case.order_read_at is None else None
        try:
            messages = self.session.call(lambda client: self._messages(client, snapshot))
        except ACCOUNT_WIDE:
            raise
        except AllegroError as error:
            return Reading(snapshot, None, order, explain(error), error.trace_id, timezone.now() + RETRY_CASE)
        return Reading(snapshot, messages, order)

    def _messages(self, client: Client, snapshot: Snapshot) -> list[MessageFacts]:
        if snapshot.kind == PURCHASE_PROBLEM:
            return thread_messages(client.messaging.messages(snapshot.external_id), self.account.seller_login)
        messages = issue_messages(client.issues.chat(snapshot.external_id), snapshot.first_message_id)
        return with_files(messages, snapshot.files, snapshot.first_message_id)

    def _order(self, snapshot: Snapshot) -> OrderFacts | None:
        """The order is a bonus: a case arrives without it, and it is asked for again with the next news."""
        if not snapshot.order_id:
            return None
        try:
            order = self.session.call(lambda client: client.order(snapshot.order_id))
        except ACCOUNT_WIDE:
            raise
        except AllegroError as error:
            logger.info("order of case %s was not read: %s", snapshot.external_id, error)
            return None
        return OrderFacts(order_buyer(order), tuple(order_products(order)), bought_at(order), total(order))

    def _note_failure(self, external_id: str, words: str, trace_id: str = "") -> None:
        """On the case, if there is one yet; a case that could not be stored at all comes again with the next sweep."""
        self.sweep.run.cases_failed += 1
        Case.objects.filter(account=self.account, external_id=external_id).update(
            failure=words[:500], failure_trace_id=trace_id[:100], retry_at=timezone.now() + RETRY_CASE
        )


def _is_due(snapshot: Snapshot, known: Known | None, unread_since: datetime | None) -> bool:
    if known is None:
        return True
    if known.retry_at is not None:
        return known.retry_at <= timezone.now()
    if unread_since is not None and (known.chat_read_at is None or known.chat_read_at < unread_since):
        return True
    return known.fingerprint != snapshot.fingerprint


def _read_at(known: Known | None) -> float:
    return known.chat_read_at.timestamp() if known and known.chat_read_at else 0.0


def _snapshot_of(client: Client, case: Case) -> Snapshot:
    if case.kind == PURCHASE_PROBLEM:
        return thread_snapshot(client.messaging.get(case.external_id))
    return issue_snapshot(client.issues.get(case.external_id))
