"""The files that Allegro names in messages and cases."""

from collections.abc import Iterable, Sequence

from integrations.allegro.client.types import IssueAttachment, ThreadAttachment
from tickets.facts import AttachmentFacts, FileState

# Others (NEW is still being checked, words nobody foresaw) are asked for: what is refused is tried again.
STATES = {"UNSAFE": FileState.UNSAFE, "EXPIRED": FileState.EXPIRED}


def issue_files(files: Sequence[IssueAttachment]) -> tuple[AttachmentFacts, ...]:
    """Files of a discussion or a claim, by the id at the end of their address, whichever host it names (F14)."""
    return _each_once(_file(_last_part(file.url), file.file_name) for file in files)


def thread_files(files: Sequence[ThreadAttachment]) -> tuple[AttachmentFacts, ...]:
    """Files of a purchase problem's message."""
    return _each_once(_file(file.id or _last_part(file.url), file.file_name, file.status) for file in files)


def unnamed(files: Sequence[AttachmentFacts], named: Iterable[AttachmentFacts]) -> tuple[AttachmentFacts, ...]:
    """Those of the files that are not among the named ones."""
    known = {_key(file) for file in named}
    return tuple(file for file in files if _key(file) not in known)


def _file(id_: str, name: str, status: str = "") -> AttachmentFacts:
    state = STATES.get(status, FileState.USABLE if id_ else FileState.NO_ADDRESS)
    return AttachmentFacts(id_, name or id_ or "?", state)


def _last_part(url: str) -> str:
    return url.partition("?")[0].rstrip("/").rpartition("/")[2]


def _key(file: AttachmentFacts) -> tuple[str, str]:
    return (file.external_id, "" if file.external_id else file.name)


def _each_once(files: Iterable[AttachmentFacts]) -> tuple[AttachmentFacts, ...]:
    """One that a message names twice is still one file; of those without an address nobody can tell."""
    return tuple({file.external_id or place: file for place, file in enumerate(files)}.values())
