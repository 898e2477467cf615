from datetime import timedelta

import pytest
from django.utils import timezone

from reports.catalogue import one_report
from tests.factories import make_status, make_ticket
from tests.reports.asking import chosen_by, listed, numbers
from tests.tickets.dummy import DummyChannel
from tickets.models import Status, Ticket

pytestmark = pytest.mark.django_db


def waiting_since(**ago: float) -> Ticket:
    return make_ticket(last_activity_at=timezone.now() - timedelta(**ago))


def test_what_waits_for_us_is_told_by_its_age(market: DummyChannel) -> None:
    for hours in (1, 3.9, 5, 25, 71, 100, 168.1, 2000):
        waiting_since(hours=hours)

    report = one_report("waiting", chosen_by(days=7))

    assert numbers(report) == {"< 4 h": (2,), "4–24 h": (1,), "1–3 days": (2,), "3–7 days": (1,), "older": (2,)}
    assert report.total is not None
    assert listed(report.total.values[0].url) == report.total.values[0].number == 8


def test_who_waits_for_the_buyer_or_is_done_does_not_wait_for_us(market: DummyChannel) -> None:
    make_ticket(waiting_for=Ticket.WaitingFor.BUYER)
    make_ticket(status=make_status(kind=Status.Kind.CLOSED))
    assert one_report("waiting", chosen_by()).is_empty


def test_the_list_behind_an_age_holds_at_least_its_tickets(market: DummyChannel) -> None:
    for hours in (1, 5, 25, 100, 500):
        waiting_since(hours=hours)
    for row in one_report("waiting", chosen_by()).rows:
        assert row.values[0].number == 1
        assert 1 <= listed(row.values[0].url) <= 3


def test_deadlines_are_overdue_missed_or_met(market: DummyChannel) -> None:
    now = timezone.now()
    past, coming = now - timedelta(days=1), now + timedelta(days=1)
    make_ticket(due_at=past, last_due_at=past, is_overdue=True, missed_deadline=True)
    make_ticket(last_due_at=past, missed_deadline=True)
    make_ticket(last_due_at=past)
    make_ticket(due_at=coming, last_due_at=coming)
    make_ticket()

    report = one_report("deadlines", chosen_by())

    assert numbers(report) == {"Overdue now": (1,), "Missed": (2,), "Met": (1,)}
    assert [listed(row.values[0].url) for row in report.rows[:2]] == [1, 2]


def test_what_is_overdue_now_counts_whenever_it_was_opened(market: DummyChannel) -> None:
    long_ago = timezone.now() - timedelta(days=200)
    make_ticket(opened_at=long_ago, due_at=long_ago, last_due_at=long_ago, is_overdue=True, missed_deadline=True)
    assert numbers(one_report("deadlines", chosen_by(days=7))) == {"Overdue now": (1,), "Missed": (0,), "Met": (0,)}
