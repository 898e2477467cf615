"""What our company said on the marketplace that belongs to no reply of ours: a sweep may have stored a reply as such.

Whether it came after a reply was written is told by the rows' keys, not by any time: no clock, here or there, has to
be right for that.
"""

from django.db.models import QuerySet

from tickets import texts
from tickets.facts import PASSED, Author, Moderation, Verdict
from tickets.models import Message

# Whose words can be ours: a role that nobody announced may be the seller's.
OURS_PERHAPS = (Author.SELLER, Author.UNKNOWN)
HELD = {Message.Delivery.CHECKING: Moderation.PENDING, Message.Delivery.BLOCKED: Moderation.BLOCKED}


def since(message: Message) -> QuerySet[Message]:
    """Messages on the same ticket that nobody here sent, stored after this one was written."""
    return Message.objects.filter(
        ticket_id=message.ticket_id,
        pk__gt=message.pk,
        author_type__in=OURS_PERHAPS,
        author=None,
        automatic="",
        attempts=0,
        is_comment=False,
        external_id__isnull=False,
        delivery__in=["", *HELD],
    )


def of(message: Message) -> list[Message]:
    """Those of them that have its words."""
    return [copy for copy in since(message) if texts.same(copy.text, message.text)]


def verdict(copy: Message) -> Verdict:
    """What the marketplace made of it, as it was stored."""
    if copy.delivery not in HELD:
        return PASSED
    state = HELD[Message.Delivery(copy.delivery)]
    return Verdict(Moderation.UNKNOWN, copy.failure_code) if copy.failure_code else Verdict(state)
