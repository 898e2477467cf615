"""The ticket list: its order, its pages, its counts. What can be chosen is in filters.py."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cursor_pagination import CursorPage, CursorPaginator, InvalidCursor
from django.db.models import BigIntegerField, Exists, F, Q, QuerySet
from django.db.models.expressions import OrderBy

from tickets.filters import problems
from tickets.models import Ticket

PAGE_SIZE = 25
# A deadline that has passed comes before everything; otherwise what stirred last.
OVERDUE_FIRST = ("-is_overdue", "-last_activity_at", "-id")
BIGGEST_ID = BigIntegerField.MAX_BIGINT
MOST_COUNTED = 999


class _Pages(CursorPaginator):  # type: ignore[misc]  # the library ships no types
    """Pages by key. The library compares its cursor as text, which the two databases read differently."""

    def _nulls_ordering(self, ordering: tuple[str, ...], from_last: bool = False) -> list[OrderBy]:  # noqa: FBT001, FBT002
        # The library orders with NULLS LAST, which keeps PostgreSQL from our index; none of these columns is null.
        return [F(key.lstrip("-")).desc() if key.startswith("-") else F(key).asc() for key in ordering]

    def decode_cursor(self, cursor: str) -> tuple[bool, datetime, int]:
        """The place that a cursor stands for. Raises InvalidCursor."""
        try:
            overdue, moment, number = super().decode_cursor(cursor)
            place = datetime.fromisoformat(moment).astimezone(UTC), min(int(number), BIGGEST_ID)
        except (TypeError, ValueError, OverflowError) as error:
            raise InvalidCursor from error
        return overdue == "True", *place

    def apply_cursor(
        self,
        cursor: str,
        queryset: QuerySet[Ticket],
        from_last: bool,  # noqa: FBT001
        reverse: bool = False,  # noqa: FBT001, FBT002
    ) -> QuerySet[Ticket]:
        return beyond(queryset, self.decode_cursor(cursor), newer=reverse)


def beyond(tickets: QuerySet[Ticket], place: tuple[bool, datetime, int], *, newer: bool) -> QuerySet[Ticket]:
    """Those after a place of the list, or before it (`newer`)."""
    overdue, moment, number = place
    side = "gt" if newer else "lt"
    same = Q(is_overdue=overdue, **{f"last_activity_at__{side}e": moment})
    same &= Q(**{f"last_activity_at__{side}": moment}) | Q(**{f"id__{side}": number})
    if overdue == newer:
        return tickets.filter(same)  # nothing lies beyond on the other side of the overdue ones
    return tickets.filter(same | Q(is_overdue=newer))


def with_marks(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Tickets with what a row of the list shows besides their own columns."""
    return (
        tickets.annotate(has_problem=Exists(problems()))
        .select_related("queue", "category", "status", "assignee", "customer")
        .prefetch_related("tags")
    )


def page_of(tickets: QuerySet[Ticket], params: Mapping[str, Any]) -> tuple[CursorPage, CursorPaginator]:
    """One page by key; a cursor that means nothing gives the first page."""
    paginator = _Pages(tickets, ordering=OVERDUE_FIRST)
    try:
        if params.get("before"):
            return paginator.page(last=PAGE_SIZE, before=params["before"]), paginator
        return paginator.page(first=PAGE_SIZE, after=params.get("after") or None), paginator
    except (InvalidCursor, ValueError):
        return paginator.page(first=PAGE_SIZE), paginator


def neighbours(tickets: QuerySet[Ticket], ticket: Ticket) -> tuple[int | None, int | None]:
    """The tickets before and after this one in the list (their ids), whether or not it is in the list itself."""
    place = (ticket.is_overdue, ticket.last_activity_at, ticket.pk)
    before = beyond(tickets, place, newer=True).order_by(*(key.lstrip("-") for key in OVERDUE_FIRST))
    after = beyond(tickets, place, newer=False).order_by(*OVERDUE_FIRST)
    return before.values_list("pk", flat=True).first(), after.values_list("pk", flat=True).first()


def count_up_to(tickets: QuerySet[Ticket]) -> int:
    """How many there are; MOST_COUNTED + 1 stands for more. Bounded, however many tickets the database holds."""
    return tickets.order_by()[: MOST_COUNTED + 1].count()
