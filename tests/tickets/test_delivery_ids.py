"""Which message on the marketplace is ours, and that each of its ids belongs to one reply alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import make_message, make_reply, make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tests.tickets.test_delivery_settling import make_uncertain
from tickets import channels, delivery, outcomes, replies
from tickets.facts import Author, MessageFacts
from tickets.models import Event, Message, Ticket

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(hours=5)


def shown(market: DummyChannel, message: Message, seconds: int = 3, **changes: Any) -> MessageFacts:
    """The marketplace shows the reply's words so many seconds after its attempt began."""
    occurred_at = LONG_AGO + timedelta(seconds=seconds)
    fact = replace(MessageFacts("x1", Author.SELLER, "our-shop", message.text, occurred_at), **changes)
    market.sent.append((message.ticket_id, fact, channels.OutgoingReply(fact.text)))
    return fact


def in_doubt(ticket: Ticket | None = None, **fields: Any) -> Message:
    values = {"delivery": "uncertain", "attempts": 1, "attempt_started_at": LONG_AGO, **fields}
    return make_reply(ticket or make_ticket(), make_user(), "Hello there", **values)


def settled(message: Message) -> tuple[str, str | None]:
    delivery.settle(message.pk)
    message.refresh_from_db()
    return message.delivery, message.external_id


@pytest.mark.parametrize("author", [Author.SELLER, Author.UNKNOWN])
def test_our_words_however_they_are_wrapped_are_ours(market: DummyChannel, author: Author) -> None:
    message = in_doubt()
    shown(market, message, author=author, text="Hello\n there ")
    assert settled(message) == ("delivered", "x1")


@pytest.mark.parametrize("change", [{"author": Author.BUYER}, {"author": Author.ADVISER}, {"text": "Hello"}])
def test_others_who_quote_us_and_other_words_are_not_ours(market: DummyChannel, change: dict[str, Any]) -> None:
    message = in_doubt()
    shown(market, message, **change)
    assert settled(message) == ("uncertain", None)


@pytest.mark.parametrize(("seconds", "state"), [(-29, "delivered"), (-31, "uncertain"), (3600, "delivered")])
def test_what_was_there_before_the_attempt_is_not_ours(market: DummyChannel, seconds: int, state: str) -> None:
    message = in_doubt()
    shown(market, message, seconds)
    assert settled(message)[0] == state


def test_an_id_that_is_bound_to_another_message_is_passed_over(market: DummyChannel) -> None:
    message = in_doubt()
    make_message(message.ticket, Author.SELLER, message.text, external_id="x1")
    shown(market, message)
    shown(market, message, external_id="x2")
    assert settled(message) == ("delivered", "x2")


def test_an_id_on_another_ticket_says_nothing(market: DummyChannel) -> None:
    message = in_doubt()
    make_message(make_ticket(), Author.SELLER, external_id="x1")
    shown(market, message)
    assert settled(message) == ("delivered", "x1")


def test_a_copy_under_a_role_that_nobody_announced_gives_way(market: DummyChannel) -> None:
    message = in_doubt()
    make_message(message.ticket, Author.UNKNOWN, message.text, external_id="x1")
    shown(market, message)
    assert settled(message) == ("delivered", "x1")
    assert list(message.ticket.messages.all()) == [message]


def test_a_reply_of_an_unknown_role_that_is_ours_already_does_not_give_way(market: DummyChannel) -> None:
    message = in_doubt()
    fields = {"delivery": "delivered", "external_id": "x1"}
    make_message(message.ticket, Author.UNKNOWN, message.text, **fields)
    shown(market, message)
    assert settled(message) == ("uncertain", None)


def test_only_the_copy_with_the_id_on_the_same_ticket_gives_way(market: DummyChannel) -> None:
    ours = in_doubt(delivery="sending")
    make_message(ours.ticket, Author.SELLER, external_id="x1")
    kept = [make_message(ours.ticket, external_id="x2"), make_message(make_ticket(), external_id="x1")]
    outcomes.record_accepted(ours, "x1")
    assert set(Message.objects.exclude(pk=ours.pk)) == set(kept)


