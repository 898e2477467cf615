"""PostgreSQL's two ways to find words find the same; which one is taken is a matter of speed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_customer, make_ticket
from tickets import matching
from tickets.listing import page_of
from tickets.models import Ticket
from tickets.search import search

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one way")


def test_both_ways_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [make_ticket(subject=f"Paczka {number}", last_activity_at=ago(number)) for number in range(6)]
    make_ticket(subject="Kubek", customer=make_customer("Paweł Paczkowski"))
    make_ticket(subject="Kubek")
    for many in (0, 1_000_000):
        monkeypatch.setattr(matching, "MANY", many)
        found = search(Ticket.objects.filter(customer=None), "paczk")
        assert list(page_of(found, {})) == wanted
        assert found.count() == 6
        assert search(Ticket.objects.all(), "paczk").count() == 7
        assert search(Ticket.objects.all(), "paczka kubek").count() == 0


@on_postgresql
def test_frequent_words_are_looked_for_from_the_newest_ticket_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MANY", 0)
    for number in range(matching.ENOUGH):
        make_ticket(subject="Paczka", last_activity_at=ago(number))
    make_ticket(subject="Kubek")
    assert "ANY(ARRAY" not in how("paczka")


@on_postgresql
def test_words_that_only_old_tickets_hold_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MANY", 0)
    monkeypatch.setattr(matching, "NEWEST", 2)
    for number in range(matching.ENOUGH):
        make_ticket(subject="Paczka", last_activity_at=ago(10 + number))
    for number in range(2):
        make_ticket(subject="Kubek", last_activity_at=ago(number))
    assert "ANY(ARRAY" in how("paczka")


@on_postgresql
def test_rare_words_are_looked_up() -> None:
    make_ticket(subject="Paczka")
    assert "ANY(ARRAY" in how("paczka")


def how(words: str) -> str:
    """The last query of a search."""
    with CaptureQueriesContext(connection) as queries:
        assert search(Ticket.objects.all(), words).exists()
    return str(queries[-1]["sql"])


def ago(hours: int) -> object:
    return timezone.now() - timedelta(hours=hours)
