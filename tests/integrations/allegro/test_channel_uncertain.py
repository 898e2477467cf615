"""A reply whose outcome nobody knows is looked for in the chat: neither sent twice, nor called undelivered in error."""

from typing import Any

import pytest
from django.utils import timezone

from integrations.allegro import channel as allegro_channel
from simulator.records import Author, Kind
from tests.factories import make_reply, make_user
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import settle, talk, whole
from tickets import channels, delivery, replies
from tickets.models import Message

pytestmark = pytest.mark.django_db


def settled(message: Message) -> Message:
    """After three readings, if it takes so many."""
    for _reading in range(3):
        Message.objects.filter(pk=message.pk, delivery="uncertain").update(due_at=timezone.now())
        delivery.settle(message.pk)
    message.refresh_from_db()
    return message


def test_absence_from_a_part_of_the_chat_is_no_absence(desk: Desk) -> None:
    """Allegro's order is not stated ("reports show both"): oldest first and the first page only hides what is new."""
    case = desk.open_case(Kind.CLAIM)
    for number in range(11):
        desk.say(case, Author.BUYER, f"{number}")
    desk.sweep("first")

    pages: dict[str, Any] = {}

    def oldest_ten(body: Any) -> None:
        world = desk.allegro.market.world
        wanted = [one.id for one in world.chat(case)][:10]
        shown = {one["id"]: one for one in body["chat"]}
        pages.update(shown)
        body["chat"] = [pages[i] for i in wanted if i in pages][:10]

    # warm up the memory of pages: the whole chat as Allegro would hand it out
    desk.rewrite("issues.chat", lambda body: pages.update({one["id"]: one for one in body["chat"]}))
    channels.get("allegro").read_back(desk.ticket(case).pk)
    desk.behave()
    desk.fault("stored_unanswered", routes=("issues.message",), count=1)
    desk.rewrite("issues.chat", oldest_ten)
    reply = desk.reply(case, "Wysłaliśmy nową paczkę.")
    assert reply.delivery == "uncertain"
    assert settled(reply).delivery != "failed", reply.failure
    assert desk.said(case).count("Wysłaliśmy nową paczkę.") == 1


def test_f01_a_reply_on_the_page_that_is_not_handed_out_is_not_called_undelivered(desk: Desk) -> None:
    """Oldest first, and all that is known fills the first page."""
    case = desk.open_case(Kind.CLAIM)
    talk(desk, case, 9)
    desk.sweep("first")
    first_page: list[Any] = []
    desk.rewrite("issues.chat", lambda body: first_page.extend(body["chat"]))
    channels.get("allegro").read_back(desk.ticket(case).pk)
    desk.behave()
    desk.fault("stored_unanswered", count=1)
    reply = desk.reply(case, "Wysłaliśmy nową paczkę.")
    desk.rewrite("issues.chat", lambda body: body.update(chat=first_page[:10]))
    for _reading in range(3):
        settle(reply)
    assert (reply.delivery, reply.due_at) == ("uncertain", None)
    assert "does not hand out all messages" in reply.failure
    desk.behave()
    desk.sweep("deep")
    whole(desk, case)


