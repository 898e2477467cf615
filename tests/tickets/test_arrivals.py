"""Replies of ours that the marketplace shows are bound to their rows instead of doubled."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.factories import make_reply, make_ticket, make_user
from tests.tickets.cases import CASE, OPENED, word
from tests.tickets.dummy import DummyChannel
from tickets import delivery, downloads
from tickets.arrivals import add_messages
from tickets.facts import AttachmentFacts, Author, MessageFacts
from tickets.intake import Rules, receive
from tickets.models import Attachment, Message

pytestmark = pytest.mark.django_db


def test_a_reply_in_doubt_is_bound_to_what_the_sweep_reads_instead_of_doubled(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    reply = make_reply(
        ticket, make_user(), "Sorry for that", delivery=Message.Delivery.UNCERTAIN, attempt_started_at=OPENED
    )
    seen = word("s1", Author.SELLER, 3, text="Sorry  for that\n")

    received = receive(ticket, replace(CASE, messages=(seen,)), rules)

    reply.refresh_from_db()
    assert received.new_messages == ()
    assert (reply.delivery, reply.external_id, reply.occurred_at) == ("delivered", "s1", seen.occurred_at)


def test_a_reply_given_up_as_absent_that_turns_up_late_is_delivered_after_all(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    reply = make_reply(ticket, text="Late", delivery="failed", failure_code="absent", attempt_started_at=OPENED)
    receive(ticket, replace(CASE, messages=(word("s1", Author.SELLER, 3, text="Late"),)), rules)
    reply.refresh_from_db()
    assert reply.delivery == Message.Delivery.DELIVERED


@pytest.mark.parametrize("state", [Message.Delivery.DELIVERED, Message.Delivery.QUEUED])
def test_what_a_person_settled_is_bound_to_what_the_sweep_reads(rules: Rules, state: Message.Delivery) -> None:
    """Confirmed without an id, or queued once more: the first attempt may turn up, and then it is that one."""
    ticket = receive(None, CASE, rules).ticket
    reply = make_reply(ticket, text="On its way", delivery=state, attempts=1, attempt_started_at=OPENED)
    found = word("m2", Author.SELLER, minutes=1, text="On its way")
    assert receive(ticket, replace(CASE, messages=(*CASE.messages, found)), rules).new_messages == ()
    reply.refresh_from_db()
    assert (reply.delivery, reply.external_id) == (Message.Delivery.DELIVERED, "m2")


def test_a_reply_that_has_not_left_yet_is_not_confused_with_the_same_words_on_the_site(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    make_reply(ticket, text="On its way")
    found = word("m2", Author.SELLER, minutes=1, text="On its way")
    assert len(receive(ticket, replace(CASE, messages=(*CASE.messages, found)), rules).new_messages) == 1


def test_a_refused_reply_is_not_confused_with_the_same_words_on_the_site(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    reply = make_reply(ticket, text="Hi", delivery="failed", failure_code="refused", attempt_started_at=OPENED)
    receive(ticket, replace(CASE, messages=(word("s1", Author.SELLER, 3, text="Hi"),)), rules)
    reply.refresh_from_db()
    assert reply.delivery == Message.Delivery.FAILED
    assert ticket.messages.filter(external_id="s1", author=None).exists()


def test_our_delivered_reply_takes_the_marketplaces_time(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    reply = make_reply(ticket, external_id="s1", delivery=Message.Delivery.DELIVERED)
    receive(ticket, replace(CASE, messages=(word("s1", Author.SELLER, 3),)), rules)
    reply.refresh_from_db()
    assert reply.occurred_at == OPENED + timedelta(minutes=3)


def test_the_same_words_written_anew_are_not_taken_for_the_reply_that_was_given_up(market: DummyChannel) -> None:
    """A sweep reads the new reply on the marketplace before the answer to it is in."""
    ticket = make_ticket()
    make_reply(
        ticket,
        make_user(),
        text="Hello",
        delivery="failed",
        failure_code="absent",
        attempts=1,
        attempt_started_at=timezone.now() - timedelta(minutes=5),
        due_at=None,
    )
    anew = make_reply(ticket, make_user(), text="Hello")
    market.meanwhile = lambda: add_messages(ticket, [market.sent[-1][1]])

    delivery.deliver(anew.pk)

    anew.refresh_from_db()
    assert anew.delivery == "delivered"


def in_doubt(rules: Rules, text: str = "On its way", **fields: Any) -> Message:
    """A reply of ours on a new case, of which nobody knows whether it arrived."""
    values = {"delivery": "uncertain", "attempts": 1, "attempt_started_at": OPENED, **fields}
    return make_reply(receive(None, CASE, rules).ticket, make_user(), text, **values)


def read(reply: Message, *seen: MessageFacts) -> list[Message]:
    """A sweep reads these words on the reply's case; what is new of them."""
    new = add_messages(reply.ticket, seen)
    reply.refresh_from_db()
    return new


