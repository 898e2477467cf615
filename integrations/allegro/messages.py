"""The messages of a chat on Allegro become neutral facts. Pure functions; unknown words are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from integrations.allegro.client.types import Author as AllegroAuthor
from integrations.allegro.client.types import IssueMessage, ThreadMessage
from integrations.allegro.files import issue_files, thread_files, unnamed
from integrations.allegro.placing import placed
from tickets.facts import AttachmentFacts, Author, MessageFacts, Moderation, Verdict

AUTHORS = {
    "BUYER": Author.BUYER,
    "SELLER": Author.SELLER,
    "ADMIN": Author.ADVISER,
    "CONSULTANT": Author.ADVISER,
    "SYSTEM": Author.SYSTEM,
    "FULFILLMENT": Author.SYSTEM,
    "ALLEGRO": Author.SYSTEM,
}
MODERATIONS = {
    "DELIVERED": Moderation.PASSED,
    "VERIFYING": Moderation.PENDING,
    "BLOCKED": Moderation.BLOCKED,
}
CHATBOT_LOGIN = "chatbot allina"  # F15: hands over the buyer's first words under the role SELLER


@dataclass(frozen=True)
class Span:
    """When a case begins and when it was last written in, as far as that is known; one of them always is."""

    begins: datetime | None
    ends: datetime | None = None


def issue_messages(messages: Sequence[IssueMessage], span: Span, first_id: str = "") -> list[MessageFacts]:
    """Messages of a chat, oldest first; authors by their role, since logins may be missing (F16).

    The message that opened the case (`first_id`) is the buyer's, or the chatbot's for the buyer, never the seller's.
    """
    return _in_order(
        MessageFacts(
            external_id=message.id,
            author=_opener(message) if first_id and message.id == first_id else _author(message.author),
            author_name=message.author.login,
            author_raw=message.author.role,
            text=message.text,
            occurred_at=occurred_at,
            attachments=issue_files(message.attachments),
            is_time_known=message.created_at is not None,
            is_partial=_is_partial(message),
        )
        for message, occurred_at in zip(messages, _moments(messages, span), strict=True)
    )


def with_files(
    messages: Sequence[MessageFacts], files: Sequence[AttachmentFacts], first_id: str = ""
) -> list[MessageFacts]:
    """The messages, the one that opened the case with those files of the case that no message names.

    Live cases list more files than their messages do: the buyer may add them to the form that opens the case.
    """
    others = unnamed(files, (file for message in messages for file in message.attachments))
    first = next((message for message in messages if _opens(message, first_id)), None)
    if first is None or not others:
        return list(messages)
    whole = replace(first, attachments=first.attachments + others)
    return [whole if message is first else message for message in messages]


def _opens(message: MessageFacts, first_id: str) -> bool:
    """Without the id it is the buyer's first one; with it no other, though the chat may hold only the latest (F02)."""
    return message.external_id == first_id if first_id else message.author == Author.BUYER


def _opener(message: IssueMessage) -> Author:
    author = _author(message.author)
    return Author.CHATBOT if author == Author.SELLER else author


def thread_messages(messages: Sequence[ThreadMessage], span: Span, seller_login: str) -> list[MessageFacts]:
    """Messages of a purchase problem, oldest first. `USER` is one of the two parties: told apart by the login."""
    return _in_order(
        MessageFacts(
            external_id=message.id,
            author=_author(message.author, seller_login),
            author_name=message.author.login,
            author_raw=message.author.role,
            text=message.text,
            occurred_at=occurred_at,
            attachments=thread_files(message.attachments),
            verdict=verdict(message.status),
            has_more_files=message.has_additional_attachments,
            is_time_known=message.created_at is not None,
            is_partial=_is_partial(message),
        )
        for message, occurred_at in zip(messages, _moments(messages, span), strict=True)
    )


def _moments(messages: Sequence[IssueMessage | ThreadMessage], span: Span) -> list[datetime]:
    return placed([message.created_at for message in messages], earliest=span.begins, latest=span.ends)


def _in_order(messages: Iterable[MessageFacts]) -> list[MessageFacts]:
    return sorted(messages, key=lambda message: (message.occurred_at, message.external_id))


def _is_partial(message: IssueMessage | ThreadMessage) -> bool:
    """Whether something of it was not understood, nobody is named as its author, or nothing of it can be shown."""
    parts = (message, message.author, *message.attachments)
    is_nobodys = not message.author.role
    names_nothing = any(not (file.url or file.file_name) for file in message.attachments)
    is_empty = not (message.text or message.attachments)
    return is_nobodys or names_nothing or is_empty or any(part.odd for part in parts)


def verdict(status: str) -> Verdict:
    """Whether the other side may read a message of a purchase problem; a word that does not tell is kept as it is."""
    moderation = MODERATIONS.get(status, Moderation.UNKNOWN)
    return Verdict(moderation, status if moderation == Moderation.UNKNOWN else "")


def _author(author: AllegroAuthor, seller_login: str = "") -> Author:
    if author.login.casefold() == CHATBOT_LOGIN:
        return Author.CHATBOT
    if author.role == "USER":
        if not (seller_login and author.login):
            return Author.UNKNOWN
        return Author.SELLER if author.login.casefold() == seller_login.casefold() else Author.BUYER
    return AUTHORS.get(author.role, Author.UNKNOWN)
