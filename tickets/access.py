"""Who may see what. Every view looks things up here, so that what is not allowed is not found."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from tickets.models import Attachment, Message, Ticket

Person = User | AnonymousUser


def tickets_for(person: Person) -> QuerySet[Ticket]:
    """The tickets that this person may open."""
    if not person.has_perm("tickets.view_ticket"):
        return Ticket.objects.none()
    return Ticket.objects.all()


def messages_for(person: Person) -> QuerySet[Message]:
    """The messages of those tickets."""
    return Message.objects.filter(ticket__in=tickets_for(person))


def attachments_for(person: Person) -> QuerySet[Attachment]:
    """The files of those tickets, and those in this person's own drafts."""
    of_tickets = Attachment.objects.filter(message__ticket__in=tickets_for(person))
    return of_tickets | Attachment.objects.filter(draft__author_id=person.pk, draft__ticket__in=tickets_for(person))
