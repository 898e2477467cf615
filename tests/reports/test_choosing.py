from datetime import UTC, date, datetime

import pytest
import time_machine
from django.http import QueryDict

from reports.choosing import SpanForm
from reports.spans import Span
from tests.factories import make_queue, make_ticket, make_user
from tests.reports.asking import chosen_by
from tests.tickets.dummy import DummyChannel

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def span_of(query: str) -> Span:
    form = SpanForm(QueryDict(query))
    assert form.is_valid(), form.errors
    span: Span = form.cleaned_data["span"]
    return span


def sentences(query: str) -> str:
    return str(SpanForm(QueryDict(query)).errors)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("", date(2026, 10, 25), date(2026, 11, 23)),
        ("days=7", date(2026, 11, 17), date(2026, 11, 23)),
        ("days=90", date(2026, 8, 26), date(2026, 11, 23)),
        ("days=many", date(2026, 10, 25), date(2026, 11, 23)),
        ("since=2026-11-01&until=2026-11-02", date(2026, 11, 1), date(2026, 11, 2)),
        ("days=7&since=2026-11-01&until=2026-11-02", date(2026, 11, 1), date(2026, 11, 2)),
        ("since=2026-11-20", date(2026, 11, 20), date(2026, 11, 23)),
        ("since=2026-12-24", date(2026, 12, 24), date(2026, 12, 24)),
        ("until=2026-10-30", date(2026, 10, 1), date(2026, 10, 30)),
    ],
)
@time_machine.travel(NOW)
def test_the_address_tells_the_days(query: str, first: date, last: date) -> None:
    assert span_of(query) == Span(first, last)


def test_days_that_make_no_sense_are_told_in_a_sentence() -> None:
    assert "The last day is before the first." in sentences("since=2026-11-02&until=2026-11-01")
    assert "Choose at most 366 days." in sentences("since=2025-01-01&until=2026-11-01")
    assert "Enter a valid date." in sentences("since=yesterday")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_beyond_the_calendar_are_refused(day: str) -> None:
    assert not SpanForm(QueryDict(f"since={day}&until={day}")).is_valid()


@pytest.mark.django_db
def test_filters_are_those_of_the_list_and_stay_in_the_addresses(market: DummyChannel) -> None:
    queue, agent = make_queue("Claims"), make_user(name="Ewa")
    ours = make_ticket(queue=queue, assignee=agent)
    make_ticket(queue=queue)
    make_ticket(assignee=agent)

    chosen = chosen_by(queue=queue.pk, assignee=agent.pk, source="dummy", kind="claim")

    assert list(chosen.tickets) == [ours]
    for part in (f"queue={queue.pk}", f"assignee={agent.pk}", "source=dummy", "kind=claim", "state=any"):
        assert part in chosen.list_url()


@pytest.mark.django_db
def test_filters_that_mean_nothing_are_ignored(market: DummyChannel) -> None:
    ticket = make_ticket()
    chosen = chosen_by(queue="999999", category="x", source="nowhere", q="nothing has this text")
    assert list(chosen.tickets) == [ticket]
    assert chosen.list_url().endswith("?state=any")


@pytest.mark.django_db
def test_a_filter_of_the_list_gives_way_to_what_a_number_is_about(market: DummyChannel) -> None:
    assert chosen_by(kind="claim").list_url(kind="discussion").count("kind=") == 1
