import csv
from typing import Any, cast

from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

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


def test_who_may_not_see_tickets_gets_no_file(client: Client) -> None:
    assert client.get(EXPORT).status_code == 302
