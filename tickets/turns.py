"""Whose turn it is, told from the messages themselves: what a marketplace says of it is often late or wrong."""

from collections.abc import Iterable
from datetime import datetime

from tickets.facts import Author
from tickets.models import Message, Ticket

# Advisers and the system are nobody's side; the chatbot speaks for the buyer.
OUR_SIDE = (Author.SELLER,)
BUYER_SIDE = (Author.BUYER, Author.CHATBOT)
Delivery = Message.Delivery
UNDELIVERED = (Delivery.FAILED, Delivery.BLOCKED, Delivery.DISCARDED)


def update_turns(ticket: Ticket) -> None:
    """Bring `waiting_for` and `first_response_at` up to date and store them. Call within a transaction.

    The row is read again: whoever loaded the ticket may have waited for the network since.
    """
    current = Ticket.objects.select_for_update().get(pk=ticket.pk)
    ticket.waiting_for, ticket.first_response_at = told_by(ticket.messages.defer("text"), can_reply=current.can_reply)
    if (current.waiting_for, current.first_response_at) != (ticket.waiting_for, ticket.first_response_at):
        ticket.save(update_fields=["waiting_for", "first_response_at"])


def told_by(messages: Iterable[Message], *, can_reply: bool) -> tuple[Ticket.WaitingFor, datetime | None]:
    """Whose turn it is after these messages, oldest first, and when a person of ours first answered the buyer.

    What is on its way takes the turn from us, but is an answer only once it has arrived.
    """
    spoken = [
        message
        for message in messages
        if message.author_type in (*OUR_SIDE, *BUYER_SIDE) and not message.is_comment and not message.automatic
    ]
    answers = (
        message.occurred_at
        for message in spoken
        if message.author_type in OUR_SIDE and message.delivery in (Delivery.NONE, Delivery.DELIVERED)
    )
    first_answer = next(answers, None)
    if not can_reply:
        return Ticket.WaitingFor.NOBODY, first_answer
    standing = [message for message in spoken if message.delivery not in UNDELIVERED]
    if standing and standing[-1].author_type in OUR_SIDE:
        return Ticket.WaitingFor.BUYER, first_answer
    return Ticket.WaitingFor.US, first_answer
