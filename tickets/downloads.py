"""Files of messages, fetched from the marketplace by a task of their own: a message never waits for its file."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta

from django.core.files import File
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets import channels
from tickets.channels import AttachmentUnavailable, CaseGone
from tickets.due import is_due
from tickets.models import Attachment
from tickets.uploads import recognise

MOST_BYTES = 20 * 1024 * 1024
FETCHING_LIMIT = timedelta(minutes=5)
# After the last of these a file is given up: marketplaces lose files for good, too.
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440))


def due() -> QuerySet[Attachment]:
    """Files not fetched yet whose next try has come, newest first."""
    return Attachment.objects.filter(is_due(max(RETRIES)), state=Attachment.State.PENDING).order_by("-pk")


def fetch(attachment_id: int) -> None:
    """Try once to fetch a file; what cannot be had is tried again later, with growing pauses."""
    now = timezone.now()
    if not due().filter(pk=attachment_id).update(due_at=now + FETCHING_LIMIT):
        return
    attachment = Attachment.objects.select_related("message__ticket").get(pk=attachment_id)
    if attachment.message is None:
        return
    ticket = attachment.message.ticket
    try:
        with (
            channels.get(ticket.source).fetch_attachment(ticket.pk, attachment.external_id) as download,
            tempfile.SpooledTemporaryFile(max_size=1024 * 1024) as file,
        ):
            file.writelines(_bounded(download.chunks))
            _store(attachment, File(file))
    except AttachmentUnavailable as error:
        _postpone(attachment, error)
    except CaseGone as error:
        _postpone(attachment, AttachmentUnavailable(error.reason, permanent=True))


def _bounded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """An endless body must not fill the disk."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            raise AttachmentUnavailable(_("The file is too large to be kept here."), permanent=True)
        yield chunk


def _store(attachment: Attachment, file: "File[bytes]") -> None:
    attachment.size = file.tell()
    attachment.content_type = recognise(file)  # type: ignore[arg-type]  # a Django File reads like any binary file
    attachment.file.save(attachment.name, file, save=False)
    attachment.state = Attachment.State.STORED
    attachment.due_at = None
    attachment.failure = ""
    attachment.save(update_fields=["size", "content_type", "file", "state", "due_at", "failure"])


def _postpone(attachment: Attachment, error: AttachmentUnavailable) -> None:
    attachment.failure = str(error)[:300]
    if error.permanent or attachment.attempts >= len(RETRIES):
        attachment.state, attachment.due_at = Attachment.State.UNAVAILABLE, None
    else:
        attachment.due_at = timezone.now() + RETRIES[attachment.attempts]
    attachment.attempts += 1
    attachment.save(update_fields=["failure", "state", "due_at", "attempts"])
