"""The chats of decided claims, read in turn: the list may be behind (F05) or leave claims out (F07)."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from integrations.allegro import earlier
from integrations.allegro.ahead import read_ahead
from integrations.allegro.cases import CHAT_ROUTE, Reader
from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import AllegroError, RateLimited
from integrations.allegro.messages import Span, issue_messages
from integrations.allegro.models import Account, Case, DecidedClaim
from integrations.allegro.pace import YOUNG, Load, Pace, pace
from integrations.allegro.session import ACCOUNT_WIDE, Session
from integrations.allegro.storing import Chat
from integrations.allegro.translate import issue_snapshot
from integrations.allegro.words import explain
from integrations.clock import known_since
from tickets.models import Message

logger = logging.getLogger(__name__)
steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them

CHUNK = 50  # chats that are read once more, at most, after an interruption
Outcome = tuple[DecidedClaim, Chat | AllegroError]


def read_chats(reader: Reader, patient: Session) -> None:
    """Those whose turn it is, the longest unread first, as many as `pace` allows. What has news is taken in at once.

    `patient` asks only where nobody else needs the turn; when none is left the others are read by the next sweep.
    """
    rows = _due(reader.account)
    for start in range(0, len(rows), CHUNK):
        outcomes: list[Outcome] = []
        is_over = False
        try:
            outcomes.extend(read_ahead(patient, CHAT_ROUTE, rows[start : start + CHUNK], _chat))
        except RateLimited:
            logger.info("chats of decided claims wait: no more requests are left for them now")
            is_over = True
        _take_news(reader, outcomes)
        if is_over:
            return


def pace_of_all() -> Pace:
    """How often chats are read, by what all running accounts together have to be asked for."""
    is_young = Q(last_message_at__gte=timezone.now() - YOUNG)
    running = DecidedClaim.objects.filter(account__integration__is_running=True)
    counted = running.values("account").annotate(
        young=Count("pk", filter=is_young), others=Count("pk", filter=~is_young)
    )
    loads = [Load(one["young"], one["others"]) for one in counted]
    return pace(loads, settings.ALLEGRO_PAGE_SIZE, _sweep_every())


def _sweep_every() -> timedelta:
    return timedelta(seconds=settings.DECIDED_SWEEP_SECONDS)


def _due(account: Account) -> list[DecidedClaim]:
    is_young = Q(last_message_at__gte=timezone.now() - YOUNG)
    young, others = account.decided_claims.filter(is_young), account.decided_claims.exclude(is_young)
    now = pace_of_all()
    most_young, most_others = now.chats(Load(young.count(), others.count()), _sweep_every())
    return [*_unread(young, now.young_every)[:most_young], *_unread(others, now.others_every)[:most_others]]


def _unread(rows: QuerySet[DecidedClaim], every: timedelta) -> QuerySet[DecidedClaim]:
    unread = rows.exclude(known_since("read_at", timezone.now() - every))
    return unread.order_by(F("read_at").asc(nulls_first=True), "pk")


def _chat(client: Client, row: DecidedClaim) -> Chat:
    chat = client.issues.chat(row.external_id)
    return Chat(issue_messages(chat.entries, Span(row.since, row.last_message_at)), chat)


def _take_news(reader: Reader, outcomes: Sequence[Outcome]) -> None:
    """Take in what was not known, and only then note that the chats were read: a crash in between loses nothing."""
    ids = [row.external_id for row, _outcome in outcomes]
    known = _known(reader.account, ids)
    cases = reader.account.cases.filter(external_id__in=ids)
    unproven = set(cases.exclude(unproven_since=None).values_list("external_id", flat=True))
    now, run = timezone.now(), reader.sweep.run
    run.cases_total += len(outcomes)
    run.cases_done += len(outcomes)
    read = []
    for row, outcome in outcomes:
        steps.debug("decided chat read")
        if isinstance(outcome, AllegroError):
            _note_failure(reader, row, outcome, is_case=row.external_id in known)
        elif row.external_id not in known and _may_hide_the_buyer(row, outcome):
            reader.note_failure(row.external_id, Case.Kind.CLAIM, earlier.NOT_WHOLE)
        elif not _has_news(row, outcome, known.get(row.external_id), is_proven=row.external_id not in unproven):
            pass
        elif not _take(reader, row, now, is_case=row.external_id in known):
            continue  # it is tried again by the next sweep
        read.append(row.pk)
    DecidedClaim.objects.filter(pk__in=read).update(read_at=now)


def _has_news(row: DecidedClaim, chat: Chat, stored: set[str] | None, *, is_proven: bool) -> bool:
    """Also a chat that was not handed out whole, until that is noted: then it is read again at growing distances."""
    if stored is None:
        return earlier.buyer_wrote(chat.messages, row.since)
    is_doubtful = is_proven and not chat.listing.is_whole
    return is_doubtful or any(message.external_id not in stored for message in chat.messages)


def _may_hide_the_buyer(row: DecidedClaim, chat: Chat) -> bool:
    """Whether what a claim waits for, a word of its buyer, may be among what was not handed out."""
    return not chat.listing.is_whole and not earlier.buyer_wrote(chat.messages, row.since)


def _take(reader: Reader, row: DecidedClaim, now: datetime, *, is_case: bool) -> bool:
    """Bring the case up to date, or make one of an earlier claim; whether it could be read."""
    try:
        snapshot = reader.session.call(lambda client: issue_snapshot(client.issues.get(row.external_id)))
    except ACCOUNT_WIDE:
        raise
    except AllegroError as error:
        reader.note_failure(row.external_id, Case.Kind.CLAIM, explain(error), error.trace_id)
        return False
    if is_case:
        reader.take([snapshot], unread_since=now)
        return True
    return not earlier.read(reader, [snapshot], {row.external_id: row}).failed


def _known(account: Account, external_ids: Sequence[str]) -> dict[str, set[str]]:
    """The ids of the messages that are stored, by case; claims without a case are left out."""
    tickets = dict(account.cases.filter(external_id__in=external_ids).values_list("ticket_id", "external_id"))
    stored: dict[str, set[str]] = {external_id: set() for external_id in tickets.values()}
    messages = Message.objects.filter(ticket_id__in=tickets, external_id__isnull=False)
    for ticket_id, message_id in messages.order_by().values_list("ticket_id", "external_id"):
        stored[tickets[ticket_id]].add(str(message_id))
    return stored


def _note_failure(reader: Reader, row: DecidedClaim, error: AllegroError, *, is_case: bool) -> None:
    """A case counts as unreadable until it is read. Of a claim without a ticket nobody knows of news."""
    if is_case:
        reader.note_failure(row.external_id, Case.Kind.CLAIM, explain(error), error.trace_id)
        return
    reader.sweep.run.cases_failed += 1
    logger.info("chat of decided claim %s was not read: %s", row.external_id, error)
