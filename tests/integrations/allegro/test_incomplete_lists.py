"""Lists of cases follow the rule of chats: one that ended oddly makes its sweep incomplete, and hides nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.allegro.models import Case as StoredCase
from integrations.allegro.sync import _looks
from integrations.models import Integration
from integrations.sweeps import sweep_if_due
from simulator.records import Author, Kind
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import stored, talk, unstorable, whole

pytestmark = pytest.mark.django_db

LISTS = [("issues.list", Kind.DISCUSSION), ("messaging.list", Kind.PURCHASE_PROBLEM)]


def many(desk: Desk, kind: Kind) -> None:
    """More than fit on a page."""
    for number in range(23):
        desk.open_case(kind, text=f"{number}")


@pytest.mark.parametrize(("route", "kind"), LISTS)
@pytest.mark.parametrize("sweep", ["first", "quick", "deep", "wide"])
def test_an_entry_without_identity_makes_the_sweep_incomplete_and_the_others_arrive(
    desk: Desk, route: str, kind: Kind, sweep: str
) -> None:
    hidden = desk.open_case(kind, text="hidden", at=timezone.now() - timedelta(minutes=1))
    sound = desk.open_case(kind, text="sound")
    desk.fault("odd_entry", routes=(route,), field="id", shape="object", which="oldest")
    run = desk.sweep(sweep)
    assert (run.outcome, run.failure) == (
        "incomplete",
        "An entry of Allegro’s list could not be understood: a case may be missing.",
    )
    whole(desk, sound)
    assert not StoredCase.objects.filter(external_id=hidden.id).exists()
    assert desk.account.left_out >= 1
    assert "subject" in desk.account.set_aside[0] or "participants" in desk.account.set_aside[0]
    desk.behave()
    assert desk.sweep("wide").outcome == "complete"
    whole(desk, hidden)
    assert (desk.account.left_out, desk.account.set_aside) == (0, [])


@pytest.mark.parametrize(
    ("route", "kind", "mode"),
    [
        ("issues.list", Kind.DISCUSSION, "first_again"),
        ("messaging.list", Kind.PURCHASE_PROBLEM, "first_again"),
        ("messaging.list", Kind.PURCHASE_PROBLEM, "cursor_again"),
        ("messaging.list", Kind.PURCHASE_PROBLEM, "no_cursor"),
    ],
)
def test_a_list_that_repeats_itself_makes_the_sweep_incomplete(desk: Desk, route: str, kind: Kind, mode: str) -> None:
    many(desk, kind)
    if mode == "cursor_again":
        many(desk, kind)
    desk.fault("odd_end", routes=(route,), mode=mode)
    run = desk.sweep("first")
    assert (run.outcome, run.failure) == (
        "incomplete",
        "Allegro’s list repeated itself instead of going on: cases may be missing.",
    )
    assert StoredCase.objects.exists()
    desk.behave()
    assert desk.sweep("first").outcome == "complete"
    assert StoredCase.objects.count() == len(desk.allegro.market.world.cases)


def test_a_list_without_end_makes_the_sweep_incomplete(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.allegro.client.paging.MOST_PAGES", 7)
    case = desk.open_case(Kind.PURCHASE_PROBLEM)
    desk.fault("odd_end", routes=("messaging.list",), mode="endless")
    run = desk.sweep("wide")
    assert (run.outcome, run.failure) == (
        "incomplete",
        "Allegro’s list did not come to an end: cases may be missing.",
    )
    whole(desk, case)


@pytest.mark.parametrize(("route", "kind"), LISTS)
def test_what_came_before_a_page_that_cannot_be_read_is_taken_and_the_sweep_fails(
    desk: Desk, route: str, kind: Kind
) -> None:
    many(desk, kind)
    desk.fault("odd_end", routes=(route,), mode="broken")
    assert desk.sweep("first").outcome == "failed"
    assert 0 < StoredCase.objects.count() < len(desk.allegro.market.world.cases)
    desk.behave()
    assert desk.sweep("first").outcome == "complete"
    assert StoredCase.objects.count() == len(desk.allegro.market.world.cases)


def test_a_thread_whose_entry_was_not_understood_is_not_passed_over_afterwards(desk: Desk) -> None:
    """An entry without id hides it; newer ones are read meanwhile; the mark of the quick sweep stays behind it."""
    hidden = desk.open_case(Kind.PURCHASE_PROBLEM, at=timezone.now() - timedelta(minutes=3))
    mark = timezone.now() - timedelta(minutes=5)
    Integration.objects.update(first_import_done_at=mark, last_quick_at=mark, last_wide_at=timezone.now())
    Integration.objects.update(last_deep_at=timezone.now() + timedelta(seconds=30))
    desk.fault("odd_entry", routes=("messaging.list",), field="id", which="all")
    run = sweep_if_due(desk.integration.pk)
    assert run is not None
    assert (run.kind, run.outcome) == ("quick", "incomplete")
    desk.integration.refresh_from_db()
    assert desk.integration.last_quick_at == mark
    desk.behave()
    for number in range(25):
        desk.open_case(Kind.PURCHASE_PROBLEM, text=f"{number}")
    sweep_if_due(desk.integration.pk, at_once=True)
    whole(desk, hidden)


def test_reading_back_after_incomplete_sweeps_happens_at_growing_distances() -> None:
    minutes = [_looks(timedelta(minutes=number)) for number in range(60 * 24 * 9)]
    assert minutes == sorted(minutes)
    first_day, ninth_day = len(set(minutes[: 60 * 24])), len(set(minutes[60 * 24 * 8 :]))
    assert first_day < 45
    assert ninth_day <= 3


def test_the_first_import_is_not_complete_while_the_messages_of_a_case_are_not(desk: Desk) -> None:
    case = desk.open_case()
    talk(desk, case, 14)
    desk.fault("F01")
    run = desk.sweep("first")
    assert (run.outcome, run.failure) == (
        "incomplete",
        "The messages of some cases are not complete yet. These cases are read again.",
    )
    desk.integration.refresh_from_db()
    assert desk.integration.first_import_done_at is None
    desk.behave()
    StoredCase.objects.update(retry_at=timezone.now())
    assert desk.sweep("first").outcome == "complete"
    desk.integration.refresh_from_db()
    assert desk.integration.first_import_done_at is not None
    whole(desk, case)


def test_a_number_that_disagrees_does_not_hold_up_the_first_import(desk: Desk) -> None:
    case = desk.open_case()
    desk.fault("F04", by=3)
    assert desk.sweep("first").outcome == "complete"
    assert stored(case).unproven_reason == "count"


def test_what_buyers_write_while_the_first_import_is_not_complete_is_answered(desk: Desk) -> None:
    old = desk.open_case()
    talk(desk, old, 14)
    desk.fault("F01", only=old.id)
    Integration.objects.update(answers_new_cases=True, new_case_answer="Już patrzymy.")
    desk.sweep("first")
    assert not desk.ticket(old).messages.exclude(automatic="").exists()
    new = desk.open_case(text="Halo?")
    Integration.objects.update(last_deep_at=timezone.now())
    run = sweep_if_due(desk.integration.pk)
    assert run is not None
    assert (run.kind, run.is_first_import) == ("quick", False)
    assert desk.ticket(new).messages.filter(automatic="new_case").exists()


def test_a_new_case_that_cannot_be_stored_is_not_read_at_every_sweep_for_ever(desk: Desk) -> None:
    case = desk.open_case()
    with unstorable(case):
        desk.sweep()
        desk.integration.unreadable_cases.update(since=timezone.now() - timedelta(hours=8))
        desk.sweep()
        read = desk.requests("issues.chat")
        desk.sweep()
        assert desk.requests("issues.chat") == read
    desk.integration.unreadable_cases.update(tried_at=timezone.now() - timedelta(hours=3))
    desk.say(case, Author.BUYER, "Halo?")
    desk.sweep()
    whole(desk, case)
