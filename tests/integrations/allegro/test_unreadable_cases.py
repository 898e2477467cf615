"""A sweep with failed cases is not clean: each counts with its age until it has been read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.allegro.models import Case
from integrations.health import State, health_of
from integrations.models import Integration, UnreadableCase
from simulator.records import Author
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import tried_before, unstorable

pytestmark = pytest.mark.django_db


def unreadable() -> set[str]:
    return set(UnreadableCase.objects.values_list("external_id", flat=True))


def state(desk: Desk) -> State:
    return health_of(Integration.objects.get(pk=desk.integration.pk)).state


def try_again(desk: Desk) -> None:
    Case.objects.update(retry_at=timezone.now() - timedelta(seconds=1))
    desk.sweep()


def test_cases_whose_chats_cannot_be_read_are_trouble_until_they_are(desk: Desk) -> None:
    broken = {desk.open_case(text=f"{number}").id for number in range(14)}
    desk.misbehave("issues.chat", 404, code="POST_PURCHASE_ISSUE_NOT_FOUND")
    desk.sweep()
    desk.sweep()  # its pause lets this one look clean
    assert unreadable() == broken
    assert state(desk) == State.TROUBLE
    desk.behave()
    try_again(desk)
    assert unreadable() == set()
    assert state(desk) == State.RUNNING


def test_a_known_case_that_fails_again_keeps_its_age(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    desk.say(case, Author.BUYER, "Halo?")
    desk.misbehave("issues.chat", 503)
    desk.sweep()
    long_ago = timezone.now() - timedelta(hours=3)
    UnreadableCase.objects.update(since=long_ago)
    try_again(desk)
    assert UnreadableCase.objects.get().since == long_ago
    assert state(desk) == State.INCOMPLETE
    desk.behave()
    try_again(desk)
    assert unreadable() == set()


def test_a_case_that_cannot_be_looked_up_counts(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    desk.rewrite("issues.list", lambda body: body.update(issues=[]))
    desk.misbehave("issues.get", 503)
    desk.sweep()
    assert unreadable() == {case.id}
    desk.behave()
    try_again(desk)
    assert unreadable() == set()


def test_a_new_case_that_cannot_be_stored_counts_though_there_is_no_row_of_it(desk: Desk) -> None:
    case = desk.open_case()
    with unstorable(case):
        desk.sweep()
    assert not Case.objects.exists()
    assert unreadable() == {case.id}
    desk.behave()
    tried_before()
    desk.sweep()
    assert Case.objects.exists()
    assert unreadable() == set()
