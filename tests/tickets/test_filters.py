import re
from datetime import UTC, datetime, timedelta
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
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


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


DAYS = pytest.mark.parametrize(
    ("name", "field"), [("opened", "opened_at"), ("closed", "closed_at"), ("active", "last_activity_at")]
)


@DAYS
def test_both_ends_of_the_days_belong_to_them(name: str, field: str) -> None:
    at = timezone.localtime(NOW).replace(hour=0, minute=30)
    ticket = make_ticket(**{field: at})
    day = at.date()
    assert ticket in found(**{f"{name}_after": day, f"{name}_before": day})
    assert ticket not in found(**{f"{name}_after": day + DAY})
    assert ticket not in found(**{f"{name}_before": day - DAY})


@DAYS
@pytest.mark.parametrize(
    ("zone", "day", "first", "last"),
    [
        ("Europe/Warsaw", "2026-03-29", "2026-03-28T23:00", "2026-03-29T21:59"),  # 23 hours
        ("Europe/Warsaw", "2026-10-25", "2026-10-24T22:00", "2026-10-25T22:59"),  # 25 hours
        ("America/New_York", "2026-07-01", "2026-07-01T04:00", "2026-07-02T03:59"),
        ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00", "2026-04-24T20:59"),  # begins at 1:00
    ],
)
def test_a_day_is_the_readers_own_also_when_the_clocks_change(
    name: str, field: str, zone: str, day: str, first: str, last: str
) -> None:
    begins, ends = (datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (first, last))
    inside = {make_ticket(**{field: moment}) for moment in (begins, ends)}
    before, after = make_ticket(**{field: begins - MINUTE}), make_ticket(**{field: ends + MINUTE})
    with timezone.override(zone):
        assert found(**{f"{name}_after": day, f"{name}_before": day}) == inside
        assert found(**{f"{name}_after": day, "state": "any"}) == {*inside, after}
        assert found(**{f"{name}_before": day, "state": "any"}) == {*inside, before}


@DAYS
@pytest.mark.parametrize("zone", ["Europe/Warsaw", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_ends_of_the_calendar_are_days_like_others(name: str, field: str, zone: str) -> None:
    ticket = make_ticket(**{field: NOW})
    with timezone.override(zone):
        assert found(**{f"{name}_after": "0001-01-01", f"{name}_before": "9999-12-31"}) == {ticket}
        assert found(**{f"{name}_after": "9999-12-31"}) == found(**{f"{name}_before": "0001-01-01"}) == set()


@DAYS
def test_days_compare_the_column_itself_so_that_its_index_serves(name: str, field: str) -> None:
    request = RequestFactory().get("/", {f"{name}_after": "2026-07-01", f"{name}_before": "2026-07-02"})
    request.user = make_user()
    words = str(filters.chosen(request).qs.query)
    # The same moments; each database writes them in its own way.
    assert re.search(rf'"tickets_ticket"."{field}" >= (2026-06-30 22:00|2026-07-01 00:00:00\+02:00)', words)
    assert re.search(rf'"tickets_ticket"."{field}" < (2026-07-02 22:00|2026-07-03 00:00:00\+02:00)', words)


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
