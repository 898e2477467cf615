import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.csv import BOM
from accounts.roles import Role
from tests.browsing import browser
from tests.factories import make_ticket
from tests.tickets.dummy import DummyChannel

pytestmark = pytest.mark.django_db


def table(slug: str, **params: str) -> list[list[str]]:
    response = browser(Role.AGENT).get(reverse("reports:csv", args=[slug]), params)
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.getvalue().decode().removeprefix(BOM), newline="")))


def test_the_file_has_days_as_every_program_reads_them(market: DummyChannel) -> None:
    today = timezone.localdate()
    make_ticket(opened_at=timezone.now())
    rows = table("opened-and-closed", days="7")
    assert rows[0] == ["Days", "Opened", "Closed"]
    assert rows[7] == [str(today), "1", "0"]
    assert rows[8] == ["In total", "1", "0"]


def test_times_are_whole_minutes(market: DummyChannel) -> None:
    opened_at = timezone.now() - timedelta(hours=30)
    make_ticket(opened_at=opened_at, first_response_at=opened_at + timedelta(minutes=90, seconds=10))
    rows = table("first-answer", days="7")
    assert rows[0] == ["Opened", "Cases", "Answered", "Median, minutes", "90th percentile, minutes"]
    assert rows[-1] == ["In total", "1", "1", "90", "90"]
    assert rows[1][1:] == ["0", "0", "", ""]


def test_the_file_has_every_row_and_none_that_runs_as_a_formula(market: DummyChannel) -> None:
    for number in range(17):
        make_ticket(subject=f"Reason {number}")
    make_ticket(subject="=HYPERLINK(0)")
    rows = table("reasons")
    assert len(rows) == 19
    assert ["'=HYPERLINK(0)", "1"] in rows


def test_the_filters_of_the_page_are_those_of_the_file(market: DummyChannel) -> None:
    make_ticket(kind="claim", subject="Broken")
    make_ticket(kind="discussion", subject="Late")
    assert table("reasons", kind="claim")[1:] == [["Broken", "1"]]


def test_the_file_is_named_after_its_days() -> None:
    address = reverse("reports:csv", args=["kinds"])
    response = browser(Role.AGENT).get(address, {"since": "2026-11-01", "until": "2026-11-02"})
    assert response["Content-Disposition"] == 'attachment; filename="kinds-2026-11-01-2026-11-02.csv"'


def test_days_that_make_no_sense_lead_to_the_page_which_says_so() -> None:
    query = {"since": "2026-11-02", "until": "2026-11-01"}
    response = browser(Role.AGENT).get(reverse("reports:csv", args=["kinds"]), query, follow=True)
    assert "The last day is before the first." in response.content.decode()


def test_there_is_no_other_report() -> None:
    assert browser(Role.AGENT).get("/reports/passwords.csv").status_code == 404
