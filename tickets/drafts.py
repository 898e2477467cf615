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
