"""What tests of reports ask with."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.test import RequestFactory

from accounts.models import User
from reports.choosing import Chosen, SpanForm, choose, filters_of
from reports.tables import Report
from tests.factories import make_user
from tickets.filters import TicketFilter
from tickets.models import Ticket


def asking(user: User | None = None, **params: Any) -> HttpRequest:
    request = RequestFactory().get("/reports/", params)
    request.user = user or make_user()
    return request


def chosen_by(user: User | None = None, **params: Any) -> Chosen:
    """What the page with this address is about."""
    request = asking(user, **params)
    chosen = choose(SpanForm(request.GET), filters_of(request))
    assert chosen is not None
    return chosen


def numbers(report: Report) -> dict[str, tuple[float | None, ...]]:
    """The report's rows by their labels."""
    return {row.label: tuple(value.number for value in row.values) for row in report.rows}


def listed(url: str, user: User | None = None) -> int:
    """How many tickets the ticket list has under this address."""
    request = asking(user)
    filters = TicketFilter(QueryDict(urlsplit(url).query), queryset=Ticket.objects.all(), request=request)
    return int(filters.qs.count())