def test_a_reply_that_is_handed_out_is_found_although_the_list_does_not_end_properly(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep("first")
    desk.fault("stored_unanswered", count=1)
    reply = desk.reply(case, "Dzień dobry!")
    desk.rewrite("issues.chat", lambda body: body["chat"].append({"text": "?", "author": {"role": "SYSTEM"}}))
    assert settle(reply).delivery == "delivered"


@pytest.mark.parametrize("what", ["an entry without identity", "the newest message taken away"])
def test_a_case_that_never_proves_absence_holds_back_no_later_reply(desk: Desk, what: str) -> None:
    case = desk.open_case()
    desk.say(case, Author.BUYER, "obelga")
    desk.sweep("first")
    desk.fault("unstored_504", count=1)
    reply, later = desk.reply(case, "Dzień dobry!"), desk.reply(case, "Druga")

    def change(body: Any) -> None:
        if what == "an entry without identity":
            body["chat"].append({"text": "?", "author": {"role": "SYSTEM"}})
        else:  # tracker 11411
            body["chat"] = [one for one in body["chat"] if one["text"] != "obelga"]

    desk.rewrite("issues.chat", change)
    for _reading in range(3):
        settle(reply)
    assert (reply.delivery, reply.due_at) == ("uncertain", None)
    assert "does not hand out" in reply.failure
    assert desk.deliver(later).delivery == "delivered"


def test_absence_is_certain_although_the_newest_known_message_was_taken_away_when_newer_ones_are_there(
    desk: Desk,
) -> None:
    case = desk.open_case()
    desk.say(case, Author.BUYER, "obelga")
    desk.sweep("first")
    desk.fault("unstored_504", count=1)
    reply = desk.reply(case, "Dzień dobry!")
    desk.say(case, Author.BUYER, "przepraszam")
    desk.rewrite("issues.chat", lambda body: body.update(chat=[one for one in body["chat"] if one["text"] != "obelga"]))
    for _reading in range(3):
        settle(reply)
    assert (reply.delivery, reply.failure_code) == ("failed", "absent")


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


@pytest.mark.parametrize("kind", [Kind.CLAIM, Kind.PURCHASE_PROBLEM])
@pytest.mark.parametrize("sweeps_first", [False, True])
def test_f11_f22_our_own_reply_is_found_under_a_role_that_nobody_announced(
    desk: Desk, kind: Kind, sweeps_first: bool
) -> None:
    """Saying "the buyer did not get it" would be untrue."""
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
def test_f16_our_own_reply_in_the_message_centre_is_found_without_its_login(desk: Desk, sweeps_first: bool) -> None:
    """Role USER is told apart by the login alone; without it our reply must not count as the buyer's words."""
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


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Link: https://x.example/?a=1&b=2", "Link: https://x.example/?a=1&amp;b=2"),
        ('Regał "Oslo" <80 cm>', "Regał &quot;Oslo&quot; &lt;80 cm&gt;"),
        ("Dzień do\u200bbry", "Dzień dobry"),
        ("Dzien\u0301 dobry, ło\u0301z\u0307ko", "Dzień dobry, łóżko"),
        ("Wysłane \U0001f642 dziś", "Wysłane  dziś"),
        ("Cena 100\xa0zł", "Cena 100 zł"),
    ],
)
@pytest.mark.parametrize("sweeps_first", [False, True])
def test_a_reply_that_allegro_shows_with_changed_letters_is_recognised(
    desk: Desk, sent: str, shown: str, sweeps_first: bool
) -> None:
    """#12032: what Allegro shows is not letter for letter what was sent."""
    case = desk.open_case()
    desk.sweep("first")
    desk.fault("stored_unanswered", count=1)
    reply = desk.reply(case, sent)
    world = desk.allegro.market.world
    message = world.chat(case)[-1]
    message.text = shown
    world.keep(message)
    if sweeps_first:
        desk.sweep()
    assert settled(reply).delivery == "delivered", reply.failure
    assert len(desk.history(case)) == 2


@pytest.mark.parametrize("sweeps_first", [False, True])
def test_a_reply_that_allegro_shows_with_other_words_is_never_called_undelivered(
    desk: Desk, sweeps_first: bool
) -> None:
    case = desk.open_case()
    desk.sweep("first")
    desk.fault("stored_unanswered", count=1)
    reply = desk.reply(case, "Proszę zadzwonić: 600 100 200")
    world = desk.allegro.market.world
    message = world.chat(case)[-1]
    message.text = "Proszę zadzwonić: ***"
    world.keep(message)
    if sweeps_first:
        desk.sweep()
    for _reading in range(3):  # over two minutes
        settle(reply)
    assert (reply.delivery, reply.due_at) == ("uncertain", None)