@pytest.mark.parametrize("author", [Author.BUYER, Author.ADVISER, Author.SYSTEM, Author.CHATBOT])
def test_what_somebody_else_wrote_never_gives_way(market: DummyChannel, author: Author) -> None:
    ours = in_doubt(delivery="sending")
    theirs = make_message(ours.ticket, author, external_id="x1")
    with pytest.raises(IntegrityError), transaction.atomic():  # no channel may say that it is ours
        outcomes.record_accepted(ours, "x1")
    assert set(ours.ticket.messages.all()) == {ours, theirs}


def test_what_a_person_of_ours_wrote_never_gives_way(market: DummyChannel) -> None:
    ours = in_doubt(delivery="sending")
    theirs = make_reply(ours.ticket, make_user(), delivery="delivered", external_id="x1")
    outcomes.record_accepted(ours, "x1")
    assert set(ours.ticket.messages.all()) == {ours, theirs}


def test_another_reply_of_the_same_words_loses_the_id_and_is_looked_for_again(market: DummyChannel) -> None:
    ours = in_doubt(delivery="sending")
    taken_for_it = in_doubt(ours.ticket, delivery="delivered", external_id="x1", due_at=None)
    others = [in_doubt(delivery="delivered", external_id="x1"), in_doubt(ours.ticket, external_id="x2")]

    outcomes.record_accepted(ours, "x1")

    for message in (ours, taken_for_it, *others):
        message.refresh_from_db()
    assert (ours.delivery, ours.external_id) == ("delivered", "x1")
    assert (taken_for_it.delivery, taken_for_it.external_id) == ("uncertain", None)
    assert taken_for_it in delivery.due_for_settling()
    assert [message.external_id for message in others] == ["x1", "x2"]


def test_recording_a_delivery_again_keeps_it_and_tells_nobody(market: DummyChannel) -> None:
    ours = in_doubt(delivery="sending")
    outcomes.record_accepted(ours, "x1", trace_id="t-1")
    outcomes.record_accepted(ours, "x1", trace_id="t-2")
    ours.refresh_from_db()
    assert (ours.delivery, ours.external_id, ours.trace_id) == ("delivered", "x1", "t-1")
    assert list(ours.ticket.events.values_list("kind", flat=True)) == ["reply_delivered"]


def test_a_delivered_reply_keeps_its_id_when_another_one_is_told(market: DummyChannel) -> None:
    ours, other = in_doubt(delivery="delivered", external_id="x1"), in_doubt(delivery="delivered")
    outcomes.record_accepted(ours, "x2")
    for message in (ours, other):
        message.refresh_from_db()
    assert (ours.external_id, other.external_id) == ("x1", None)
    assert not Event.objects.exists()


def test_an_absent_reply_that_was_delivered_after_all_forgets_its_failure(market: DummyChannel) -> None:
    ours = in_doubt(delivery="failed", failure="It is not on the marketplace.", failure_code="absent", trace_id="t-1")
    other = in_doubt(ours.ticket, delivery="failed")
    outcomes.record_accepted(ours, "x1")
    for message in (ours, other):
        message.refresh_from_db()
    assert (ours.failure, ours.failure_code, ours.trace_id, ours.due_at) == ("", "", "", None)
    assert ours.occurred_at == LONG_AGO
    assert other.delivery == "failed"


def test_an_answer_that_comes_after_a_confirmation_brings_the_id(market: DummyChannel) -> None:
    message = make_uncertain(market, stored=True)
    replies.confirm(message, make_user())
    outcomes.record_accepted(message, "dummy-1")
    message.refresh_from_db()
    assert (message.delivery, message.external_id) == ("delivered", "dummy-1")


def test_what_else_our_company_wrote_there_stays_when_a_reply_is_accepted(market: DummyChannel) -> None:
    message = in_doubt()
    other = make_message(message.ticket, Author.SELLER, "Something else", external_id="x0")
    outcomes.record_accepted(message, "x1")
    assert Message.objects.filter(pk=other.pk).exists()
