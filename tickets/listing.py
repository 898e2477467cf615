"""The ticket list: its order, its pages, its counts. What can be chosen is in filters.py."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from cursor_pagination import CursorPage
from django.db.models import Exists, F, QuerySet, Subquery

from accounts import paging
from accounts.paging import KeyPages
from tickets.filters import problems
from tickets.models import Ticket

PAGE_SIZE = 25
# A deadline that has passed comes before everything; otherwise what stirred last.
KEY = ("is_overdue", "last_activity_at", "id")
OVERDUE_FIRST = tuple(f"-{name}" for name in KEY)
MOST_COUNTED = 999
Place = tuple[bool, datetime, int]


class _Pages(KeyPages):
    def place_of(self, parts: Sequence[str | None]) -> Place:
        overdue, moment, number = parts
        return overdue == "True", datetime.fromisoformat(moment or "").astimezone(UTC), int(number or "")

    def beyond(self, queryset: QuerySet[Ticket], place: Place, *, newer: bool) -> QuerySet[Ticket]:
        return paging.beyond(queryset, KEY, place, newer=newer)


def with_marks(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Tickets with what a row of the list shows besides their own columns."""
    return (
        tickets.annotate(has_problem=Exists(problems()))
        .select_related("queue", "category", "status", "assignee", "customer")
        .prefetch_related("tags")
    )


def for_rows(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """The same for pages that know the names of everything a ticket can be given (options.py): one join, not six."""
    return tickets.annotate(has_problem=Exists(problems()), customer_name=F("customer__name"))


def page_of(tickets: QuerySet[Ticket], params: Mapping[str, Any]) -> CursorPage:
    """One page by key."""
    return paging.page_of(_Pages(tickets, ordering=OVERDUE_FIRST), params, PAGE_SIZE)


def neighbours(tickets: QuerySet[Ticket], ticket: Ticket) -> tuple[int | None, int | None]:
    """The tickets before and after this one in the list (their ids), whether or not it is in the list itself."""
    place = (ticket.is_overdue, ticket.last_activity_at, ticket.pk)
    before = paging.beyond(tickets, KEY, place, newer=True).order_by(*KEY).values("pk")
    after = paging.beyond(tickets, KEY, place, newer=False).order_by(*OVERDUE_FIRST).values("pk")
    both = Ticket.objects.filter(pk=ticket.pk).values_list(Subquery(before[:1]), Subquery(after[:1]))
    found: tuple[int | None, int | None] = both.get()
    return found


def count_up_to(tickets: QuerySet[Ticket]) -> int:
    """How many there are; MOST_COUNTED + 1 stands for more. Bounded, however many tickets the database holds."""
    return tickets.order_by()[: MOST_COUNTED + 1].count()
