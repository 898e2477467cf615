from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories import make_reply, make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tickets import channels, delivery
from tickets.models import Draft, Message


def post(browser: Client, verb: str, message: Message, **data: object) -> None:
    response = browser.post(reverse(f"tickets:{verb}", args=[message.pk]), data)
    assert response.headers["Location"].startswith(reverse("tickets:detail", args=[message.ticket_id]))


def page(browser: Client, message: Message) -> str:
    return browser.get(reverse("tickets:detail", args=[message.ticket_id])).content.decode()


def test_undo_brings_the_text_back_into_the_composer(browser: Client, agent: User, market: DummyChannel) -> None:
    waiting = timezone.now() + timedelta(seconds=9)
    message = make_reply(make_ticket(), agent, "Too early\n\nAnna, Shop", due_at=waiting)

    post(browser, "undo", message)

    assert not Message.objects.exists()
    assert Draft.objects.get().text == "Too early"
    assert "Too early</textarea>" in page(browser, message)


def test_what_was_typed_meanwhile_is_not_lost_by_undo(browser: Client, agent: User, market: DummyChannel) -> None:
    message = make_reply(make_ticket(), agent, "First", due_at=timezone.now() + timedelta(seconds=9))
    post(browser, "undo", message, **{"reply-text": "Second"})
    assert Draft.objects.get().text == "First\n\nSecond"


def test_too_late_to_undo_is_said(browser: Client, agent: User, market: DummyChannel) -> None:
    message = make_reply(make_ticket(), agent)
    post(browser, "undo", message)
    assert "Too late to undo" in page(browser, message)
    assert Message.objects.exists()


def test_nobody_takes_back_what_another_one_wrote(browser: Client, market: DummyChannel) -> None:
    message = make_reply(make_ticket(), make_user(), due_at=timezone.now() + timedelta(seconds=9))
    post(browser, "undo", message)
    assert Message.objects.exists()


def test_a_failed_reply_is_sent_again(browser: Client, market: DummyChannel) -> None:
    message = make_reply(make_ticket(), delivery=Message.Delivery.FAILED, failure="The case has ended.", due_at=None)
    post(browser, "send_again", message)
    message.refresh_from_db()
    assert message.delivery == Message.Delivery.QUEUED
    assert message.due_at is not None


def uncertain() -> Message:
    now = timezone.now()
    later = now + timedelta(seconds=50)
    return make_reply(
        make_ticket(), delivery=Message.Delivery.UNCERTAIN, due_at=later, attempts=1, attempt_started_at=now
    )


def test_an_old_page_does_not_send_an_uncertain_reply_again(browser: Client, market: DummyChannel) -> None:
    message = uncertain()
    post(browser, "send_again", message)
    message.refresh_from_db()
    assert message.delivery == Message.Delivery.UNCERTAIN
    assert "not waiting to be sent again" in page(browser, message)


def test_the_page_offers_three_ways_to_settle_an_uncertain_reply(browser: Client, market: DummyChannel) -> None:
    message = uncertain()
    shown = page(browser, message)
    for verb in ("check_again", "confirm", "send_again"):
        assert reverse(f"tickets:{verb}", args=[message.pk]) in shown
    assert "the buyer gets it twice" in shown
    assert f"https://market.example/cases/{message.ticket_id}" in shown


def test_check_again_looks_at_once(browser: Client, market: DummyChannel) -> None:
    message = uncertain()
    post(browser, "check_again", message)
    message.refresh_from_db()
    assert message.delivery == Message.Delivery.UNCERTAIN
    assert message in delivery.due_for_settling()


def test_who_has_seen_it_there_confirms_it(browser: Client, market: DummyChannel) -> None:
    message = uncertain()
    post(browser, "confirm", message)
    message.refresh_from_db()
    assert (message.delivery, message.external_id, message.due_at) == ("delivered", None, None)
    assert "confirmed by a person" in page(browser, message)


