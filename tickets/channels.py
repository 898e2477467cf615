"""The port to marketplaces: what a channel can do and must promise. Channels register here when Django starts."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Protocol

from django.utils.translation import gettext as _

from tickets.facts import PASSED, BuyerFacts, MessageFacts, Verdict


@dataclass(frozen=True)
class Limits:
    """What one message may hold: characters of text, bytes and content types of its one attachment."""

    text: int
    attachment_bytes: int
    attachment_types: tuple[str, ...]


@dataclass(frozen=True)
class Availability:
    """Whether a reply can be written now; `reason` says in plain words why not.

    `temporary` means that replies already written wait (the account is disconnected), rather than fail.
    """

    can_reply: bool
    reason: str = ""
    temporary: bool = False


@dataclass(frozen=True)
class OutgoingFile:
    """The one file of a reply; `open` yields its bytes from the start each time."""

    name: str
    content_type: str
    size: int
    open: "OpenFile"


class OpenFile(Protocol):
    """Opens the stored file for reading."""

    def __call__(self) -> AbstractContextManager[BinaryIO]: ...


@dataclass(frozen=True)
class OutgoingReply:
    """A reply as the channel gets it: final text (signature included), plain.

    `is_current` is asked just before it leaves: a worker that was held up for too long must not send any more.
    """

    text: str
    asks_closure: bool = False
    attachment: OutgoingFile | None = None
    is_current: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Receipt:
    """The marketplace has the message: its id there, the id of the call for its support, and what it made of it."""

    external_id: str
    trace_id: str = ""
    verdict: Verdict = PASSED


@dataclass(frozen=True)
class Reading:
    """Messages of a case, read back. `gap` says in a plain sentence why others may be missing, "" when none are.

    While there is a gap, it proves nothing that a message is absent.
    """

    messages: tuple[MessageFacts, ...]
    gap: str = ""


@dataclass(frozen=True)
class Panel:
    """The case box of the ticket page: a template of the channel's own, and what it shows."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseView:
    """What the composer and the ticket page need to know of a case, from one look-up.

    `can_ask_closure`: the buyer can be asked to confirm that the problem is solved, by default with the words
    of `closure_message`; `closure_note` says what is special about that here. `case_url` is the case's page for people
    ("" when there is none). `history_doubt` says why the history may be incomplete, where the channel knows.
    """

    availability: Availability
    limits: Limits
    can_ask_closure: bool
    closure_message: str
    case_url: str
    panel: Panel
    history_doubt: str = ""
    closure_note: str = ""


@dataclass(frozen=True)
class Trouble:
    """An account that does not work now, in a sentence for agents; `address` is where an administrator mends it.

    `is_stopped`: an administrator stopped it; replies still go out.
    """

    words: str
    address: str
    is_stopped: bool = False


@dataclass(frozen=True)
class DownloadedFile:
    """A fetched attachment, read in bounded chunks."""

    chunks: Iterator[bytes]


