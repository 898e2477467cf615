"""Reading single cases: their chat when there is news, their order once, their failures noted on themselves."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from integrations import clock, unreadable
from integrations.allegro import belonging, proving
from integrations.allegro.ahead import read_ahead
from integrations.allegro.belonging import Belonging
from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import AllegroError, OtherAnswer, is_unknown
from integrations.allegro.client.paging import End, LeftOut, Page
from integrations.allegro.messages import Span, issue_messages, thread_messages, with_files
from integrations.allegro.models import Account, Case
from integrations.allegro.orders import bought_at, order_buyer, order_products, total
from integrations.allegro.permissions import ORDERS as ORDERS_SCOPE
from integrations.allegro.session import ACCOUNT_WIDE, Session
from integrations.allegro.storing import Chat, OrderFacts, Reading, store, store_new
from integrations.allegro.translate import PURCHASE_PROBLEM, Snapshot, issue_snapshot, thread_snapshot
from integrations.allegro.words import explain
from integrations.progress import Sweep
from tickets.intake import Received, Rules
from tickets.models import Ticket

logger = logging.getLogger(__name__)
steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them

# An order that cannot be read is asked for again after an hour, then after as long as its case has been here.
RETRY_ORDER = timedelta(hours=1)
ORDERS_WITH_CASES = 20  # where more cases are new, their orders wait until all of them are there
CHAT_ROUTE, ORDER_ROUTE = "issues.chat", "orders.get"  # what a turn is taken for
LIST_ENTRY = gettext_noop("An entry of Allegro’s list could not be understood: a case may be missing.")
LIST_REPEATED = gettext_noop("Allegro’s list repeated itself instead of going on: cases may be missing.")
LIST_ENDLESS = gettext_noop("Allegro’s list did not come to an end: cases may be missing.")
UNSTORABLE = (DatabaseError, ValueError, OverflowError)


class Known(NamedTuple):
    """What tells news of a known case from none."""

    fingerprint: str
    retry_at: datetime | None
    chat_read_at: datetime | None
    unproven_entry: str


@dataclass
class Reader:
    """Takes in the cases of one account during one sweep."""

    account: Account
    session: Session
    sweep: Sweep
    rules: Rules
    taken: set[str] = field(default_factory=set)
    set_aside: list[LeftOut] = field(default_factory=list)

    def judge(self, page: Page[Any]) -> None:
        """Whether this page of a list hides cases: then the sweep is not complete."""
        if page.left_out:
            self.set_aside.extend(page.left_out)
            self.sweep.fall_short(LIST_ENTRY)
        if page.end not in (None, End.PROPER):
            self.sweep.fall_short(LIST_ENDLESS if page.end == End.LIMIT else LIST_REPEATED)

    def __post_init__(self) -> None:
        self.belonging = Belonging(self.session)

    def take(self, snapshots: list[Snapshot], *, unread_since: datetime | None = None) -> int:
        """Take in every case with news, and every one whose chat was not read `unread_since`. How many there were."""
        snapshots = self._ours(snapshots)
        known = self._known(snapshots)
        resting = self._resting([one.external_id for one in snapshots if one.external_id not in known])
        changed = [
            one
            for one in snapshots
            if one.external_id not in resting and _is_due(one, known.get(one.external_id), unread_since)
        ]
        if unread_since:  # the longest unread first: even a sweep that never gets to its end comes round
            changed.sort(key=lambda one: _read_at(known.get(one.external_id)))
        self.sweep.run.cases_total += len(snapshots)
        self.sweep.run.cases_done += len(snapshots) - len(changed)
        self._read([(one, one.external_id in known) for one in changed])
        self.taken.update(snapshot.external_id for snapshot in snapshots)
        return len(changed)

    def _ours(self, snapshots: list[Snapshot]) -> list[Snapshot]:
        """Without those of another account, which are said: Allegro listed what was not asked for."""
        owners = belonging.accounts_of([snapshot.external_id for snapshot in snapshots], self.account)
        ours = self.belonging.ours(snapshots, owners)
        for other in [one for one in snapshots if one.external_id in self.belonging.others]:
            path = "/messaging/threads" if other.kind == PURCHASE_PROBLEM else "/sale/issues"
            trace_id = belonging.note_other(self.session, path, "OTHER_ACCOUNT")
            self.note_failure(other.external_id, other.kind, belonging.OTHER_ACCOUNT, trace_id)
        return ours

    def look_up(self, case: Case) -> None:
        """Read one known case by its id, which no list showed (F07)."""
        Case.objects.filter(pk=case.pk).update(looked_up_at=timezone.now())
        try:
            snapshot = self.session.call(lambda client: snapshot_of(client, case.kind, case.external_id))
        except ACCOUNT_WIDE:
            raise
        except AllegroError as error:
            self.note_failure(case.external_id, case.kind, explain(error), error.trace_id)
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

    def _resting(self, unknown: list[str]) -> set[str]:
        """New cases that could not be stored: they are tried again at growing distances, too."""
        tried = unreadable.tried(self.account.integration_id, unknown) if unknown else {}
        return {id_ for id_, (since, at) in tried.items() if proving.is_resting(since, at)}

    def _read(self, wanted: Sequence[tuple[Snapshot, bool]]) -> None:
        """Read these cases, each with whether it is known, and store them; the new ones several at a time."""
        with_orders = sum(not is_known for _snapshot, is_known in wanted) <= ORDERS_WITH_CASES
        new: list[Reading] = []
        try:
            for (snapshot, is_known), outcome in read_ahead(self.session, CHAT_ROUTE, wanted, self._chat):
                reading = self._told(reading_of(snapshot, outcome), outcome)
                if is_known:
                    self._store(reading, is_known=True)
                    continue
                new.append(self._with_order(reading) if with_orders else reading)
                if len(new) == settings.ALLEGRO_BATCH:
                    self._store_new(new)
                    new = []
        except ACCOUNT_WIDE:
            self._store_new(new)
            raise
        self._store_new(new)

    def _told(self, reading: Reading, outcome: object) -> Reading:
        """What the client could not see by itself is a failed call, too."""
        if not isinstance(outcome, OtherAnswer) or outcome.status:
            return reading
        path = belonging.chat_path(reading.snapshot.kind, reading.snapshot.external_id)
        return replace(reading, trace_id=belonging.note_other(self.session, path, outcome.code))

    def own(self, readings: Sequence[Reading]) -> list[Reading]:
        """The readings, without the chats in which a message of another case stands: they were not understood."""
        chats = {
            reading.snapshot.external_id: [message.external_id for message in reading.messages]
            for reading in readings
            if reading.messages
        }
        wrong = belonging.holding_others(self.account, chats) if chats else set()
        return [self._disowned(one) if one.snapshot.external_id in wrong else one for one in readings]

    def _disowned(self, reading: Reading) -> Reading:
        error = OtherAnswer("Allegro answered with messages of another case", code="OTHER_CASE")
        return self._told(replace(reading_of(reading.snapshot, error), order=reading.order), error)

    def _store_new(self, readings: Sequence[Reading]) -> None:
        """All of them in one transaction; if that fails, one by one, to find the one that it is."""
        readings = self.own(readings)
        try:
            received = store_new(self.account, readings, self.rules)
        except UNSTORABLE:
            for reading in readings:
                self._store(reading, is_known=False)
            return
        for reading, one in zip(readings, received, strict=True):
            self.count(reading, one)

    def _store(self, reading: Reading, *, is_known: bool) -> None:
        if is_known:
            (reading,) = self.own([reading])
        snapshot, external_id = reading.snapshot, reading.snapshot.external_id
        cases = Case.objects.filter(account=self.account, external_id=external_id)
        case = cases.select_related("ticket").first() if is_known else None
        try:
            self.count(reading, store(self.account, case, reading, self.rules))
        except UNSTORABLE as error:
            # One case that cannot be stored must not stop the others. Only names: the error's text may quote the buyer.
            names = [type(one).__name__ for one in (error, error.__cause__) if one is not None]
            logger.warning("case %s was not stored: %s", external_id, ", ".join(names))
            self.note_unstorable(external_id, snapshot.kind, snapshot.fingerprint)

    def count(self, reading: Reading, received: Received) -> None:
        """A case has been stored."""
        steps.debug("case stored")
        run = self.sweep.run
        run.cases_done += 1
        run.cases_failed += bool(reading.failure)
        run.messages_new += len(received.new_messages)

    def _with_order(self, reading: Reading) -> Reading:
        """The order is a bonus: a case arrives without it, and what concerns the whole account shows soon enough."""
        snapshot = reading.snapshot
        if not snapshot.order_id or self.account.lacks(ORDERS_SCOPE):
            return reading
        try:
            return replace(reading, order=self.session.call(lambda client: order_of(client, snapshot.order_id)))
        except ACCOUNT_WIDE:
            return reading
        except AllegroError as error:
            logger.info("order of case %s was not read: %s", snapshot.external_id, error)
            failure = explain(error) if isinstance(error, OtherAnswer) else ""
            return replace(reading, order_due_at=timezone.now() + RETRY_ORDER, order_failure=failure)

    def _chat(self, client: Client, wanted: tuple[Snapshot, bool]) -> Chat:
        snapshot, _is_known = wanted
        return self.chat(client, snapshot)

    def chat(self, client: Client, snapshot: Snapshot) -> Chat:
        """The messages of a case. OtherAnswer when they are another's."""
        span = Span(snapshot.opened_at or snapshot.last_message_at or timezone.now(), snapshot.last_message_at)
        if snapshot.kind == PURCHASE_PROBLEM:
            thread = client.messaging.messages(snapshot.external_id)
            self.belonging.check_thread(snapshot, thread.entries)
            return Chat(thread_messages(thread.entries, span, self.account.seller_login), thread)
        chat = client.issues.chat(snapshot.external_id)
        self.belonging.check_chat(snapshot, [message.id for message in chat.entries])
        messages = issue_messages(chat.entries, span, snapshot.first_message_id)
        return Chat(with_files(messages, snapshot.files, snapshot.first_message_id), chat)

    def note_failure(
        self, external_id: str, kind: str, words: str, trace_id: str = "", entry: str | None = None
    ) -> None:
        """On the case, if there is one yet. `entry` is the fingerprint of what the list says, None if none does."""
        self.sweep.run.cases_failed += 1
        unreadable.note(self.account.integration_id, external_id, words, kind)
        case = Case.objects.filter(account=self.account, external_id=external_id).first()
        if case is not None:
            case.failure, case.failure_trace_id = words[:500], trace_id[:100]
            proving.note(case, None, case.unproven_entry if entry is None else entry, timezone.now())
            case.save(update_fields=["failure", "failure_trace_id", *proving.WRITTEN])
            Ticket.objects.filter(pk=case.ticket_id).update(history_incomplete=True)

    def note_unstorable(self, external_id: str, kind: str, entry: str | None = None) -> None:
        """What was read of a case could not be stored."""
        self.sweep.run.cases_done += 1
        self.note_failure(external_id, kind, _("The case could not be stored. The log has the details."), entry=entry)


