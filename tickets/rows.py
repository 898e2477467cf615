"""What a row of the list shows, as plain values: rows that have not changed need not be written again."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from accounts.fragments import fragment
from tickets.models import Ticket
from tickets.options import Options
from tickets.templatetags.ticket_words import age, countdown, time_left, urgency


@dataclass(frozen=True)
class Row:
    """One ticket in the list; named as the model is, for the filters that put values in words.

    `query` is the list's own, so that the ticket's page knows the way back.
    """

    number: int
    query: str
    may_change: bool
    is_unread: bool
    waiting_for: str
    subject: str
    has_problem: bool
    priority: int
    tags: tuple[str, ...]
    kind: str
    source: str
    account: str
    customer: str | None
    buyer_login: str
    products: str
    queue: str
    category: str
    status: str
    assignee: str
    due_at: datetime | None
    urgency: str
    due: str
    last_activity_at: datetime
    age: str

    @property
    def answer(self) -> str:
        return str(dict(Ticket.WaitingFor.choices).get(self.waiting_for, self.waiting_for))

    @property
    def priority_name(self) -> str:
        return str(dict(Ticket.Priority.choices).get(self.priority, self.priority))


def rows_html(tickets: Iterable[Ticket], options: Options, query: str, *, may_change: bool) -> list[SafeString]:
    """The rows of tickets that were read `for_rows`."""
    tickets = list(tickets)
    tags = _tags(tickets, options)
    rows = (_row(ticket, options, tags[ticket.pk], query, may_change=may_change) for ticket in tickets)
    return [fragment("tickets/parts/row.html", row) for row in rows]


def _tags(tickets: list[Ticket], options: Options) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    pairs = Ticket.tags.through.objects.filter(ticket__in=tickets).values_list("ticket_id", "tag_id")
    for ticket_id, tag_id in pairs:
        found[ticket_id].append(options.tag_names.get(tag_id, ""))
    return found


def _row(ticket: Ticket, options: Options, tags: list[str], query: str, *, may_change: bool) -> Row:
    due_at, hurry = ticket.due_at, urgency(ticket.due_at)
    return Row(
        number=ticket.pk,
        query=query,
        may_change=may_change,
        is_unread=ticket.is_unread,
        waiting_for=ticket.waiting_for,
        subject=ticket.subject,
        has_problem=ticket.has_problem,  # type: ignore[attr-defined]  # for_rows adds it
        priority=ticket.priority,
        tags=tuple(sorted(tags)),
        kind=ticket.kind,
        source=ticket.source,
        account=ticket.account,
        customer=ticket.customer_name,  # type: ignore[attr-defined]  # for_rows adds it
        buyer_login=ticket.buyer_login,
        products=ticket.products,
        queue=options.queue_names.get(ticket.queue_id, ""),
        category=options.category_names.get(ticket.category_id, ""),
        status=options.status_names.get(ticket.status_id, ""),
        assignee=options.assignee_names.get(ticket.assignee_id, ""),
        due_at=due_at,
        urgency=hurry,
        due=time_left(due_at) if due_at and hurry else countdown(due_at),
        last_activity_at=ticket.last_activity_at,
        age=age(ticket.last_activity_at),
    )
