"""What an agent does about a reply that the buyer did not get: change it and send it anew, or discard it."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets import channels, search
from tickets.drafts import bring_back
from tickets.models import Draft, Event, Message, Ticket
from tickets.rejections import Rejected
from tickets.replies import unsigned
from tickets.turns import update_turns


@transaction.atomic
def edit(message: Message, actor: User, typed_since: str | None = None) -> Draft:
    """The reply gives way, and its text and file stand in the composer. Raises Rejected when it cannot be sent anew."""
    undelivered = _locked(message)
    availability = channels.view_of(undelivered.ticket.source, undelivered.ticket_id).availability
    if not availability.can_reply:
        raise Rejected(availability.reason)
    draft = bring_back(undelivered, actor, unsigned(undelivered), typed_since)
    _give_way(undelivered, actor, Event.Kind.REPLY_EDITED)
    return draft


@transaction.atomic
def discard(message: Message, actor: User, note: str = "") -> None:
    """The reply is not to be sent any more; the note says why. Raises Rejected when it is not undelivered."""
    _give_way(_locked(message), actor, Event.Kind.REPLY_DISCARDED, note)


def _locked(message: Message) -> Message:
    ticket = Ticket.objects.select_for_update().get(pk=message.ticket_id)  # before the message, as everywhere
    states = [Message.Delivery.FAILED, Message.Delivery.BLOCKED]
    undelivered = ticket.messages.select_for_update().filter(pk=message.pk, delivery__in=states).first()
    if undelivered is None:
        raise Rejected(_("This message is not one that the buyer did not get, or no longer."))
    return undelivered


def _give_way(message: Message, actor: User, kind: Event.Kind, note: str = "") -> None:
    Message.objects.filter(pk=message.pk).update(delivery=Message.Delivery.DISCARDED)
    Event.objects.create(ticket_id=message.ticket_id, kind=kind, actor=actor, new=note[:200])
    update_turns(message.ticket)
    search.index(message.ticket)
