"""Whose turn it is, told from the messages themselves: what a marketplace says of it is often late or wrong."""

from tickets.facts import Author
from tickets.models import Message, Ticket

# Advisers and the system are nobody's side; the chatbot speaks for the buyer.
OUR_SIDE = (Author.SELLER,)
BUYER_SIDE = (Author.BUYER, Author.CHATBOT)


def set_waiting_for(ticket: Ticket) -> None:
    """Bring `ticket.waiting_for` up to date and store it. Call within a transaction.

    The row is read again: whoever loaded the ticket may have waited for the network since.
    """
    current = Ticket.objects.select_for_update().get(pk=ticket.pk)
    ticket.waiting_for = _waiting_for(current)
    if current.waiting_for != ticket.waiting_for:
        ticket.save(update_fields=["waiting_for"])


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
