"""What lists and chats hide, repeat or answer wrongly: every case is found and read whole in the end. See faults.py."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.allegro.models import Case as StoredCase
from simulator.records import Author, Kind
from tests.factories import make_reply
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import due_again, stored, talk, whole
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_f01_a_chat_that_repeats_its_first_page_is_read_once_and_ends(desk: Desk) -> None:
    case = desk.open_case()
    talk(desk, case, 13)
    desk.fault("F01")
    assert desk.sweep().outcome == "complete"
    assert desk.requests("issues.chat") == 2
    texts = [text for _author, text in desk.history(case)]
    assert len(texts) == len(set(texts)) == 10
    assert desk.ticket(case).history_incomplete
    desk.behave()
    desk.sweep("deep")
    whole(desk, case)
    assert not desk.ticket(case).history_incomplete


def test_f02_what_was_read_before_is_kept_and_what_is_missing_is_said(desk: Desk) -> None:
    case = desk.open_case()
    talk(desk, case, 15)
    desk.sweep()
    talk(desk, case, 15, first=15)
    desk.fault("F02", latest=20)
    desk.sweep()
    whole(desk, case)
    assert not desk.ticket(case).history_incomplete
    talk(desk, case, 40, first=30)
    desk.sweep()
    assert len(desk.history(case)) == 51
    assert desk.ticket(case).history_incomplete


def test_f03_paging_that_claims_ignore_loses_and_doubles_nothing(desk: Desk) -> None:
    claim = desk.open_case(Kind.CLAIM)
    talk(desk, claim, 120)
    desk.fault("F03")
    assert desk.sweep().outcome == "complete"
    texts = [text for _author, text in desk.history(claim)]
    assert texts == [f"{number}" for number in range(110, 120)]
    assert desk.ticket(claim).history_incomplete
    desk.behave()
    desk.sweep("deep")
    whole(desk, claim)


@pytest.mark.parametrize("by", [3, -1])
def test_f04_a_wrong_count_hides_no_news_and_makes_none(desk: Desk, by: int) -> None:
    case = desk.open_case()
    desk.fault("F04", by=by)
    desk.sweep()
    desk.say(case, Author.BUYER, "Halo?")
    desk.sweep()
    whole(desk, case)
    assert desk.ticket(case).history_incomplete == (by > 0)
    read = desk.requests("issues.chat")
    desk.sweep()
    assert desk.requests("issues.chat") == read


def test_f05_news_that_the_list_hides_comes_with_the_slower_beat(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    desk.fault("F05")
    desk.sweep()
    desk.say(case, Author.BUYER, "Halo?")
    desk.sweep()
    assert len(desk.history(case)) == 1
    desk.sweep("deep")
    whole(desk, case)


def test_f07_an_open_case_that_vanished_from_the_list_is_looked_up_by_its_id(desk: Desk) -> None:
    case, other = desk.open_case(), desk.open_case()
    for number in range(10):  # it is not on the first page either
        desk.open_case(text=f"{number}")
    desk.sweep("first")
    desk.fault("F07", cases=case.id)
    for one in (case, other):
        desk.say(one, Author.BUYER, "Halo?")
    StoredCase.objects.update(looked_up_at=None)
    desk.sweep()
    assert desk.requests("issues.get") == 1
    whole(desk, case)
    whole(desk, other)


@pytest.mark.parametrize("route", ["issues.list", "issues.chat"])
def test_f08_a_fetching_error_is_tried_again_and_is_no_missing_case(desk: Desk, route: str) -> None:
    case = desk.open_case()
    desk.fault("F08", routes=(route,), count=2)
    assert desk.sweep().outcome == "complete"
    whole(desk, case)
    desk.say(case, Author.BUYER, "Halo?")
    desk.fault("F08", routes=(route,))
    desk.sweep()
    assert desk.ticket(case).can_reply
    desk.behave()
    due_again(case)
    desk.sweep()
    whole(desk, case)


def test_f09_a_case_whose_chat_is_not_found_keeps_its_ticket_and_is_read_later(desk: Desk) -> None:
    case, other = desk.open_case(), desk.open_case()
    desk.fault("F09", only=case.id)
    run = desk.sweep()
    assert (run.outcome, run.cases_failed) == ("complete", 1)
    assert desk.history(case) == []
    assert stored(case).failure == "Allegro gave no clear answer."
    assert stored(case).failure_trace_id
    whole(desk, other)
    desk.behave()
    due_again(case)
    desk.sweep()
    whole(desk, case)
    assert stored(case).failure == ""


def test_f10_a_random_400_is_tried_again_a_bounded_number_of_times(desk: Desk) -> None:
    case = desk.open_case()
    desk.fault("F10", count=2)
    desk.sweep()
    whole(desk, case)
    desk.say(case, Author.BUYER, "Halo?")
    desk.fault("F10")
    desk.sweep()
    assert desk.struck("F10") == 3
    desk.behave()
    due_again(case)
    desk.sweep()
    whole(desk, case)


@pytest.mark.parametrize("status", [500, 503, 504])
def test_f11_a_reading_that_fails_is_repeated(desk: Desk, status: int) -> None:
    case = desk.open_case()
    desk.fault("F11", count=2, status=status)
    assert desk.sweep().outcome == "complete"
    whole(desk, case)


def test_f26_a_thread_that_comes_late_or_twice_is_one_ticket(desk: Desk) -> None:
    before = timezone.now() - timedelta(hours=3)
    problems = [
        desk.open_case(Kind.PURCHASE_PROBLEM, text=f"Problem {number}", at=before + timedelta(minutes=number))
        for number in range(25)
    ]
    desk.fault("F26")
    desk.sweep("first")
    assert Ticket.objects.count() == len(problems)
    desk.fault("F26", mode="late")
    late = desk.open_case(Kind.PURCHASE_PROBLEM, text="Spóźniony")
    desk.sweep()
    assert not StoredCase.objects.filter(external_id=late.id).exists()
    desk.behave()
    desk.sweep()
    whole(desk, late)
    for problem in problems:
        whole(desk, problem)


@pytest.mark.parametrize("status", [404, 502])
def test_f28_a_page_instead_of_json_passes_and_is_said_in_words(desk: Desk, status: int) -> None:
    case, other = desk.open_case(), desk.open_case()
    desk.fault("F28", routes=("issues.chat",), only=case.id, status=status)
    run = desk.sweep()
    assert (run.outcome, run.cases_failed) == ("complete", 1)
    assert stored(case).failure == "Allegro gave no clear answer."
    whole(desk, other)
    reply = make_reply(desk.ticket(other), text="Dzień dobry Pani")
    desk.fault("F28", routes=("issues.message",), status=502)
    assert desk.deliver(reply).delivery == "uncertain"
    desk.behave()
    due_again(case)
    desk.sweep()
    whole(desk, case)
