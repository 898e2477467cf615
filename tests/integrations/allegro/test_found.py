"""What a review found and repairs mended: each of these went wrong once."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from starlette.responses import JSONResponse, Response

from integrations import sweeps
from integrations.allegro import channel as allegro_channel
from integrations.allegro.models import Case as StoredCase
from integrations.allegro.session import NotRenewed, renew
from integrations.models import Integration
from simulator import play
from simulator.api.call import Call
from simulator.faults import Answer
from simulator.records import Author as Who
from simulator.records import Case, Kind
from tests.factories import make_reply, make_user
from tests.integrations.allegro.desk import Desk
from tickets import channels, delivery, replies
from tickets.models import Message

pytestmark = pytest.mark.django_db


def whole(desk: Desk, case: Case) -> None:
    kept = Message.objects.filter(ticket=desk.ticket(case)).values_list("external_id", "text")
    assert list(kept) == [(one.id, one.text) for one in desk.allegro.market.world.chat(case)]


def days_pass(desk: Desk) -> None:
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
    for number in range(100):  # it is not among the newest hundred
        desk.open_case(text=f"{number}", at=timezone.now() - timedelta(days=29))
    desk.sweep()
    desk.say(case, Who.BUYER, "Nie zgadzam się, idę do rzecznika.")
    play.close(desk.allegro.market.world, case)
    desk.fault("F11", routes=("issues.chat",), status=503)
    desk.sweep()
    desk.behave()
    assert (
        StoredCase.objects.get(external_id=case.id).retry_at is not None
    )  # it is noted that it must be read again ...
    days_pass(desk)
    whole(desk, case)  # ... and it never is


def test_a_chat_that_lags_behind_its_list_is_read_again_although_the_case_has_ended(desk: Desk) -> None:
    """F04: the list knows of the last message, the chat does not hand it out yet; then nothing is news any more."""
    case = desk.open_case()
    desk.sweep("first")
    desk.say(case, Who.BUYER, "Jeszcze jedno!")
    play.close(desk.allegro.market.world, case)
    desk.rewrite(
        "issues.chat", lambda body: body.update(chat=[m for m in body["chat"] if m["text"] != "Jeszcze jedno!"])
    )
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


@pytest.mark.parametrize(("route", "kind"), [("messaging.list", Kind.CLAIM), ("issues.list", Kind.PURCHASE_PROBLEM)])
@pytest.mark.parametrize("due", ["last_deep_at", "last_wide_at"])
def test_a_list_that_an_account_cannot_read_does_not_stop_its_other_list(
    desk: Desk, route: str, kind: Kind, due: str
) -> None:
    """F08: "404 DATA_FETCHING_ERROR for some accounts or filters". An hour of sweeps as the clock would start them."""
    desk.sweep("first")
    desk.fault("F08", routes=(route,))
    case = desk.open_case(kind)
    Integration.objects.update(last_deep_at=timezone.now(), last_wide_at=timezone.now(), last_quick_at=None)
    Integration.objects.update(**{due: timezone.now() - timedelta(days=2)})
    for _attempt in range(20):
        Integration.objects.update(not_before=None)
        sweeps.sweep_if_due(desk.integration.pk)
    whole(desk, case)


def test_a_first_import_takes_what_it_can_read(desk: Desk) -> None:
    Integration.objects.update(first_import_done_at=None, last_wide_at=None)
    case = desk.open_case(Kind.CLAIM)
    desk.fault("F08", routes=("messaging.list",))
    for _attempt in range(5):
        Integration.objects.update(not_before=None)
        sweeps.sweep_if_due(desk.integration.pk)
    whole(desk, case)


def test_a_filter_that_fails_does_not_stop_the_list_without_it(desk: Desk) -> None:
    desk.sweep("first")
    case = desk.open_case(Kind.CLAIM)
    real = desk.allegro.market.faults

    async def fault(call: Call, answer: Answer) -> Response:
        if "status" in call.request.query_params:
            return JSONResponse({"errors": [{"code": "DATA_FETCHING_ERROR"}]}, 404)
        return await answer()

    real.register("issues.list", fault)
    for _attempt in range(5):
        Integration.objects.update(
            not_before=None, last_quick_at=None, last_deep_at=timezone.now(), last_wide_at=timezone.now()
        )
        sweeps.sweep_if_due(desk.integration.pk)
    whole(desk, case)


def test_f02_gives_no_message_the_files_of_another(desk: Desk) -> None:
    """Of a long chat only the latest messages come: the first buyer's among them is not the one who opened the case."""
    case = desk.open_case(files=[desk.file(desk.account.seller_id)])
    for number in range(30):
        desk.say(case, Who.BUYER, f"{number}")
    desk.fault("F02", latest=20)
    desk.sweep("first")
    later = Message.objects.filter(attachments__isnull=False).values_list("text", flat=True)
    assert list(later) == []


def test_f15_and_f16_together(desk: Desk) -> None:
    """The chatbot without its login: the buyer's first words count as ours, and nobody answers."""
    case = desk.open_case()
    desk.fault("F15")
    desk.fault("F16")
    desk.sweep("first")
    assert desk.ticket(case).waiting_for == "us"


def test_an_answer_without_a_chat_is_no_empty_chat(desk: Desk) -> None:
    """200 with `{}`: counted as read."""
    case = desk.open_case()
    desk.sweep("first")
    desk.say(case, Who.BUYER, "Jeszcze jedno!")
    play.close(desk.allegro.market.world, case)
    desk.rewrite("issues.chat", lambda body: body.clear())
    desk.sweep()
    desk.behave()
    days_pass(desk)
    whole(desk, case)