@pytest.mark.parametrize("author", [Author.BUYER, Author.ADVISER, Author.SYSTEM, Author.CHATBOT])
def test_others_who_quote_our_words_do_not_settle_a_reply_in_doubt(rules: Rules, author: Author) -> None:
    reply = in_doubt(rules)
    (new,) = read(reply, word("q1", author, 3, text="On its way"))
    assert (new.external_id, new.author_type) == ("q1", author)
    assert (reply.delivery, reply.external_id) == ("uncertain", None)


def test_words_under_a_role_that_nobody_announced_can_be_ours(rules: Rules) -> None:
    reply = in_doubt(rules)
    assert read(reply, word("s1", Author.UNKNOWN, 3, text="On its way")) == []
    assert (reply.delivery, reply.external_id) == ("delivered", "s1")


def test_other_words_of_the_seller_do_not_settle_a_reply_in_doubt(rules: Rules) -> None:
    reply = in_doubt(rules)
    (new,) = read(reply, word("s1", Author.SELLER, 3, text="Written on the site"))
    assert (new.text, new.author) == ("Written on the site", None)
    assert reply.delivery == "uncertain"


@pytest.mark.parametrize(("seconds_before", "is_ours"), [(29, True), (30, True), (31, False), (3600, False)])
def test_a_message_from_before_the_attempt_is_ours_only_as_far_as_clocks_differ(
    rules: Rules, seconds_before: int, *, is_ours: bool
) -> None:
    reply = in_doubt(rules, attempt_started_at=OPENED + timedelta(hours=2))
    seen = word("s1", Author.SELLER, text="On its way")
    read(reply, replace(seen, occurred_at=OPENED + timedelta(hours=2, seconds=-seconds_before)))
    assert (reply.delivery == "delivered") == is_ours


def test_a_comment_of_the_same_words_is_never_taken_for_a_reply(rules: Rules) -> None:
    comment = in_doubt(rules, "Ask Kasia", delivery="", is_comment=True)
    assert len(read(comment, word("s1", Author.SELLER, 3, text="Ask Kasia"))) == 1
    assert (comment.delivery, comment.external_id, comment.is_comment) == ("", None, True)


def test_a_reply_that_is_bound_already_leaves_the_same_words_to_a_new_message(rules: Rules) -> None:
    reply = in_doubt(rules, delivery="delivered", external_id="s1")
    (new,) = read(
        reply, word("s1", Author.SELLER, 3, text="On its way"), word("s2", Author.SELLER, 4, text="On its way")
    )
    assert new.external_id == "s2"
    assert reply.external_id == "s1"


def test_what_is_being_sent_is_bound_before_an_older_one_in_doubt(rules: Rules) -> None:
    sent = in_doubt(rules, delivery="sending")
    newer = make_reply(sent.ticket, text="On its way", delivery="uncertain", attempt_started_at=OPENED)
    read(sent, word("s1", Author.SELLER, 3, text="On its way"))
    newer.refresh_from_db()
    assert (sent.external_id, newer.external_id) == ("s1", None)


