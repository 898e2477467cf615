"""Speaks for Allegro: sends replies, reads cases back, fetches files, tells what a case allows."""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any, NoReturn

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from integrations.allegro import clocks
from integrations.allegro.availability import availability, trouble_of
from integrations.allegro.belonging import chat_path, holding_others, note_other, post_path
from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import (
    AllegroError,
    CaseClosed,
    Flaky,
    NoAnswer,
    OtherAnswer,
    RateLimited,
    Rejected,
    Unreachable,
)
from integrations.allegro.client.issues import Issues
from integrations.allegro.client.messaging import Messaging
from integrations.allegro.client.paging import Listing
from integrations.allegro.client.posted import Posted
from integrations.allegro.doubts import doubt_words
from integrations.allegro.messages import Span, issue_messages, thread_messages, verdict
from integrations.allegro.models import Account, Case
from integrations.allegro.panel import case_panel, case_url
from integrations.allegro.session import Disconnected, NotRenewed, Session
from integrations.allegro.storing import known_buyer
from integrations.allegro.translate import DISCUSSION, PURCHASE_PROBLEM, SOURCE
from integrations.allegro.words import explain, pause
from tickets import texts
from tickets.channels import (
    AttachmentUnavailable,
    CaseGone,
    CaseView,
    DownloadedFile,
    Limits,
    NotSent,
    OutcomeUnknown,
    OutgoingReply,
    Reading,
    Receipt,
    Refused,
    Trouble,
)
from tickets.copies import OURS_PERHAPS
from tickets.facts import PASSED, BuyerFacts, MessageFacts
from tickets.models import Message
from tickets.models.message import MAY_VANISH

steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them

FILE_TYPES = ("image/png", "image/gif", "image/bmp", "image/tiff", "image/jpeg", "application/pdf")
ISSUE_LIMITS = Limits(text=20_000, attachment_bytes=2_097_152, attachment_types=FILE_TYPES)
ACCOUNT_SECRETS = ("access_token", "refresh_token")  # decrypted only to sign requests
SECRETS = tuple(f"account__{secret}" for secret in ACCOUNT_SECRETS)
THREAD_LIMITS = Limits(text=2_000, attachment_bytes=5_242_880, attachment_types=FILE_TYPES)
# While an account is disconnected a reply looks again this often; reconnecting is a person's business.
DISCONNECTED_PAUSE = timedelta(minutes=1)


