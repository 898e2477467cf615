"""A chat that could not be read, or not whole, is read again, whatever becomes of its case meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.allegro.models import Case as StoredCase
from integrations.models import Integration
from simulator import play
from simulator.records import Author
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import whole
from tickets.models import Message

pytestmark = pytest.mark.django_db


def days_pass(desk: Desk) -> None:
    """Every kind of sweep comes round, and every pause before a case is tried again is over."""
    StoredCase.objects.update(looked_up_at=None)
    StoredCase.objects.filter(retry_at__isnull=False).update(retry_at=timezone.now() - timedelta(seconds=1))
    for kind in ("quick", "deep", "wide", "quick"):
        assert desk.sweep(kind).outcome == "complete"


def test_the_last_words_of_an_old_discussion_that_ended_are_read_when_the_first_try_failed(desk: Desk) -> None:
    """Opened 40 days ago; the buyer writes and ends it; just then its chat answers 503 (F11)."""
    case = desk.open_case(at=timezone.now() - timedelta(days=40))
    desk.sweep("first")
    desk.sweep()  # open ones of any age come with the quick sweep
    whole(desk, case)
    for number in range(10):  # it is not on the first page
        desk.open_case(text=f"{number}", at=timezone.now() - timedelta(days=29))
    desk.sweep()
    desk.say(case, Author.BUYER, "Nie zgadzam się, idę do rzecznika.")
    play.close(desk.allegro.market.world, case)
    desk.fault("F11", routes=("issues.chat",), status=503)
    desk.sweep()
    desk.behave()
    assert StoredCase.objects.get(external_id=case.id).retry_at is not None
    days_pass(desk)
    whole(desk, case)


def test_a_chat_that_lags_behind_its_list_is_read_again_although_the_case_has_ended(desk: Desk) -> None:
    """F04: the list knows of the last message, the chat does not hand it out yet."""
    case = desk.open_case()
    desk.sweep("first")
    desk.say(case, Author.BUYER, "Jeszcze jedno!")
    play.close(desk.allegro.market.world, case)
    desk.rewrite(
        "issues.chat", lambda body: body.update(chat=[m for m in body["chat"] if m["text"] != "Jeszcze jedno!"])
    )
    desk.sweep()
    desk.behave()
    days_pass(desk)
    whole(desk, case)


def test_an_answer_without_a_chat_is_no_empty_chat(desk: Desk) -> None:
    """200 with `{}` does not count as read."""
    case = desk.open_case()
    desk.sweep("first")
    desk.say(case, Author.BUYER, "Jeszcze jedno!")
    play.close(desk.allegro.market.world, case)
    desk.rewrite("issues.chat", lambda body: body.clear())
    desk.sweep()
    desk.behave()
    days_pass(desk)
    whole(desk, case)


def test_a_new_case_is_answered_although_its_chat_could_not_be_read_at_first(desk: Desk) -> None:
    Integration.objects.update(answers_new_cases=True, new_case_answer="Już patrzymy.")
    case = desk.open_case()
    desk.fault("F09")
    desk.sweep()
    desk.behave()
    StoredCase.objects.update(retry_at=timezone.now())
    desk.sweep()
    assert Message.objects.filter(ticket=desk.ticket(case), automatic="new_case").exists()
