from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from tests.factories import make_status, make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tickets import filters
from tickets.models import Status, Tag, Ticket

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


def found(**chosen: Any) -> set[Ticket]:
    request = RequestFactory().get("/", chosen)
    request.user = make_user()
    return set(filters.chosen(request).qs)


def test_nothing_asked_is_what_is_open() -> None:
    opened, pending = make_ticket(), make_ticket(status=make_status(kind=Status.Kind.PENDING))
    closed = make_ticket(status=make_status(kind=Status.Kind.CLOSED))
    assert found() == {opened, pending}
    assert found(q="", queue="") == {opened, pending}
    assert found(state="closed") == {closed}
    assert found(state="any") == {opened, pending, closed}
    assert found(priority="1") == {opened, pending, closed}


@pytest.mark.parametrize(
    ("mark", "fields"),
    [
        ("unread", {"is_unread": True}),
        ("overdue", {"is_overdue": True}),
        ("missed", {"missed_deadline": True}),
        ("answered", {"first_response_at": NOW}),
        ("met", {"last_due_at": NOW}),
    ],
)
def test_each_mark_keeps_its_own_tickets(mark: str, fields: dict[str, Any]) -> None:
    marked = make_ticket(**fields)
    make_ticket()
    assert found(**{mark: "on"}) == {marked}


def test_a_deadline_that_still_runs_or_was_missed_is_not_met() -> None:
    make_ticket(last_due_at=NOW, due_at=NOW)
    make_ticket(last_due_at=NOW, missed_deadline=True)
    assert found(met="on") == set()


@pytest.mark.parametrize(
    ("name", "field"), [("opened", "opened_at"), ("closed", "closed_at"), ("active", "last_activity_at")]
)
def test_days_are_those_of_the_installation_and_both_ends_belong(name: str, field: str) -> None:
    at = timezone.localtime(NOW).replace(hour=0, minute=30)
    ticket = make_ticket(**{field: at})
    day = at.date()
    assert ticket in found(**{f"{name}_after": day, f"{name}_before": day})
    assert ticket not in found(**{f"{name}_after": day + DAY})
    assert ticket not in found(**{f"{name}_before": day - DAY})


def test_kinds_subjects_products_and_tags_are_filters(market: DummyChannel) -> None:
    tag = Tag.objects.create(name="fragile")
    ticket = make_ticket(kind="odd", subject="Wet box", products="Lamp\nCable")
    ticket.tags.add(tag)
    make_ticket()
    for chosen in ({"kind": "odd"}, {"subject": "Wet box"}, {"product": "Cable"}, {"tag": tag.pk}):
        assert found(state="any", **chosen) == {ticket}


@pytest.mark.parametrize("name", [*filters.TicketFilter.base_filters])
@pytest.mark.parametrize("value", ["x", "\x00", "9" * 30, "-1", "2026-13-40"])
def test_a_value_that_means_nothing_never_breaks_a_filter(name: str, value: str, market: DummyChannel) -> None:
    make_ticket()
    assert len(found(**{name: value})) <= 1


def test_the_name_of_a_list_has_one_order_and_no_pages() -> None:
    query = filters.query_of({"after": "x", "queue": "3", "q": "wet box", "view": "1", "kind": ""})
    assert query == "q=wet+box&queue=3"
