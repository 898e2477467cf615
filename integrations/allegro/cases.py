"""Reading single cases: their chat when there is news, their order once, their failures noted on themselves."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import DatabaseError
from django.utils import timezone

from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import AllegroError, Forbidden, NotFound, RateLimited, Unreachable
from integrations.allegro.models import Account, Case
from integrations.allegro.session import Disconnected, Session
from integrations.allegro.storing import OrderFacts, Reading, store
from integrations.allegro.translate import (
    PURCHASE_PROBLEM,
    Snapshot,
    issue_messages,
    issue_snapshot,
    order_buyer,
    order_products,
    products,
    thread_messages,
    thread_snapshot,
)
from integrations.allegro.words import explain
from integrations.progress import Sweep
from tickets.facts import MessageFacts
from tickets.intake import Rules

logger = logging.getLogger(__name__)

RETRY_CASE = timedelta(minutes=2)
# These concern the whole account: going on with the next case would only make it worse.
ACCOUNT_WIDE = (Disconnected, RateLimited, Unreachable)


@dataclass
class Reader:
    """Takes in the cases of one account during one sweep."""

    account: Account
    session: Session
    sweep: Sweep
    rules: Rules
    taken: set[str] = field(default_factory=set)

    def take(self, snapshots: list[Snapshot], *, force: bool = False) -> int:
        """Take in every case with news (`force`: every case), and return how many there were."""
        known = self._known(snapshots)
        changed = [one for one in snapshots if self._is_due(one, known.get(one.external_id), force=force)]
        for snapshot in changed:
            self.sweep.checkpoint()
            self._take_one(snapshot, known.get(snapshot.external_id))
        self.taken.update(snapshot.external_id for snapshot in snapshots)
        return len(changed)

    def look_up(self, case: Case) -> None:
        """Read one known case by its id, which no list showed (F07)."""
        self.sweep.checkpoint()
        try:
            snapshot = self.session.call(lambda client: _snapshot_of(client, case))
        except ACCOUNT_WIDE:
            raise
        except AllegroError as error:
            self._note_failure(case, error)
        else:
            self.take([snapshot])
            Case.objects.filter(pk=case.pk).update(seen_at=timezone.now())

    def _known(self, snapshots: list[Snapshot]) -> dict[str, Case]:
        cases = Case.objects.filter(account=self.account).select_related("ticket")
        found: dict[str, Case] = {}
        for start in range(0, len(snapshots), 500):
            ids = [snapshot.external_id for snapshot in snapshots[start : start + 500]]
            found.update({case.external_id: case for case in cases.filter(external_id__in=ids)})
        return found

    def _is_due(self, snapshot: Snapshot, case: Case | None, *, force: bool) -> bool:
        if case is None:
            return True
        if case.retry_at is not None:
            return case.retry_at <= timezone.now()
        return force or case.fingerprint != snapshot.fingerprint

    def _take_one(self, snapshot: Snapshot, case: Case | None) -> None:
        run = self.sweep.run
        reading = self._read(snapshot, case)
        run.cases_done += 1
        run.cases_failed += bool(reading.failure)
        try:
            received = store(self.account, case, reading, self.rules)
        except DatabaseError:
            # One case that cannot be stored must not stop the others; the next sweep tries it again.
            logger.exception("case %s of account %s was not stored", snapshot.external_id, self.account.pk)
            run.cases_failed += 1
        else:
            run.messages_new += len(received.new_messages)

    def _read(self, snapshot: Snapshot, case: Case | None) -> Reading:
        order = self._order(snapshot) if case is None or case.order_read_at is None else None
        wares = products(snapshot, order.products if order else ()) if order or case is None else ()
        try:
            messages = self.session.call(lambda client: self._messages(client, snapshot))
        except ACCOUNT_WIDE:
            raise
        except AllegroError as error:
            return Reading(snapshot, None, order, wares, explain(error), error.trace_id, timezone.now() + RETRY_CASE)
        return Reading(snapshot, messages, order, wares)

    def _messages(self, client: Client, snapshot: Snapshot) -> list[MessageFacts]:
        if snapshot.kind == PURCHASE_PROBLEM:
            return thread_messages(client.messaging.messages(snapshot.external_id), self.account.seller_login)
        return issue_messages(client.issues.chat(snapshot.external_id))

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
        return OrderFacts(order_buyer(order), tuple(order_products(order)))

    def _note_failure(self, case: Case, error: AllegroError) -> None:
        self.sweep.run.cases_failed += 1
        gone = isinstance(error, NotFound | Forbidden)
        Case.objects.filter(pk=case.pk).update(
            failure=explain(error)[:500],
            failure_trace_id=error.trace_id[:100],
            retry_at=timezone.now() + (timedelta(hours=1) if gone else RETRY_CASE),
            seen_at=timezone.now(),
        )


def _snapshot_of(client: Client, case: Case) -> Snapshot:
    if case.kind == PURCHASE_PROBLEM:
        return thread_snapshot(client.messaging.get(case.external_id))
    return issue_snapshot(client.issues.get(case.external_id))
