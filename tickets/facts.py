"""What a channel tells about a case, in neutral words. Frozen: facts are handed over, never changed."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Author(StrEnum):
    """Who wrote a message. `SELLER` is our company, on the marketplace's site or through Parley."""

    BUYER = "buyer"
    SELLER = "seller"
    ADVISER = "adviser"
    SYSTEM = "system"
    CHATBOT = "chatbot"
    UNKNOWN = "unknown"


class CaseState(StrEnum):
    """Where a case stands for the people who work on it; the marketplace's own word travels beside it."""

    ONGOING = "ongoing"
    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class Moderation(StrEnum):
    """What a marketplace made of a message before the other side may read it."""

    PASSED = "passed"
    PENDING = "pending"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


UNTOLD = "untold"


@dataclass(frozen=True)
class Verdict:
    """`word` is the marketplace's own, where nobody foresaw it. A channel that never tells leaves it at PASSED."""

    moderation: Moderation = Moderation.PASSED
    word: str = ""

    @property
    def code(self) -> str:
        """What is stored beside the state: the marketplace's word, or that it said none where it should have."""
        return self.word or (UNTOLD if self.moderation == Moderation.UNKNOWN else "")


PASSED = Verdict()


class FileState(StrEnum):
    """Whether a file can be had from the marketplace; `NO_ADDRESS` names one that it only mentions."""

    USABLE = "usable"
    UNSAFE = "unsafe"
    EXPIRED = "expired"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True)
class AttachmentFacts:
    """A file named by the marketplace. `external_id` fetches it through the channel; it is unique in its message.

    A file without one cannot be fetched, but is shown.
    """

    external_id: str
    name: str
    state: FileState = FileState.USABLE


@dataclass(frozen=True)
class MessageFacts:
    """One message of a case. `external_id` is unique within the case; `occurred_at` is the marketplace's time.

    Where the marketplace tells no time (`is_time_known` False), `occurred_at` is a place among the other messages.
    `is_partial`: something of it was not understood. `has_more_files`: there are files that the marketplace hands out
    to nobody but shows on its own pages.
    """

    external_id: str
    author: Author
    author_name: str
    text: str
    occurred_at: datetime
    attachments: tuple[AttachmentFacts, ...] = ()
    author_raw: str = ""
    verdict: Verdict = PASSED
    has_more_files: bool = False
    is_time_known: bool = True
    is_partial: bool = False


@dataclass(frozen=True)
class BuyerFacts:
    """The buyer as far as the marketplace tells: any part may be missing ("" or empty)."""

    external_id: str = ""
    login: str = ""
    name: str = ""
    company: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseFacts:
    """A case and those of its messages that were read.

    `messages` may be a part of the history: what was received before is kept. `can_reply` False with a
    `closed_reason` in plain words locks the composer for replies. `account` is our name there: one company may
    have several.
    """

    source: str
    kind: str
    subject: str
    state: CaseState
    state_raw: str
    can_reply: bool
    opened_at: datetime
    buyer: BuyerFacts = field(default_factory=BuyerFacts)
    messages: tuple[MessageFacts, ...] = ()
    reference: str = ""
    order_id: str = ""
    due_at: datetime | None = None
    history_incomplete: bool = False
    products: tuple[str, ...] = ()
    account: str = ""
