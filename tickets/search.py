"""Full-text search: every word of a ticket, levelled by us, so that both databases find the same.

A search finds tickets that hold all of its words, each as the beginning of a word: in the subject, the messages and
comments, file names, the buyer's login and name, the order, the claim number, the products, or the ticket's number.
Marks and case do not matter. What the customer's record holds is found as well: reindexing.py keeps it so.
"""

import re
from collections.abc import Iterable

from django.db.models import QuerySet

from crm.folding import fold
from tickets.matching import holding
from tickets.models import Attachment, Message, SearchText, Ticket

_WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 60
MOST_ASKED = 8  # words of one search


def words_of(texts: Iterable[str]) -> list[str]:
    """The distinct words of these texts, levelled, in order."""
    found = {word[:LONGEST_WORD] for text in texts for word in _WORD.findall(fold(text))}
    return sorted(found)


def index(ticket: Ticket) -> None:
    """Bring what is searched up to date. Call in the transaction that changed the ticket or its messages."""
    texts = [*ticket.messages.exclude(delivery=Message.Delivery.DISCARDED).values_list("text", flat=True)]
    texts += Attachment.objects.filter(message__ticket=ticket).values_list("name", flat=True)
    index_all([(ticket, texts)])


def index_all(tickets: Iterable[tuple[Ticket, Iterable[str]]]) -> None:
    """The same for tickets whose messages and file names are at hand."""
    rows = [
        SearchText(
            ticket=ticket, words=" ".join(words_of([str(ticket.pk), *head_of(ticket), *texts, _of_customer(ticket)]))
        )
        for ticket, texts in tickets
    ]
    SearchText.objects.bulk_create(rows, update_conflicts=True, unique_fields=["ticket"], update_fields=["words"])


def head_of(ticket: Ticket) -> tuple[str, ...]:
    """What of the ticket itself is searched."""
    return (
        ticket.subject,
        ticket.buyer_login,
        ticket.buyer_name,
        ticket.order_id,
        ticket.reference,
        ticket.products,
    )


def search(tickets: QuerySet[Ticket], text: str) -> QuerySet[Ticket]:
    """Those of the tickets that hold every word of the text; nothing asked finds all, only marks find none."""
    if not text.strip():
        return tickets
    asked = words_of([text.replace("\x00", " ")])[:MOST_ASKED]
    if not asked:
        return tickets.none()
    return holding(tickets, asked)


def _of_customer(ticket: Ticket) -> str:
    return ticket.customer.search_text if ticket.customer else ""
