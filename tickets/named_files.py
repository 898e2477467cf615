"""Files that a marketplace names, as rows: those that can be had are fetched, the others say why not."""

from django.utils import timezone
from django.utils.translation import gettext_noop

from tickets.facts import AttachmentFacts, FileState
from tickets.models import Attachment, Message

# Stored in English; told in the reader's language.
NOT_TO_BE_HAD = {
    FileState.UNSAFE: gettext_noop("The marketplace holds this file for unsafe and does not hand it out."),
    FileState.EXPIRED: gettext_noop("The marketplace does not keep this file any longer."),
    FileState.NO_ADDRESS: gettext_noop("The marketplace hands this file out without an address: look at it there."),
}


def attachment_of(message: Message, file: AttachmentFacts) -> Attachment:
    """A row for this file, not stored yet."""
    row = Attachment(message=message, name=file.name[:255], external_id=file.external_id[:200])
    if file.state == FileState.USABLE:
        row.due_at = timezone.now()
    else:
        row.state, row.failure = Attachment.State.UNAVAILABLE, NOT_TO_BE_HAD[file.state]
    return row
