from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories import make_reply, make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tickets import delivery
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