class DeliveryError(Exception):
    """Something went wrong on the way to the marketplace. `reason` is a plain sentence for the agent."""

    def __init__(self, reason: str, *, code: str = "", trace_id: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.trace_id = trace_id


class Refused(DeliveryError):
    """The marketplace said no: this reply will never be there unless a person changes something."""


class CaseGone(Refused):
    """Nothing is known of the ticket's case any more: its account was deleted here."""

    def __init__(self) -> None:
        super().__init__(
            _("The marketplace of this ticket is not connected any more: only comments can be added."), code="case_gone"
        )


class UnknownChannel(CaseGone):
    """No channel speaks for the ticket's marketplace: its code was taken away."""


class NotSent(DeliveryError):
    """Certainly not sent (nobody answered the call, rate limit, account disconnected): try again later."""

    def __init__(
        self, reason: str, *, retry_after: timedelta | None = None, code: str = "", trace_id: str = ""
    ) -> None:
        super().__init__(reason, code=code, trace_id=trace_id)
        self.retry_after = retry_after


class OutcomeUnknown(DeliveryError):
    """Nobody knows whether the buyer got it (time-out, 5xx, an answer without an id): read the case back."""


class AttachmentUnavailable(Exception):
    """The file cannot be had now; `permanent` decides alone whether it is tried again."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Channel(Protocol):
    """Speaks for one marketplace. A ticket is known to it by `ticket_id` alone; CaseGone where it is known no more."""

    slug: str
    name: str

    def kind_name(self, kind: str) -> str:
        """A kind of case in words of the active language; an unknown one as it came."""

    def kinds(self) -> Sequence[tuple[str, str]]:
        """The kinds of case there are, as stored and in words."""

    def accounts(self) -> Sequence[str]:
        """Our accounts there by name, for the filter. At most one query."""

    def view_of(self, ticket_id: int) -> CaseView:
        """How the case stands now. Reads only what is stored: no call to the marketplace."""

    def troubles(self) -> Sequence[Trouble]:
        """Accounts that need a person, for every agent to know. At most one query."""

    def deliver(self, ticket_id: int, reply: OutgoingReply) -> Receipt:
        """Send once. Raises Refused, NotSent or OutcomeUnknown, nothing else.

        The receipt's id is never one of a message that was known before.
        """

    def read_back(self, ticket_id: int) -> Reading:
        """Everything that the seller, or somebody unknown, wrote on the marketplace, whatever its time.

        Raises NotSent when it cannot be read now.
        """

    def clock_ahead(self, ticket_id: int) -> timedelta:
        """How far the marketplace's clock was ahead of ours (behind: negative) when last measured. One query."""

    def fetch_attachment(self, ticket_id: int, external_id: str) -> AbstractContextManager[DownloadedFile]:
        """Open an attachment for reading. Raises AttachmentUnavailable."""

    def buyer(self, ticket_id: int) -> BuyerFacts:
        """What is known of the buyer, for a new customer record."""

    def login_field_id(self, ticket_id: int) -> int:
        """The custom field that holds the buyer's login in the CRM."""


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Make a channel known under its slug. Called from the marketplace's AppConfig.ready()."""
    _channels[channel.slug] = channel


def unregister(slug: str) -> None:
    """Forget a channel (for tests that bring their own)."""
    _channels.pop(slug, None)


def get(slug: str) -> Channel:
    """The channel that speaks for tickets of this source."""
    try:
        return _channels[slug]
    except KeyError:
        raise UnknownChannel from None


def view_of(slug: str, ticket_id: int) -> CaseView:
    """How the case stands now; a ticket whose channel or case is gone can be read and commented on."""
    try:
        return get(slug).view_of(ticket_id)
    except CaseGone:
        pass
    return CaseView(
        availability=Availability(can_reply=False, reason=CaseGone().reason),
        limits=Limits(text=0, attachment_bytes=0, attachment_types=()),
        can_ask_closure=False,
        closure_message="",
        case_url="",
        panel=Panel(""),
    )


def our_time(slug: str, ticket_id: int, moment: datetime) -> datetime:
    """A moment of the marketplace's by our own clock, as far as the difference is known."""
    try:
        return moment - get(slug).clock_ahead(ticket_id)
    except CaseGone:
        return moment


def troubles() -> list[Trouble]:
    """What agents should know of any marketplace's accounts."""
    return [trouble for channel in _channels.values() for trouble in channel.troubles()]


def kinds() -> list[tuple[str, str]]:
    """Every kind of case that channels know, once, for the filter."""
    return list(dict(pair for channel in _channels.values() for pair in channel.kinds()).items())


def accounts() -> list[str]:
    """The names of our accounts on every marketplace."""
    return sorted({name for channel in _channels.values() for name in channel.accounts()})


def choices() -> list[tuple[str, str]]:
    """Slug and name of every channel, for the Source filter."""
    return sorted(((channel.slug, channel.name) for channel in _channels.values()), key=lambda pair: pair[1])
