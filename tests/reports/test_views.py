import gzip
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import PERMISSIONS, Role
from reports.catalogue import REPORTS, all_reports
from tests.browsing import browser
from tests.factories import make_category, make_queue, make_status, make_ticket, make_user
from tests.reports.asking import chosen_by, listed
from tests.tickets.dummy import DummyChannel
from tickets.models import Status, Ticket

pytestmark = pytest.mark.django_db
PAGE = reverse("reports:index")
MOST_QUERIES = 15


def read(client: Client, **params: Any) -> str:
    response = client.get(PAGE, params)
    assert response.status_code == 200
    return response.content.decode()


def a_months_work(count: int) -> None:
    """Tickets of every sort: answered, closed, waiting, late."""
    queue, category, closed = make_queue(), make_category(), make_status(kind=Status.Kind.CLOSED)
    agents = [make_user(), None]
    for number in range(count):
        opened_at = timezone.now() - timedelta(hours=7 * number + 1)
        fields: dict[str, Any] = {"queue": queue, "category": category, "opened_at": opened_at}
        fields |= {"subject": f"Reason {number % 4}", "products": f"Product {number % 5}\nMug"}
        fields |= {"assignee": agents[number % 2], "kind": ("claim", "discussion")[number % 2]}
        if number % 3:
            fields |= {"first_response_at": opened_at + timedelta(minutes=20)}
        if number % 3 == 1:
            fields |= {"status": closed, "closed_at": opened_at + timedelta(minutes=50)}
            fields |= {"waiting_for": Ticket.WaitingFor.NOBODY, "last_due_at": opened_at + timedelta(days=1)}
        if number % 5 == 0:
            fields |= {"due_at": opened_at, "last_due_at": opened_at, "is_overdue": True, "missed_deadline": True}
        make_ticket(**fields)


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(client: Client) -> None:
    for address in (PAGE, reverse("reports:csv", args=["kinds"])):
        assert client.get(address).headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("role", Role)
def test_everybody_may_look_at_reports_and_finds_them_in_the_bar(role: Role) -> None:
    assert f'href="{PAGE}"' in read(browser(role))


def test_who_may_not_look_at_reports_is_not_led_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PERMISSIONS, Role.AGENT, PERMISSIONS[Role.AGENT] - {"tickets.view_reports"})
    client = browser(Role.AGENT)
    for address in (PAGE, reverse("reports:csv", args=["kinds"])):
        assert client.get(address).status_code == 403
    assert f'href="{PAGE}"' not in client.get(reverse("tickets:list")).content.decode()


def test_every_number_leads_to_as_many_tickets_as_it_says(market: DummyChannel) -> None:
    a_months_work(60)
    user = make_user()
    # The list has no filter for these two, nor for hours: it shows the days, or the cases, that they are of.
    loose = {"answered=on", "met=on", "active_after", "active_before"}
    told = 0
    for report in all_reports(chosen_by(user, days=30)):
        for row in (*report.rows, *([report.total] if report.total else [])):
            for column, value in zip(report.columns, row.values, strict=True):
                if column.unit == "count" and not any(part in value.url for part in loose):
                    assert listed(value.url, user) == value.number, (report.slug, row.label, value.url)
                    told += 1
    assert told > 80


def test_the_number_of_queries_is_small_whatever_there_is(market: DummyChannel) -> None:
    client = browser(Role.AGENT)
    assert queries_of(client) <= MOST_QUERIES
    a_months_work(40)
    assert queries_of(client) <= MOST_QUERIES
    queue = Ticket.objects.all()[0].queue_id
    assert queries_of(client, queue=queue, kind="claim", assignee="me", days=90) <= MOST_QUERIES + 1


def queries_of(client: Client, **params: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        read(client, **params)
    return len(queries)


def test_each_report_has_its_table_and_its_file(market: DummyChannel) -> None:
    a_months_work(20)
    page = read(browser(Role.AGENT), days=7)
    assert page.count("<table") == page.count("<svg") == len(REPORTS)
    for slug in REPORTS:
        assert f'href="{reverse("reports:csv", args=[slug])}?days=7"' in page


def test_an_empty_workspace_says_so_instead_of_drawing() -> None:
    page = read(browser(Role.AGENT))
    assert "<svg" not in page
    assert "<table" not in page
    assert page.count("There is nothing in these days.") == len(REPORTS) - 2
    assert "Nobody waits for us." in page


def test_days_that_make_no_sense_are_told_without_any_report(market: DummyChannel) -> None:
    make_ticket()
    page = read(browser(Role.AGENT), since="2026-11-02", until="2026-11-01")
    assert "The last day is before the first." in page
    assert "<svg" not in page
    assert 'value="2026-11-02"' in page


def test_the_page_keeps_its_filters_when_the_days_change(market: DummyChannel) -> None:
    page = unescape(read(browser(Role.AGENT), kind="claim", days="7"))
    assert "?days=90&kind=claim" in page
    assert '<input type="hidden" name="days" value="7">' in page
    assert 'href="?days=7"' in page


def test_someone_who_left_can_still_be_chosen(market: DummyChannel) -> None:
    gone = make_user(name="Piotr Dawny", is_active=False)
    assert "Piotr Dawny" not in read(browser(Role.AGENT))
    assert f'<option value="{gone.pk}" selected>Piotr Dawny</option>' in read(browser(Role.AGENT), assignee=gone.pk)


def test_what_buyers_and_sellers_write_is_never_markup(market: DummyChannel) -> None:
    make_ticket(subject="<img src=x onerror=alert(1)>", products="<b>Mug</b>")
    page = read(browser(Role.AGENT))
    assert "<img src=x" not in page
    assert "<b>Mug" not in page


def test_the_page_is_light_on_the_wire(market: DummyChannel) -> None:
    a_months_work(300)
    response = browser(Role.AGENT).get(PAGE, {"days": 90}, headers={"accept-encoding": "gzip"})
    assert len(response.content) < 25_000
    assert b"<svg" in gzip.decompress(response.content)