def reading_of(snapshot: Snapshot, outcome: Chat | AllegroError) -> Reading:
    """What became of reading a case's chat."""
    steps.debug("chat read")
    if isinstance(outcome, AllegroError):
        return Reading(snapshot, None, failure=explain(outcome), trace_id=outcome.trace_id)
    trouble = outcome.listing.trouble
    if trouble is not None:  # what came before the page that could not be read is kept
        return Reading(snapshot, outcome, failure=explain(trouble), trace_id=trouble.trace_id)
    return Reading(snapshot, outcome)


def order_of(client: Client, order_id: str) -> OrderFacts:
    """What an order tells."""
    order = client.order(order_id)
    return OrderFacts(order_buyer(order), tuple(order_products(order)), bought_at(order), total(order))


def _is_due(snapshot: Snapshot, known: Known | None, unread_since: datetime | None) -> bool:
    """News, whatever else there is; what is not proven when its time has come; and what was not read for so long."""
    if known is None:
        return True
    read_at = clock.known(known.chat_read_at)
    if unread_since is not None and (read_at is None or read_at < unread_since):
        return True
    if known.retry_at is None:
        return known.fingerprint != snapshot.fingerprint
    return known.unproven_entry != snapshot.fingerprint or not clock.is_pending(known.retry_at, proving.LATEST)


def _read_at(known: Known | None) -> float:
    read_at = clock.known(known.chat_read_at) if known else None
    return read_at.timestamp() if read_at else 0.0


def snapshot_of(client: Client, kind: str, external_id: str) -> Snapshot:
    """One case, asked for by its id; as either thing that it may be when its kind is not known ("")."""
    if kind == PURCHASE_PROBLEM:
        return thread_snapshot(client.messaging.get(external_id))
    try:
        return issue_snapshot(client.issues.get(external_id))
    except AllegroError as error:
        if kind or not is_unknown(error):
            raise
    return thread_snapshot(client.messaging.get(external_id))
