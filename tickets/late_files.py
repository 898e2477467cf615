"""Files that a marketplace named without an address at first, and with one later."""

from collections.abc import Sequence

from tickets.facts import MessageFacts
from tickets.models import Attachment, Ticket
from tickets.named_files import attachment_of


def give_addresses(ticket: Ticket, facts: Sequence[MessageFacts]) -> None:
    """Have those fetched whose address is known by now, or say why not: told by message and name, each once."""
    named = {
        (fact.external_id, file.name[:255]): file for fact in facts for file in fact.attachments if file.external_id
    }
    if not named:
        return
    files = Attachment.objects.filter(message__ticket=ticket)
    without = files.filter(external_id="", state=Attachment.State.UNAVAILABLE).order_by("pk")
    for row in without.select_related("message"):
        message = row.message
        file = named.pop((message.external_id or "", row.name), None) if message else None
        if message is None or file is None or files.filter(external_id=file.external_id[:200]).exists():
            continue
        told = attachment_of(message, file)
        files.filter(pk=row.pk).update(
            external_id=told.external_id, state=told.state, due_at=told.due_at, failure=told.failure, attempts=0
        )
