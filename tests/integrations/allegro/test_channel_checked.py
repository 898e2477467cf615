"""Allegro checks messages in purchase problems: a 201 does not mean that the buyer may read them (#10190)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from simulator import play
from simulator.records import Author, Case, Kind
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import settle
from tickets import channels, moderation
from tickets.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def problem(desk: Desk) -> Case:
    case = desk.open_case(Kind.PURCHASE_PROBLEM)
    desk.sweep("first")
    return case


def judge(desk: Desk, message: Message, status: str) -> None:
    world = desk.allegro.market.world
    play.judge(world, world.messages[str(message.external_id)], status)


def look(message: Message) -> Message:
    Message.objects.filter(pk=message.pk).update(due_at=timezone.now())
    moderation.follow(message.pk)
    message.refresh_from_db()
    return message


@pytest.mark.parametrize("kind", [Kind.DISCUSSION, Kind.CLAIM])
def test_a_case_that_tells_no_status_delivers_at_once(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    desk.sweep("first")
    assert desk.reply(case, "Dzień dobry").delivery == "delivered"


@pytest.mark.parametrize(("status", "state"), [("DELIVERED", "delivered"), ("BLOCKED", "blocked")])
def test_a_message_being_checked_is_followed_until_allegro_has_decided(
    desk: Desk, problem: Case, status: str, state: str
) -> None:
    desk.fault("checked")
    reply = desk.reply(problem, "Proszę napisać na sklep@example.com")
    assert reply.delivery == "checking"
    assert look(reply).delivery == "checking"
    judge(desk, reply, status)
    assert look(reply).delivery == state


def test_an_answer_that_tells_no_status_does_not_count_as_delivered(desk: Desk, problem: Case) -> None:
    desk.rewrite("messaging.message", lambda body: body.pop("status"))
    reply = desk.reply(problem, "Dzień dobry")
    assert (reply.delivery, reply.failure_code) == ("checking", "untold")
    assert look(reply).delivery == "delivered"


@pytest.mark.parametrize("odd", [None, {"x": 1}], ids=["missing", "odd"])
@pytest.mark.parametrize("state", ["VERIFYING", "BLOCKED"])
def test_a_reading_that_tells_no_status_changes_nothing(desk: Desk, problem: Case, state: str, odd: object) -> None:
    desk.fault("checked", count=1, verdict=state)
    reply = desk.reply(problem, "Proszę napisać na sklep@example.com")
    before = reply.delivery
    desk.rewrite("messaging.messages", lambda body: [one.update(status=odd) for one in body["messages"]])
    desk.sweep("deep")
    reply.refresh_from_db()
    assert reply.delivery == before != "delivered"


def test_a_discarded_reply_does_not_come_back_when_no_status_is_told(desk: Desk, problem: Case) -> None:
    desk.fault("checked", count=1, verdict="BLOCKED")
    reply = desk.reply(problem, "Proszę napisać na sklep@example.com")
    Message.objects.filter(pk=reply.pk).update(delivery="discarded")
    desk.rewrite("messaging.messages", lambda body: [one.pop("status") for one in body["messages"]])
    desk.sweep("deep")
    reply.refresh_from_db()
    assert reply.delivery == "discarded"


@pytest.mark.parametrize("status", ["INTERACTING", "DISMISSED", "SOMETHING_NEW"])
def test_a_status_that_does_not_tell_is_shown_as_it_is(desk: Desk, problem: Case, status: str) -> None:
    desk.fault("checked", verdict=status)
    reply = desk.reply(problem, "Dzień dobry")
    assert (reply.delivery, reply.failure_code) == ("checking", status)


def test_a_message_blocked_later_is_found_by_the_deep_sweep(desk: Desk, problem: Case) -> None:
    reply = desk.reply(problem, "Dzień dobry")
    assert reply.delivery == "delivered"
    judge(desk, reply, "BLOCKED")
    desk.sweep("deep")
    reply.refresh_from_db()
    assert reply.delivery == "blocked"
    assert desk.ticket(problem).waiting_for == "us"


def test_a_blocked_message_that_allegro_has_taken_away_stays_here_and_stops_no_reading(
    desk: Desk, problem: Case
) -> None:
    desk.fault("checked", count=1, verdict="BLOCKED")
    blocked = desk.reply(problem, "Proszę zadzwonić: 600 100 200")
    world = desk.allegro.market.world
    message = world.messages[str(blocked.external_id)]
    message.created_at = timezone.now() - timedelta(hours=25)
    world.keep(message)
    assert desk.said(problem).count(blocked.text) == 1
    ticket = desk.ticket(problem)
    assert channels.get("allegro").read_back(ticket.pk) == channels.Reading(())
    desk.fault("stored_unanswered", count=1)
    assert settle(desk.reply(problem, "Dzień dobry")).delivery == "delivered"
    desk.sweep("deep")
    blocked.refresh_from_db()
    assert (blocked.delivery, blocked.text) == ("blocked", "Proszę zadzwonić: 600 100 200")


def test_what_the_seller_wrote_on_allegros_site_and_was_blocked_leaves_it_our_turn(desk: Desk, problem: Case) -> None:
    written = desk.say(problem, Author.SELLER, "Proszę zadzwonić")
    play.judge(desk.allegro.market.world, written, "BLOCKED")
    desk.sweep()
    message = Message.objects.get(external_id=written.id)
    assert (message.delivery, desk.ticket(problem).waiting_for) == ("blocked", "us")
