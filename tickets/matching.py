"""How each database is asked which tickets hold some words (docs/decisions/0010-search.md).

SQLite asks its FTS5 table. PostgreSQL has two ways, and each takes seconds where the other takes milliseconds. Words
that few tickets hold are looked up in the GIN index, and their tickets sorted. Words that are too frequent for that are
looked for in one ticket after the other, in the order of the list, until the page is full.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Lookup, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from tickets.models import SearchText, Ticket

MANY = 5_000  # tickets; more than these are not sorted, if the newest show that a page is soon full:
NEWEST, ENOUGH = 200, 4  # of so many, so many hold the words

_FTS5 = "SELECT rowid FROM tickets_search WHERE tickets_search MATCH %s"
_GIN = "array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery"


class Among(Lookup):  # type: ignore[type-arg]  # Django's own class takes no parameter at run time
    """`= ANY(ARRAY(…))`, worked out before anything else; with IN, PostgreSQL would guess how many there are, badly."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, first = self.process_lhs(compiler, connection)
        rows, params = self.process_rhs(compiler, connection)
        return f"{column} = ANY(ARRAY{rows})", [*first, *params]


def holding(tickets: QuerySet[Ticket], words: Sequence[str]) -> QuerySet[Ticket]:
    """Those of the tickets that hold all of the words (letters and digits, levelled), each as a word's beginning."""
    if connection.vendor != "postgresql":
        match = " ".join(f'"{word}"*' for word in words)
        return tickets.filter(pk__in=RawSQL(_FTS5, [match]))  # noqa: S611 - a constant and a parameter
    hit = RawSQL(_GIN, [" & ".join(f"'{word}':*" for word in words)], BooleanField())  # noqa: S611 - as above
    holders = SearchText.objects.filter(hit)
    if not _is_frequent(holders):
        return tickets.filter(Among(F("pk"), holders.values("ticket")))
    # A value rather than EXISTS, which PostgreSQL would turn into a join of everything.
    return tickets.filter(Subquery(SearchText.objects.filter(ticket=OuterRef("pk")).values_list(hit)))


def _is_frequent(holders: QuerySet[SearchText]) -> bool:
    (plan,) = json.loads(holders.explain(format="json"))
    if plan["Plan"]["Plan Rows"] <= MANY:
        return False
    newest = Ticket.objects.order_by("-is_overdue", "-last_activity_at", "-id").values("pk")[:NEWEST]
    return holders.filter(ticket__in=newest).count() >= ENOUGH