def test_a_person_may_send_an_uncertain_reply_again_knowing_what_it_means(
    browser: Client, market: DummyChannel
) -> None:
    message = uncertain()
    post(browser, "send_again", message, even_if_twice="1")
    message.refresh_from_db()
    assert message.delivery == Message.Delivery.QUEUED
    assert message in delivery.due_for_delivery()


def test_who_comes_late_is_told_that_it_is_settled(browser: Client, market: DummyChannel) -> None:
    message = make_reply(make_ticket(), delivery=Message.Delivery.DELIVERED, external_id="m-1", due_at=None)
    for verb in ("check_again", "confirm"):
        post(browser, verb, message)
        assert "uncertain no longer" in page(browser, message)


def test_a_message_that_is_gone_is_not_found(browser: Client) -> None:
    for verb in ("undo", "send_again", "check_again", "confirm"):
        assert browser.post(reverse(f"tickets:{verb}", args=[0])).status_code == 404


def refused(agent: User) -> Message:
    ticket = make_ticket()
    return make_reply(ticket, agent, "Too many links", delivery="failed", failure="Refused.", due_at=None)


def test_a_refused_reply_offers_to_be_sent_edited_or_discarded_and_looks_like_none_that_arrived(
    browser: Client, agent: User, market: DummyChannel
) -> None:
    shown = page(browser, message := refused(agent))
    for verb in ("send_again", "edit_reply", "discard_reply"):
        assert reverse(f"tickets:{verb}", args=[message.pk]) in shown
    assert "message-undelivered" in shown
    Message.objects.update(delivery="delivered", external_id="m-1")
    assert "message-undelivered" not in page(browser, message)


def test_a_blocked_reply_says_so_and_is_not_offered_to_be_sent_as_it_is(
    browser: Client, agent: User, market: DummyChannel
) -> None:
    message = refused(agent)
    Message.objects.update(delivery="blocked", external_id="m-1")
    shown = page(browser, message)
    assert "Blocked by the marketplace" in shown
    assert "Too many links" in shown
    assert reverse("tickets:edit_reply", args=[message.pk]) in shown
    assert reverse("tickets:send_again", args=[message.pk]) not in shown


def test_editing_a_refused_reply_puts_it_into_the_composer(browser: Client, agent: User, market: DummyChannel) -> None:
    message = refused(agent)
    post(browser, "edit_reply", message, **{"reply-text": "And more"})
    shown = page(browser, message)
    assert "Too many links\n\nAnd more</textarea>" in shown
    assert "message-undelivered" not in shown


def test_discarding_a_refused_reply_takes_it_away_and_is_told(
    browser: Client, agent: User, market: DummyChannel
) -> None:
    message = refused(agent)
    post(browser, "discard_reply", message, note="Answered by phone")
    shown = page(browser, message)
    assert "Too many links" not in shown
    assert "Answered by phone" in shown


def test_where_the_case_has_ended_a_refused_reply_can_only_be_discarded(
    browser: Client, agent: User, market: DummyChannel
) -> None:
    market.available = channels.Availability(can_reply=False, reason="The case has ended.")
    shown = page(browser, message := refused(agent))
    assert reverse("tickets:discard_reply", args=[message.pk]) in shown
    assert reverse("tickets:edit_reply", args=[message.pk]) not in shown


def test_a_reply_that_is_checked_is_not_shown_as_delivered(browser: Client, agent: User, market: DummyChannel) -> None:
    message = refused(agent)
    Message.objects.update(delivery="checking", external_id="m-1", failure="", failure_code="", due_at=timezone.now())
    shown = page(browser, message)
    assert "the marketplace is checking it" in shown
    assert "✓" not in shown
    assert "asked for long enough" not in shown
    Message.objects.update(failure_code="SOMETHING_NEW")
    assert "says “SOMETHING_NEW” of it" in page(browser, message)
    Message.objects.update(failure_code="untold", due_at=None)
    shown = page(browser, message)
    assert "the marketplace does not say" in shown
    assert "asked for long enough" in shown
