"""What agents have not sent yet."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from tickets import texts
from tickets.models import Attachment, Draft, Message, Ticket


def keep_draft(
    ticket: Ticket, author: User, text: str, *, asks_closure: bool = False, attachment: Attachment | None = None
) -> Draft:
    """Keep what stands in the composer, the file included, so that nothing is lost when it cannot be sent."""
    draft, _created = Draft.objects.update_or_create(
        ticket=ticket,
        author=author,
        is_comment=False,
        defaults={"text": texts.clean(text), "asks_closure": asks_closure, "attachment": attachment},
    )
    return draft


def bring_back(message: Message, actor: User, text: str, typed_since: str | None = None) -> Draft:
    """The words and the file of a reply return to the composer; what stands there by now follows below.

    `typed_since` is what stood in the composer on the page; None asks the draft.
    """
    mine = Draft.objects.filter(ticket=message.ticket_id, author=actor, is_comment=False)
    kept = mine.select_related("attachment").first()
    below = typed_since if typed_since is not None else kept.text if kept else ""
    attachment = message.attachments.first() or (kept.attachment if kept else None)
    Attachment.objects.filter(message=message).update(message=None)
    return keep_draft(
        message.ticket,
        actor,
        f"{text}\n\n{texts.clean(below)}",
        asks_closure=message.asks_closure,
        attachment=attachment,
    )


@transaction.atomic
def save_typing(
    ticket: Ticket, author: User, text: str, *, submission: UUID, is_comment: bool, asks_closure: bool = False
) -> None:
    """Keep what is being typed. Words of a form that was sent meanwhile do not come back; nothing typed, no draft."""
    Ticket.objects.select_for_update().get(pk=ticket.pk)  # so that this is before the sending, or after it
    if Message.objects.filter(submission=submission).exists():
        return
    mine = Draft.objects.filter(ticket=ticket, author=author, is_comment=is_comment)
    if not text.strip():
        mine.filter(attachment=None).delete()
        mine.update(text="", asks_closure=asks_closure, updated_at=timezone.now())
        return
    Draft.objects.update_or_create(
        ticket=ticket,
        author=author,
        is_comment=is_comment,
        defaults={"text": texts.clean(text), "asks_closure": asks_closure},
    )