class AllegroChannel:
    """The channel of every ticket whose source is Allegro."""

    slug = SOURCE
    name = "Allegro"

    def kind_name(self, kind: str) -> str:
        return str(dict(Case.Kind.choices).get(kind, kind))

    def accounts(self) -> list[str]:
        return list(Account.objects.values_list("seller_login", flat=True))

    def kinds(self) -> list[tuple[str, str]]:
        return [(kind, str(name)) for kind, name in Case.Kind.choices]

    def view_of(self, ticket_id: int) -> CaseView:
        case = _found(Case.objects.select_related("account__integration").defer(*SECRETS), ticket_id)
        return CaseView(
            availability=availability(case),
            limits=THREAD_LIMITS if case.kind == PURCHASE_PROBLEM else ISSUE_LIMITS,
            can_ask_closure=case.chat_active and case.kind in (DISCUSSION, PURCHASE_PROBLEM),
            closure_message=case.account.integration.closure_message,
            case_url=case_url(case),
            panel=case_panel(case),
            history_doubt=doubt_words(case),
            closure_note=_("Allegro has no button for this here: the buyer gets the words only.")
            if case.kind == PURCHASE_PROBLEM
            else "",
        )

    def troubles(self) -> list[Trouble]:
        cut_off = Q(disconnected_at__isnull=False, integration__is_running=True)
        restricted = Q(restricted_at__isnull=False, integration__is_running=True)
        stopped = Q(integration__is_running=False, integration__started_at__isnull=False)
        found = Account.objects.filter(cut_off | restricted | stopped).select_related("integration")
        return [trouble_of(account) for account in found.defer(*ACCOUNT_SECRETS).order_by("seller_login")]

    def deliver(self, ticket_id: int, reply: OutgoingReply) -> Receipt:
        case = _case(ticket_id)
        session = Session(case.account)
        attachment_id = _upload(session, case, reply)
        known = set(case.ticket.messages.filter(external_id__isnull=False).values_list("external_id", flat=True))
        steps.debug("reply posting")
        try:
            posted = session.call(lambda client: _post(client, case, reply, attachment_id))
        except _TooLate:
            raise NotSent(_("Sending took too long."), code="too_late") from None
        except (Disconnected, NotRenewed, RateLimited, Unreachable) as error:
            _not_sent(error)
        except CaseClosed as error:
            # Without its fingerprint the case counts as news, and the next sweep brings its new status.
            Case.objects.filter(pk=case.pk).update(chat_active=False, fingerprint="", unproven_entry="")
            raise Refused(explain(error), code=error.code, trace_id=error.trace_id) from error
        except (NoAnswer, Flaky) as error:
            raise OutcomeUnknown(explain(error), code=error.code, trace_id=error.trace_id) from error
        except AllegroError as error:
            raise Refused(explain(error), code=error.code or "refused", trace_id=error.trace_id) from error
        if not _is_it(session, case, reply, posted, known):
            other = OtherAnswer("Allegro answered with another message", code="OTHER_MESSAGE")
            trace_id = note_other(session, post_path(case.kind, case.external_id), other.code)
            raise OutcomeUnknown(explain(other), code=other.code, trace_id=trace_id)
        is_checked = case.kind == PURCHASE_PROBLEM  # issues tell no status
        return Receipt(posted.id, verdict=verdict(posted.status) if is_checked else PASSED)

    def read_back(self, ticket_id: int) -> Reading:
        case = _case(ticket_id)
        try:
            reading = _read_own(Session(case.account), case)
        except AllegroError as error:
            _not_sent(error)
        ours = tuple(message for message in reading.messages if message.author in OURS_PERHAPS)
        return Reading(ours, reading.gap or _gap_at_the_end(case, reading.messages))

    def clock_ahead(self, ticket_id: int) -> timedelta:
        found = clocks.ahead(ticket_id)
        if found is None:
            raise CaseGone
        return found

    @contextmanager
    def fetch_attachment(self, ticket_id: int, external_id: str) -> Iterator[DownloadedFile]:
        case = _case(ticket_id)
        try:
            with ExitStack() as stack:
                # Entered inside the call, so that a token that has just died is renewed.
                chunks = Session(case.account).call(
                    lambda client: stack.enter_context(_room(client, case).download(external_id))
                )
                yield DownloadedFile(chunks)
        except AllegroError as error:
            raise AttachmentUnavailable(explain(error), permanent=error.code == "TOO_LARGE") from error

    def buyer(self, ticket_id: int) -> BuyerFacts:
        return known_buyer(_case(ticket_id))

    def login_field_id(self, ticket_id: int) -> int:
        field_id = _case(ticket_id).account.integration.login_field_id
        if field_id is None:
            raise ValueError("cases arrive only through a configured integration")
        return field_id


def _read(client: Client, case: Case) -> Reading:
    """Every message of the case that Allegro hands out."""
    span = Span(case.opened_at, case.last_message_at)
    if case.kind == PURCHASE_PROBLEM:
        thread = client.messaging.messages(case.external_id)
        return Reading(tuple(thread_messages(thread.entries, span, case.account.seller_login)), _gap(thread))
    chat = client.issues.chat(case.external_id)
    return Reading(tuple(issue_messages(chat.entries, span)), _gap(chat))


def _gap(listing: Listing[Any]) -> str:
    """What a list that ended early leaves out, or an entry without identity, may be what is looked for (F01)."""
    return "" if listing.is_whole else _("Allegro does not hand out all messages of the case.")


