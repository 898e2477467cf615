"""The files that Allegro names in messages and cases."""

from collections.abc import Iterable, Sequence

from integrations.allegro.client.types import IssueAttachment, ThreadAttachment
from tickets.facts import AttachmentFacts


def issue_files(files: Sequence[IssueAttachment]) -> tuple[AttachmentFacts, ...]:
    """Files of a discussion or a claim, by the id at the end of their address, whichever host it names (F14)."""
    return _each_once((_last_part(file.url), file.file_name) for file in files)


def thread_files(files: Sequence[ThreadAttachment]) -> tuple[AttachmentFacts, ...]:
    """Files of a purchase problem's message."""
    return _each_once((file.id, file.file_name) for file in files)


def _last_part(url: str) -> str:
    return url.partition("?")[0].rstrip("/").rpartition("/")[2]


def _each_once(files: Iterable[tuple[str, str]]) -> tuple[AttachmentFacts, ...]:
    """Files that can be fetched, by id and name; one that a message names twice is still one file."""
    return tuple(AttachmentFacts(id_, name) for id_, name in dict(files).items() if id_)
