"""A case is read again, ended or not, until its messages are proven to be complete; and says so meanwhile."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from integrations.allegro.models import Case as StoredCase
from simulator import claims, play
from simulator.records import Author, Case, Kind
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import KINDS, due_again, stored, talk, unstorable, whole

pytestmark = pytest.mark.django_db

CHAT = {Kind.PURCHASE_PROBLEM: ("messaging.messages", "messages")}


def chat_of(case: Case) -> tuple[str, str]:
    """The route that its messages are read from, and where they stand in the answer."""
    return CHAT.get(case.kind, ("issues.chat", "chat"))


def nameless(desk: Desk, case: Case) -> None:
    """The newest message comes without its id."""
    route, key = chat_of(case)
    desk.rewrite(route, lambda body: body[key][0].update(id=None), only=case.id)


def broken_second_page(desk: Desk, case: Case) -> None:
    desk.misbehave(chat_of(case)[0], 503, after=1, only=case.id)


def assert_unproven(desk: Desk, case: Case, reason: str) -> None:
    row = stored(case)
    assert (row.unproven_reason, row.fingerprint) == (reason, "")
    assert row.unproven_since is not None
    assert row.retry_at is not None
    assert desk.ticket(case).history_incomplete


def assert_proven(desk: Desk, case: Case) -> None:
    row = stored(case)
    assert (row.unproven_reason, row.unproven_since, row.retry_at) == ("", None, None)
    assert row.fingerprint
    assert not desk.ticket(case).history_incomplete
    whole(desk, case)


def a_day_passes(case: Case) -> None:
    """What waits for another try is due."""
    due_again(case)
    StoredCase.objects.update(looked_up_at=None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_case_that_ended_while_an_entry_was_not_understood_is_read_again(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    desk.sweep("first")
    desk.say(case, Author.BUYER, "Ostatnie słowo")
    _end(desk, case)
    nameless(desk, case)
    desk.sweep("deep")
    assert_unproven(desk, case, "entries")
    assert (stored(case).left_out, len(stored(case).set_aside)) == (1, 1)
    desk.behave()
    a_day_passes(case)
    desk.sweep()
    assert_proven(desk, case)
    assert (stored(case).left_out, stored(case).set_aside) == (0, [])


def _end(desk: Desk, case: Case) -> None:
    if case.kind == Kind.CLAIM:
        claims.decide(desk.allegro.market.world, case, "REJECTED_OTHER", "Nie")
    else:
        play.close(desk.allegro.market.world, case)


@pytest.mark.parametrize("kind", KINDS)
def test_what_came_before_a_page_that_cannot_be_read_is_there_and_the_rest_comes_later(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    talk(desk, case, 30)
    broken_second_page(desk, case)
    run = desk.sweep()
    assert_unproven(desk, case, "broken")
    assert run.cases_failed == 1
    assert stored(case).failure
    assert len(desk.history(case)) == (20 if kind == Kind.PURCHASE_PROBLEM else 10)
    desk.behave()
    a_day_passes(case)
    desk.sweep()
    assert_proven(desk, case)
    assert stored(case).failure == ""


def test_an_ended_case_that_stayed_short_is_proven_weeks_later(desk: Desk) -> None:
    """F01 while the case ends: nothing lists it as news any more."""
    case = desk.open_case(at=timezone.now() - timedelta(days=40))
    talk(desk, case, 14)
    play.close(desk.allegro.market.world, case)
    desk.sweep("first")
    StoredCase.objects.all().delete()
    desk.fault("F01")
    case.status = "DISPUTE_ONGOING"
    desk.sweep()  # still listed as open
    assert_unproven(desk, case, "repeated")
    case.status = "DISPUTE_CLOSED"
    for kind in ("deep", "wide", "quick"):
        a_day_passes(case)
        desk.sweep(kind)
        assert_unproven(desk, case, "repeated")
    desk.behave()
    a_day_passes(case)
    desk.sweep()
    assert_proven(desk, case)


def test_a_case_that_is_not_proven_does_not_cost_a_request_every_time(desk: Desk) -> None:
    case = desk.open_case()
    talk(desk, case, 14)
    desk.fault("F01")
    desk.sweep()
    read = desk.requests("issues.chat")
    for _sweep in range(3):
        desk.sweep()
    assert desk.requests("issues.chat") == read


def test_news_of_a_case_that_is_not_proven_does_not_wait(desk: Desk) -> None:
    case = desk.open_case()
    desk.fault("F04", by=3)
    desk.sweep()
    StoredCase.objects.update(retry_at=timezone.now() + timedelta(hours=20))
    desk.say(case, Author.BUYER, "Halo?")
    desk.sweep()
    whole(desk, case)
    assert_unproven(desk, case, "count")


def test_hidden_news_of_an_open_case_that_is_not_proven_comes_with_the_deep_sweep(desk: Desk) -> None:
    case = desk.open_case()
    desk.fault("F04", by=3)
    desk.sweep()
    desk.fault("F05")
    StoredCase.objects.update(retry_at=timezone.now() + timedelta(hours=20))
    desk.sweep()
    desk.say(case, Author.BUYER, "Halo?")
    desk.sweep("deep")
    whole(desk, case)


def test_a_count_alone_is_asked_again_until_it_agrees(desk: Desk) -> None:
    case = desk.open_case()
    desk.fault("F04", by=3)
    desk.sweep()
    assert_unproven(desk, case, "count")
    assert (stored(case).messages_reported, stored(case).messages_kept) == (4, 1)
    desk.behave()
    a_day_passes(case)
    desk.sweep()
    assert_proven(desk, case)


def test_an_unreadable_chat_is_tried_again_at_growing_distances(desk: Desk) -> None:
    case = desk.open_case()
    desk.fault("F09")
    desk.sweep()
    first = stored(case)
    assert first.unproven_reason == "unread"
    hours = timedelta(hours=8)
    StoredCase.objects.update(
        unproven_since=F("unproven_since") - hours, unproven_moved_at=F("unproven_moved_at") - hours
    )
    due_again(case)
    desk.sweep()
    assert stored(case).retry_at - timezone.now() > timedelta(hours=1)  # type: ignore[operator]


def test_a_case_that_cannot_be_stored_is_not_proven(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    desk.say(case, Author.BUYER, "Halo?")
    with unstorable(case):
        desk.sweep()
    assert_unproven(desk, case, "unread")
    read = desk.requests("issues.chat")
    desk.sweep()
    assert desk.requests("issues.chat") == read
    a_day_passes(case)
    desk.sweep()
    assert_proven(desk, case)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_case_whose_moments_cannot_be_read_arrives_all_the_same(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind, text="Gdzie paczka?")
    talk(desk, case, 3)
    route, key = chat_of(case)

    def blur(body: Any) -> None:
        for one in body[key]:
            one["createdAt"] = "wczoraj"

    def blur_list(body: Any) -> None:
        for one in body.get("issues", body.get("threads")):
            one.update(openedDate=None, createdAt="x")

    desk.rewrite(route, blur)
    desk.rewrite("issues.list", blur_list)
    desk.rewrite("messaging.list", blur_list)
    assert desk.sweep().outcome == "complete"
    assert [text for _author, text in desk.history(case)] == ["Gdzie paczka?", "0", "1", "2"]
    assert not desk.ticket(case).messages.filter(is_time_known=True).exists()
    desk.behave()
    desk.sweep("deep")
    assert_proven(desk, case)
    assert not desk.ticket(case).messages.filter(is_time_known=False).exists()
    told = list(desk.ticket(case).messages.values_list("occurred_at", flat=True))
    assert told == [one.created_at for one in desk.allegro.market.world.chat(case)]


def test_what_the_list_does_not_tell_for_a_while_stays_as_it_was(desk: Desk) -> None:
    claim = desk.open_case(Kind.CLAIM)
    desk.sweep()
    before = desk.ticket(claim)
    desk.rewrite("issues.list", lambda body: [one.update(type={}, currentState="?") for one in body["issues"]])
    desk.sweep()
    after = desk.ticket(claim)
    assert (after.kind, after.case_state, after.can_reply) == (before.kind, before.case_state, before.can_reply)
    assert stored(claim).status == "CLAIM_SUBMITTED"


def test_each_reading_says_what_was_announced_handed_out_and_kept(desk: Desk) -> None:
    case = desk.open_case()
    talk(desk, case, 24)
    desk.sweep()
    row = stored(case)
    assert (row.messages_reported, row.messages_handed_out, row.messages_kept, row.left_out) == (25, 25, 25, 0)