def test_an_answer_without_a_list_is_no_complete_sweep(desk: Desk) -> None:
    desk.sweep("first")
    desk.rewrite("issues.list", lambda body: body.clear())
    assert desk.sweep().outcome == "failed"


def test_absence_from_a_part_of_the_chat_is_no_absence(desk: Desk) -> None:
    """Allegro's order is not stated ("reports show both"): oldest first and the first page only hides what is new."""
    case = desk.open_case(Kind.CLAIM)
    for number in range(110):
        desk.say(case, Who.BUYER, f"{number}")
    desk.sweep("first")

    pages: dict[str, Any] = {}

    def oldest_100(body: Any) -> None:
        world = desk.allegro.market.world
        wanted = [one.id for one in world.chat(case)][:100]
        shown = {one["id"]: one for one in body["chat"]}
        pages.update(shown)
        body["chat"] = [pages[i] for i in wanted if i in pages][:100]

    # warm up the memory of pages: the whole chat as Allegro would hand it out
    desk.rewrite("issues.chat", lambda body: pages.update({one["id"]: one for one in body["chat"]}))
    channels.get("allegro").read_back(desk.ticket(case).pk, timezone.now())
    desk.behave()
    desk.fault("stored_unanswered", routes=("issues.message",), count=1)
    desk.rewrite("issues.chat", oldest_100)
    reply = desk.reply(case, "Wysłaliśmy nową paczkę.")
    assert reply.delivery == "uncertain"
    for _reading in range(3):
        Message.objects.filter(pk=reply.pk).update(due_at=timezone.now())
        delivery.settle(reply.pk)
    reply.refresh_from_db()
    assert desk.said(case).count("Wysłaliśmy nową paczkę.") == 1
    assert reply.delivery != "failed", reply.failure  # "the buyer did not get it" is untrue


def test_a_worker_that_comes_back_after_its_time_does_not_send_any_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow upload (2 MB at 6 kB/s; no limit covers the sending of a body), or a machine that slept."""
    case = desk.open_case()
    desk.sweep("first")
    message = make_reply(desk.ticket(case), make_user(), text="Wysłaliśmy nową paczkę.")
    real = allegro_channel._upload
    calls: list[int] = []

    def slow(*args: Any) -> str:
        done = real(*args)
        calls.append(1)
        if len(calls) > 1:
            return done
        due = Message.objects.filter(pk=message.pk)
        due.update(due_at=timezone.now())  # five minutes later
        delivery.doubt_abandoned()
        for _reading in range(3):  # over two minutes
            due.update(due_at=timezone.now())
            delivery.settle(message.pk)
        message.refresh_from_db()
        replies.send_again(message, make_user(), even_if_twice=True)
        delivery.deliver(message.pk)
        return done

    monkeypatch.setattr(allegro_channel, "_upload", slow)
    delivery.deliver(message.pk)
    assert desk.said(case).count("Wysłaliśmy nową paczkę.") == 1


def settled(message: Message) -> Message:
    for _reading in range(3):
        Message.objects.filter(pk=message.pk, delivery="uncertain").update(due_at=timezone.now())
        delivery.settle(message.pk)
    message.refresh_from_db()
    return message


@pytest.mark.parametrize("kind", [Kind.CLAIM, Kind.PURCHASE_PROBLEM])
@pytest.mark.parametrize("sweeps_first", [False, True])
def test_f22_on_the_role_hides_our_own_reply(desk: Desk, kind: Kind, sweeps_first: bool) -> None:
    """F11 and F22 together: our text is there under a role nobody announced; "the buyer did not get it" is untrue."""
    case = desk.open_case(kind)
    desk.sweep("first")
    desk.fault("stored_unanswered", count=1)
    desk.fault("F22", field="role")
    reply = desk.reply(case, "Wysłaliśmy nową paczkę.")
    if sweeps_first:
        desk.sweep()
    assert settled(reply).delivery == "delivered", reply.failure
    assert [text for _who, text in desk.history(case)].count("Wysłaliśmy nową paczkę.") == 1


@pytest.mark.parametrize("sweeps_first", [False, True])
def test_f16_on_a_user_of_the_message_centre_hides_our_own_reply(desk: Desk, sweeps_first: bool) -> None:
    """Role USER is told apart by the login alone; without it our reply counts as the buyer's words."""
    case = desk.open_case(Kind.PURCHASE_PROBLEM)
    desk.sweep("first")
    desk.fault("stored_unanswered", count=1)
    desk.rewrite(
        "messaging.messages",
        lambda body: [one.update(author={"role": "USER", "login": None}) for one in body["messages"]],
    )
    reply = desk.reply(case, "Wysłaliśmy nową paczkę.")
    if sweeps_first:
        desk.sweep()
    assert settled(reply).delivery == "delivered", reply.failure
    assert ("buyer", "Wysłaliśmy nową paczkę.") not in desk.history(case)


def test_the_renewal_of_a_token_keeps_nobody_out_of_the_database_for_longer_than_sqlite_waits(desk: Desk) -> None:
    """It holds the write lock (embedded default: others give up after 20 s with "database is locked")."""
    desk.allegro.market.faults.switch_on("endless", routes=("oauth.token",), options={"bytes_per_second": 50})
    began = time.monotonic()
    with pytest.raises(NotRenewed):
        renew(desk.account, refused_token=desk.account.access_token)
    assert time.monotonic() - began < 20