def test_of_two_in_doubt_the_newer_is_bound_first_and_each_once(rules: Rules) -> None:
    older = in_doubt(rules)
    newer = make_reply(older.ticket, text="On its way", delivery="uncertain", attempt_started_at=OPENED)
    read(older, word("s1", Author.SELLER, 3, text="On its way"))
    newer.refresh_from_db()
    assert (older.external_id, newer.external_id) == (None, "s1")
    assert read(older, word("s2", Author.SELLER, 4, text="On its way")) == []
    assert older.external_id == "s2"


def test_a_message_named_twice_in_one_reading_is_stored_once(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, messages=(word("m1"), word("m1"))), rules).ticket
    assert [message.external_id for message in add_messages(ticket, [word("m2"), word("m2")])] == ["m2"]
    assert list(ticket.messages.values_list("external_id", flat=True)) == ["m1", "m2"]


def test_what_follows_a_message_named_twice_and_a_bound_reply_is_stored(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    make_reply(ticket, text="Sorry", delivery=Message.Delivery.UNCERTAIN, attempt_started_at=OPENED)
    twice = word("b1", Author.BUYER, minutes=2)
    ours = word("s1", Author.SELLER, minutes=3, text="Sorry")
    last = word("b2", Author.BUYER, minutes=4)
    new = add_messages(ticket, [twice, twice, ours, last])
    assert [message.external_id for message in new] == ["b1", "b2"]


def test_of_a_message_named_twice_in_a_first_reading_the_earlier_one_counts(rules: Rules) -> None:
    later, earlier = word("m1", minutes=5, text="later"), word("m1", text="earlier")
    receive(None, replace(CASE, messages=(later, earlier)), rules)
    assert Message.objects.get().text == "earlier"


def test_messages_of_one_moment_come_in_the_order_of_their_ids(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    added = add_messages(ticket, [word("m4", minutes=5), word("m3", minutes=5), word("m2", minutes=6)])
    assert [message.external_id for message in added] == ["m3", "m4", "m2"]


def test_a_time_that_is_corrected_leaves_the_other_messages_alone(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, messages=(word("m1"), word("m2", minutes=9))), rules).ticket
    assert add_messages(ticket, [word("m2", minutes=7)]) == []
    minutes = [message.occurred_at - OPENED for message in ticket.messages.all()]
    assert minutes == [timedelta(0), timedelta(minutes=7)]


def test_a_time_that_stands_still_costs_one_query(rules: Rules, django_assert_num_queries: Any) -> None:
    ticket = receive(None, CASE, rules).ticket
    with django_assert_num_queries(1):
        add_messages(ticket, CASE.messages)


@pytest.mark.parametrize("is_first", [True, False])
def test_files_of_an_arrived_message_are_due_at_once(rules: Rules, *, is_first: bool) -> None:
    files = (AttachmentFacts("f1", "photo.jpg"), AttachmentFacts("f2", "bill.pdf"))
    seen = replace(word("m2"), attachments=files)
    ticket = receive(None, replace(CASE, messages=(seen,) if is_first else ()), rules).ticket
    receive(ticket, replace(CASE, messages=(seen,)), rules)
    stored = Attachment.objects.filter(message__external_id="m2", state="pending")
    assert list(stored.values_list("external_id", "name")) == [("f1", "photo.jpg"), ("f2", "bill.pdf")]
    assert set(downloads.due()) == set(stored)


def test_names_that_are_too_long_are_cut(rules: Rules) -> None:
    file = AttachmentFacts("f" * 201, "n" * 256)
    long = replace(word("m1"), author_name="a" * 151, attachments=(file,))
    receive(None, replace(CASE, messages=(long,)), rules)
    attachment = Attachment.objects.get()
    assert (len(attachment.name), len(attachment.external_id)) == (255, 200)
    assert len(Message.objects.get().author_name) == 150


def test_an_author_without_a_name_goes_by_what_the_marketplace_calls_the_role(rules: Rules) -> None:
    nameless = replace(word("m1", Author.UNKNOWN), author_name="", author_raw="MEDIATOR")
    named = replace(word("m2"), author_name="jan_k", author_raw="BUYER")
    receive(None, replace(CASE, messages=(nameless, named)), rules)
    assert list(Message.objects.values_list("author_name", flat=True)) == ["MEDIATOR", "jan_k"]
