from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from tests.factories import make_ticket
from tickets.channels import Limits
from tickets.models import Ticket
from tickets.templatetags.ticket_words import (
    age,
    calendar_day,
    clock,
    countdown,
    file_rules,
    time_left,
    urgency,
    waits_for,
)

WARSAW_NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon in Warsaw."""
    monkeypatch.setattr(timezone, "now", lambda: WARSAW_NOON)


@pytest.mark.parametrize(
    ("left", "words", "look"),
    [
        (timedelta(seconds=-1), "overdue", "bad"),
        (timedelta(minutes=59, seconds=59), "59 min", "bad"),
        (timedelta(hours=4), "4 h", "bad"),
        (timedelta(hours=5), "5 h", "warn"),
        (timedelta(hours=47), "47 h", ""),
        (timedelta(days=6, hours=3), "6 d", ""),
    ],
)
def test_a_deadline_counts_down_and_becomes_urgent(left: timedelta, words: str, look: str) -> None:
    assert countdown(WARSAW_NOON + left) == words
    assert time_left(WARSAW_NOON + left) == (words if words == "overdue" else f"{words} left")
    assert urgency(WARSAW_NOON + left) == look


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=6), "6 d"),
        (timedelta(days=7), "23 Feb"),
        (timedelta(days=90), "2 Dec 2025"),
        (timedelta(seconds=-5), "now"),
    ],
)
def test_an_activity_is_told_by_its_age_then_by_its_date(passed: timedelta, words: str) -> None:
    assert age(WARSAW_NOON - passed) == words


def test_a_message_of_today_shows_the_time_and_an_older_one_the_day_too() -> None:
    assert clock(WARSAW_NOON - timedelta(hours=1)) == "11:00"
    assert clock(WARSAW_NOON - timedelta(hours=13)) == "1 Mar, 23:00"


def test_days_are_those_of_the_installation_not_of_utc() -> None:
    assert calendar_day(datetime(2026, 1, 31, 23, 30, tzinfo=UTC)) == "1 Feb"


def test_what_may_be_attached_is_told_in_words() -> None:
    assert file_rules(Limits(100, 2_097_152, ("image/png", "application/pdf"))) == "PNG, PDF; at most 2.0\xa0MB"


@pytest.mark.django_db
@pytest.mark.parametrize(("turn", "word"), [("us", "us"), ("buyer", "the buyer"), ("nobody", "nobody")])
def test_whose_turn_it_is_takes_one_word(turn: str, word: str) -> None:
    with translation.override("en"):
        assert waits_for(make_ticket(waiting_for=Ticket.WaitingFor(turn))) == word
