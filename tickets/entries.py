"""An entry of a ticket's history as plain values: those that are settled need not be written again."""

from dataclasses import dataclass
from datetime import datetime

from tickets.models import Attachment, Message, Ticket


@dataclass(frozen=True)
class File:
    """A file of a message; named as the model is, whose template shows both."""

    pk: int
    name: str
    state: str
    is_picture: bool
    size: int
    attempts: int
    failure: str


@dataclass(frozen=True)
class Entry:
    """A message or comment. `agent` is who of us wrote it, as far as is known; `from_whom` names anybody else."""

    number: int
    is_mine: bool
    is_comment: bool
    author_type: str
    author_name: str
    agent: str
    from_whom: str
    automatic: str
    asks_closure: bool
    text: str
    occurred_at: datetime
    delivery: str
    delivery_name: str
    external_id: str
    is_from_site: bool
    has_more_files: bool
    is_time_known: bool
    is_partial: bool
    files: tuple[File, ...]


def entry_of(message: Message, ticket: Ticket, reader_id: int) -> Entry:
    """The entry as this person sees it."""
    return Entry(
        number=message.pk,
        is_mine=message.author_id == reader_id,
        is_comment=message.is_comment,
        author_type=message.author_type,
        author_name=message.author_name,
        agent=str(message.author or ""),
        from_whom=message.author_name or ticket.buyer_login,
        automatic=message.get_automatic_display() if message.automatic else "",
        asks_closure=message.asks_closure,
        text=message.text,
        occurred_at=message.occurred_at,
        delivery=message.delivery,
        delivery_name=message.get_delivery_display() if message.delivery else "",
        external_id=message.external_id or "",
        is_from_site=message.is_from_site,
        has_more_files=message.has_more_files,
        is_time_known=message.is_time_known,
        is_partial=message.is_partial,
        files=tuple(_file(attachment) for attachment in message.attachments.all()),
    )


def _file(attachment: Attachment) -> File:
    return File(
        attachment.pk,
        attachment.name,
        attachment.state,
        attachment.is_picture,
        attachment.size,
        attachment.attempts,
        attachment.failure,
    )
