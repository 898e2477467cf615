import csv
from datetime import UTC, datetime
from typing import Any, cast

from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import make_ticket
from tests.tickets.dummy import DummyChannel

EXPORT = reverse("tickets:export")


def lines(browser: Client, **chosen: Any) -> list[dict[str, str]]:
    response = cast("StreamingHttpResponse", browser.get(EXPORT, chosen))
    assert response.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in response.headers["Content-Disposition"]
    return list(csv.DictReader(response.getvalue().decode("utf-8-sig").splitlines()))


def test_every_ticket_that_fits_the_filters_is_in_the_file(browser: Client, market: DummyChannel) -> None:
    for number in range(30):
        make_ticket(subject=f"Late {number}")
    make_ticket(subject="Wet")
    found = lines(browser, q="late")
    assert len(found) == 30
    assert {"Dummy Market"} == {row["Source"] for row in found}


def test_a_subject_that_a_spreadsheet_would_run_is_text(browser: Client, market: DummyChannel) -> None:
    make_ticket(subject='=HYPERLINK("http://evil.example")')
    assert lines(browser)[0]["Subject"].startswith("'=")


def test_moments_are_those_of_the_readers_own_clock(browser: Client, agent: User, market: DummyChannel) -> None:
    User.objects.filter(pk=agent.pk).update(time_zone="America/New_York")
    make_ticket(opened_at=datetime(2026, 7, 1, 2, tzinfo=UTC))
    assert lines(browser)[0]["Opened"] == "2026-06-30 22:00"


def test_who_may_not_see_tickets_gets_no_file(client: Client) -> None:
    assert client.get(EXPORT).status_code == 302
