"""Files that a marketplace named without an address at first, and with one later."""

from collections.abc import Sequence

from tickets.facts import AttachmentFacts, MessageFacts
from tickets.models import Attachment, Ticket
from tickets.named_files import attachment_of


def give_addresses(ticket: Ticket, facts: Sequence[MessageFacts]) -> None:
    """Have those fetched whose address is known by now, or say why not: told by message and name, each once."""
    named: dict[tuple[str, str], list[AttachmentFacts]] = {}
    for fact in facts:
        for told in fact.attachments:
            if told.external_id:
                named.setdefault((fact.external_id, told.name[:255]), []).append(told)
    if not named:
        return
    files = Attachment.objects.filter(message__ticket=ticket)
    without = files.filter(external_id="", state=Attachment.State.UNAVAILABLE).order_by("pk")
    for row in without.select_related("message"):
        message = row.message
        waiting = named.get((message.external_id or "", row.name), []) if message else []
        file = next((one for one in waiting if not files.filter(external_id=one.external_id[:200]).exists()), None)
        if message is None or file is None:
            continue
        new = attachment_of(message, file)
        files.filter(pk=row.pk).update(
            external_id=new.external_id, state=new.state, due_at=new.due_at, failure=new.failure, attempts=0
        )
