"""How PostgreSQL answers the ten main queries (docs/performance.md): `python -m bench.plans 1000000`."""

import argparse
import os
from collections.abc import Iterator
from typing import Any

from bench.desk import RARE, desk_url, settings_for


def queries() -> Iterator[tuple[str, str]]:
    """Name and plan of each, as the pages ask."""
    from django.db.models import QuerySet
    from django.test import RequestFactory
    from django.utils import timezone

    from accounts.days import DAY
    from accounts.models import User
    from accounts.paging import beyond
    from tickets import filters
    from tickets.listing import KEY, MOST_COUNTED, OVERDUE_FIRST, PAGE_SIZE, for_rows
    from tickets.models import Message, Ticket

    request = RequestFactory().get("/")
    request.user = User.objects.latest("pk")

    def listed(**asked: str) -> "QuerySet[Ticket]":
        found: QuerySet[Ticket] = filters.chosen(request, asked).qs
        return for_rows(found).order_by(*OVERDUE_FIRST)[: PAGE_SIZE + 1]

    def plan(query: "QuerySet[Any, Any]") -> str:
        return query.explain(analyze=True, costs=False, timing=False, summary=True)

    late = Ticket.objects.order_by(*OVERDUE_FIRST)[1000]
    place = (late.is_overdue, late.last_activity_at, late.pk)
    month_ago = timezone.now() - 30 * DAY
    yield "list", plan(listed(state="open"))
    yield "list, three filters", plan(listed(state="open", status="1", queue="1", assignee=str(request.user.pk)))
    yield (
        "list, page 40",
        plan(beyond(for_rows(Ticket.objects.all()), KEY, place, newer=False).order_by(*OVERDUE_FIRST)[:26]),
    )
    yield (
        "next ticket",
        plan(beyond(Ticket.objects.filter(closed_at=None), KEY, place, newer=False).order_by(*OVERDUE_FIRST)[:1]),
    )
    yield "newest messages", plan(Message.objects.filter(ticket=late).order_by("-occurred_at", "-id")[:41])
    yield "other tickets of a buyer", plan(Ticket.objects.filter(customer=late.customer_id).order_by("-opened_at")[:6])
    yield "search, common word", plan(listed(state="any", q="paczka"))
    yield "search, rare word", plan(listed(state="any", q=RARE))
    yield (
        "count of a view",
        plan(filters.chosen(request, {"state": "open", "waiting_for": "us"}).qs.order_by()[: MOST_COUNTED + 1]),
    )
    yield "report, opened in 30 days", plan(Ticket.objects.filter(opened_at__gte=month_ago).values("opened_at"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tickets", type=int)
    os.environ.update(settings_for(desk_url(parser.parse_args().tickets)))
    import django

    django.setup()
    for name, text in queries():
        print(f"### {name}\n\n```\n{text}\n```\n")


if __name__ == "__main__":
    main()
