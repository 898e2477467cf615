"""What was not understood at first is mended by a later reading; what was understood once is never lost."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_reply, make_user
from tests.tickets.cases import CASE, OPENED, word
from tests.tickets.dummy import DummyChannel
from tests.tickets.test_delivery_settling import in_doubt
from tickets import channels, delivery
from tickets.arrivals import add_messages
from tickets.automatic import Answers
from tickets.corrections import Stored, Told, better, correct, stored_of
from tickets.facts import AttachmentFacts, Author, FileState, MessageFacts
from tickets.intake import Rules, receive
from tickets.models import Attachment, Message, Ticket
from tickets.search import search

pytestmark = pytest.mark.django_db

TIMELESS = replace(word("m1", minutes=5), is_time_known=False)


def stored(rules: Rules, fact: MessageFacts) -> Message:
    return receive(None, replace(CASE, messages=(fact,)), rules).ticket.messages.get()


def read_again(message: Message, fact: MessageFacts) -> Message:
    assert add_messages(message.ticket, [fact]) == []
    return Message.objects.get(pk=message.pk)


def test_a_time_that_is_told_later_is_taken_over(rules: Rules) -> None:
    message = stored(rules, TIMELESS)
    assert not message.is_time_known
    message = read_again(message, word("m1", minutes=3))
    assert (message.occurred_at, message.is_time_known) == (OPENED + timedelta(minutes=3), True)


@pytest.mark.parametrize("was_known", [True, False])
def test_a_message_without_a_time_stays_where_it_is(rules: Rules, *, was_known: bool) -> None:
    message = stored(rules, replace(TIMELESS, is_time_known=was_known))
    message = read_again(message, replace(TIMELESS, occurred_at=OPENED + timedelta(minutes=9)))
    assert (message.occurred_at, message.is_time_known) == (TIMELESS.occurred_at, was_known)


def test_an_author_who_was_not_known_is_told_later_and_never_forgotten(rules: Rules) -> None:
    message = stored(rules, replace(word("m1", Author.UNKNOWN), author_name="", author_raw=""))
    message = read_again(message, word("m1", Author.BUYER))
    assert (message.author_type, message.author_name) == ("buyer", "jan_k")
    message = read_again(message, replace(word("m1", Author.UNKNOWN), author_name="", author_raw=""))
    assert (message.author_type, message.author_name) == ("buyer", "jan_k")


def test_words_that_come_later_are_shown_and_found_and_never_lost(rules: Rules) -> None:
    message = stored(rules, replace(word("m1"), text="", is_partial=True))
    message = read_again(message, word("m1", text="Where is my parcel?"))
    assert (message.text, message.is_partial) == ("Where is my parcel?", False)
    assert list(search(Ticket.objects.all(), "parcel")) == [message.ticket]
    message = read_again(message, replace(word("m1"), text="", is_partial=True))
    assert (message.text, message.is_partial) == ("Where is my parcel?", False)


def test_a_text_in_another_shape_gives_way_to_the_words(rules: Rules) -> None:
    message = stored(rules, replace(word("m1", text='{"pl": "Halo"}'), is_partial=True))
    assert read_again(message, word("m1", text="Halo")).text == "Halo"


def test_words_that_were_understood_do_not_change(rules: Rules) -> None:
    message = stored(rules, word("m1", text="As it was"))
    assert read_again(message, word("m1", text="As it is now")).text == "As it was"


def test_a_file_that_is_named_later_is_fetched_once(rules: Rules) -> None:
    message = stored(rules, word("m1"))
    with_file = replace(word("m1"), attachments=(AttachmentFacts("f1", "photo.jpg"),))
    for _time in range(2):
        message = read_again(message, with_file)
        assert list(message.attachments.values_list("external_id", "state")) == [("f1", "pending")]
    assert list(search(Ticket.objects.all(), "photo")) == [message.ticket]


def test_what_stood_in_place_of_a_file_gives_way_to_it(rules: Rules) -> None:
    unknown = AttachmentFacts("", "?", FileState.NO_ADDRESS)
    message = stored(rules, replace(word("m1"), attachments=(unknown,), is_partial=True))
    read_again(message, replace(word("m1"), attachments=(AttachmentFacts("f1", "photo.jpg"),)))
    assert list(Attachment.objects.values_list("name", flat=True)) == ["photo.jpg"]


def test_a_file_that_another_message_of_the_ticket_has_is_not_fetched_again(rules: Rules) -> None:
    file = AttachmentFacts("f1", "photo.jpg")
    case = replace(CASE, messages=(replace(word("m1"), attachments=(file,)), word("m2", minutes=1)))
    ticket = receive(None, case, rules).ticket
    add_messages(ticket, [replace(word("m2", minutes=1), attachments=(file,))])
    assert Attachment.objects.get().message == ticket.messages.get(external_id="m1")


def test_what_we_wrote_ourselves_is_known_best_here(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    reply = make_reply(ticket, make_user(), "We are on it", delivery="delivered", external_id="s1", attempts=1)
    fact = replace(word("s1", Author.SELLER, text="We are"), attachments=(AttachmentFacts("f9", "bill.pdf"),))
    reply = read_again(reply, fact)
    assert (reply.text, reply.attachments.count()) == ("We are on it", 0)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=6))
def test_however_often_something_is_missing_one_whole_reading_is_enough(
    readings: list[tuple[bool, bool, bool]],
) -> None:
    """Time, author and words, each missing or told at every reading: afterwards it is as the marketplace has it."""
    whole = word("m1", minutes=3, text="Halo")
    message = Message(
        external_id="m1", author_type="unknown", text="", occurred_at=OPENED, is_time_known=False, is_partial=True
    )
    for has_time, has_author, has_words in [*readings, (True, True, True)]:
        fact = replace(
            whole,
            is_time_known=has_time,
            author=whole.author if has_author else Author.UNKNOWN,
            text=whole.text if has_words else "",
            is_partial=not has_words,
        )
        _apply(message, fact)
    assert (message.occurred_at, message.author_type, message.text) == (whole.occurred_at, "buyer", "Halo")
    assert (message.is_time_known, message.is_partial) == (True, False)


def _apply(message: Message, fact: MessageFacts) -> None:
    for name, value in better(Told(Stored(message, is_blank=not message.text), fact)).items():
        setattr(message, name, value)


def test_a_reading_that_brings_nothing_better_writes_nothing(rules: Rules, django_assert_num_queries: Any) -> None:
    ticket = receive(None, CASE, rules).ticket
    with django_assert_num_queries(1):
        correct(ticket, [Told(stored_of(ticket)["m1"], CASE.messages[0])])


# A reply of ours whose time the marketplace does not tell


def test_a_reply_in_doubt_is_bound_although_its_time_is_not_told(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    began = timezone.now()
    reply = make_reply(ticket, make_user(), "On its way", delivery="uncertain", attempt_started_at=began)
    assert add_messages(ticket, [replace(word("s1", Author.SELLER, text="On its way"), is_time_known=False)]) == []
    reply.refresh_from_db()
    assert (reply.delivery, reply.external_id, reply.occurred_at) == ("delivered", "s1", began)


def test_unknown_words_of_ours_without_a_time_may_be_that_reply(market: DummyChannel) -> None:
    reply = in_doubt(7200, readings=2)
    late = MessageFacts("x1", Author.SELLER, "our-shop", "Other words", timezone.now(), is_time_known=False)
    market.sent.append((reply.ticket_id, late, channels.OutgoingReply("")))
    delivery.settle(reply.pk)
    reply.refresh_from_db()
    assert (reply.delivery, reply.due_at) == ("uncertain", None)


def test_a_reply_given_up_is_in_doubt_again_when_unknown_words_without_a_time_come(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    given_up = make_reply(
        ticket, make_user(), delivery="failed", failure_code="absent", attempts=1, attempt_started_at=OPENED
    )
    add_messages(ticket, [replace(word("x1", Author.SELLER, 600, text="Other words"), is_time_known=False)])
    given_up.refresh_from_db()
    assert given_up.delivery == "uncertain"


def test_what_a_buyer_wrote_at_an_unknown_time_is_not_answered_automatically(rules: Rules) -> None:
    answers = Answers(new_case="We are on it", out_of_hours="", since=OPENED - timedelta(days=1))
    ticket = receive(None, replace(CASE, messages=(TIMELESS,)), replace(rules, answers=answers)).ticket
    assert not ticket.messages.exclude(automatic="").exists()
