"""How PostgreSQL answers the ten main queries (docs/performance.md): `python -m bench.plans 1000000`."""

import argparse
import os
from typing import TYPE_CHECKING, Any

from bench.desk import RARE, desk_url, settings_for

if TYPE_CHECKING:
    from django.db.models import QuerySet


def queries() -> "dict[str, QuerySet[Any, Any]]":
    """Each by its name, as the pages ask."""
    from django.test import RequestFactory
    from django.utils import timezone

    from accounts.days import DAY
    from accounts.models import User
    from accounts.paging import beyond
    from tickets import filters
    from tickets.history import NEWEST
    from tickets.listing import KEY, MOST_COUNTED, OVERDUE_FIRST, PAGE_SIZE, for_rows
    from tickets.models import Message, Ticket

    request = RequestFactory().get("/")
    request.user = User.objects.latest("pk")

    def listed(**asked: str) -> "QuerySet[Ticket]":
        found: QuerySet[Ticket] = filters.chosen(request, asked).qs
        return for_rows(found).order_by(*OVERDUE_FIRST)[: PAGE_SIZE + 1]

    late = Ticket.objects.order_by(*OVERDUE_FIRST)[1000]
    place = (late.is_overdue, late.last_activity_at, late.pk)
    after = beyond(for_rows(Ticket.objects.all()), KEY, place, newer=False)
    next_open = beyond(Ticket.objects.filter(closed_at=None), KEY, place, newer=False)
    counted = filters.chosen(request, {"state": "open", "waiting_for": "us"}).qs.order_by()
    return {
        "list": listed(state="open"),
        "list, three filters": listed(state="open", status="1", queue="1", assignee=str(request.user.pk)),
        "list, page 40": after.order_by(*OVERDUE_FIRST)[: PAGE_SIZE + 1],
        "next ticket": next_open.order_by(*OVERDUE_FIRST)[:1],
        "newest messages": Message.objects.filter(ticket=late).order_by("-occurred_at", "-id")[: NEWEST + 1],
        "other tickets of a buyer": Ticket.objects.filter(customer=late.customer_id).order_by("-opened_at")[:6],
        "search, common word": listed(state="any", q="paczka"),
        "search, rare word": listed(state="any", q=RARE),
        "count of a view": counted[: MOST_COUNTED + 1],
        "report, opened in 30 days": Ticket.objects.filter(opened_at__gte=timezone.now() - 30 * DAY).values(
            "opened_at"
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tickets", type=int)
    os.environ.update(settings_for(desk_url(parser.parse_args().tickets)))
    import django

    django.setup()
    for name, query in queries().items():
        text = query.explain(analyze=True, costs=False, timing=False, summary=True)
        print(f"### {name}\n\n```\n{text}\n```\n")


if __name__ == "__main__":
    main()
