"""Whose turn it is, told from the messages themselves: what a marketplace says of it is often late or wrong."""

from datetime import datetime

from tickets.facts import Author
from tickets.models import Message, Ticket

# Advisers and the system are nobody's side; the chatbot speaks for the buyer.
OUR_SIDE = (Author.SELLER,)
BUYER_SIDE = (Author.BUYER, Author.CHATBOT)


def set_waiting_for(ticket: Ticket) -> None:
    """Bring `waiting_for` and `first_response_at` up to date and store them. Call within a transaction.

    The row is read again: whoever loaded the ticket may have waited for the network since.
    """
    current = Ticket.objects.select_for_update().get(pk=ticket.pk)
    ticket.waiting_for = _waiting_for(current)
    ticket.first_response_at = _first_response_at(current)
    if (current.waiting_for, current.first_response_at) != (ticket.waiting_for, ticket.first_response_at):
        ticket.save(update_fields=["waiting_for", "first_response_at"])


def _first_response_at(ticket: Ticket) -> datetime | None:
    """When a person of ours first answered the buyer; what is on its way counts only once it has arrived."""
    answers = ticket.messages.filter(author_type__in=OUR_SIDE, is_comment=False, automatic="")
    arrived = answers.filter(delivery__in=[Message.Delivery.NONE, Message.Delivery.DELIVERED])
    return arrived.order_by("occurred_at").values_list("occurred_at", flat=True).first()


def _waiting_for(ticket: Ticket) -> Ticket.WaitingFor:
    if not ticket.can_reply:
        return Ticket.WaitingFor.NOBODY
    newest = (
        ticket.messages.filter(author_type__in=[*OUR_SIDE, *BUYER_SIDE], is_comment=False, automatic="")
        .exclude(delivery=Message.Delivery.FAILED)
        .order_by("-occurred_at", "-pk")
        .first()
    )
    if newest is not None and newest.author_type in OUR_SIDE:
        return Ticket.WaitingFor.BUYER
    return Ticket.WaitingFor.US