def _read_own(session: Session, case: Case) -> Reading:
    """Every message of the case. OtherAnswer when one of them is known under another case of the account."""
    reading = session.call(lambda client: _read(client, case))
    if holding_others(case.account, {case.external_id: [message.external_id for message in reading.messages]}):
        trace_id = note_other(session, chat_path(case.kind, case.external_id), "OTHER_CASE")
        raise OtherAnswer("Allegro answered with messages of another case", code="OTHER_CASE", trace_id=trace_id)
    return reading


def _is_it(session: Session, case: Case, reply: OutgoingReply, posted: Posted, known: Collection[str | None]) -> bool:
    """Whether the answer tells the reply that was written, rather than another message (tracker 12168).

    What was known before the reply left is another one. It may tell other words because Allegro has changed ours: then
    it is a message of ours in the chat, and our own words are not there. Whatever goes wrong here, the reply has left.
    """
    if posted.id in known or holding_others(case.account, {case.external_id: [posted.id]}):
        return False
    if posted.text is not None and texts.same(posted.text, reply.text):
        return True
    try:
        reading = _read_own(session, case)
    except AllegroError:
        return False
    if reading.gap:
        return False
    new = [one for one in reading.messages if one.author in OURS_PERHAPS and one.external_id not in known]
    with_our_words = [one for one in new if texts.same(one.text, reply.text)]
    return posted.id in {one.external_id for one in with_our_words or new}


def _gap_at_the_end(case: Case, messages: Sequence[MessageFacts]) -> str:
    """Allegro may hand out the older end of a chat only: nothing in it is as new as the newest message known here."""
    known = case.ticket.messages.filter(external_id__isnull=False).exclude(delivery__in=MAY_VANISH)
    newest = known.order_by("-occurred_at", "-pk").first()
    if newest is None or any(_is_as_new(message, newest) for message in messages):
        return ""
    return _("Allegro does not hand out the newest messages of the case.")


def _is_as_new(message: MessageFacts, known: Message) -> bool:
    if message.external_id == known.external_id:
        return True
    return message.is_time_known and message.occurred_at >= known.occurred_at


class _TooLate(Exception):
    """The reply was given up while this worker was held up: whatever became of it, it is not ours to send."""


def _case(ticket_id: int) -> Case:
    return _found(Case.objects.select_related("account__integration", "ticket"), ticket_id)


def _found(cases: QuerySet[Case], ticket_id: int) -> Case:
    case = cases.filter(ticket_id=ticket_id).order_by().first()
    if case is None:
        raise CaseGone
    return case


def _upload(session: Session, case: Case, reply: OutgoingReply) -> str:
    """The file goes first: whatever happens to it, the buyer has got nothing yet."""
    file = reply.attachment
    if file is None:
        return ""

    def send(client: Client) -> str:
        with file.open() as content:
            return _room(client, case).upload(file.name, file.content_type, file.size, content)

    try:
        return session.call(send)
    except FileNotFoundError as error:
        raise Refused(_("The attached file is no longer there. Attach it again."), code="file") from error
    except AllegroError as error:
        if isinstance(error, Rejected) and not error.transient:
            raise Refused(explain(error), code=error.code or "file", trace_id=error.trace_id) from error
        _not_sent(error)


def _post(client: Client, case: Case, reply: OutgoingReply, attachment_id: str) -> Posted:
    if not reply.is_current():
        raise _TooLate
    if case.kind == PURCHASE_PROBLEM:
        return client.messaging.post_message(case.external_id, reply.text, attachment_id=attachment_id)
    type_ = "END_REQUEST" if reply.asks_closure and case.kind == DISCUSSION else "REGULAR"
    return client.issues.post_message(case.external_id, reply.text, type_=type_, attachment_id=attachment_id)


def _room(client: Client, case: Case) -> Issues | Messaging:
    """Where files of this case are sent to and fetched from."""
    return client.messaging if case.kind == PURCHASE_PROBLEM else client.issues


def _not_sent(error: AllegroError) -> NoReturn:
    wait = DISCONNECTED_PAUSE if isinstance(error, Disconnected) else pause(error)
    raise NotSent(explain(error), retry_after=wait, code=error.code, trace_id=error.trace_id) from error
