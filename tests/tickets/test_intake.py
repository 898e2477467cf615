from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from tests.factories import (
    make_message,
)
from tests.tickets.cases import CASE, word
from tests.tickets.test_intake_customers import make_buyer
from tickets import search, workflow
from tickets.facts import AttachmentFacts, Author, BuyerFacts
from tickets.intake import Received, Rules, receive, receive_new
from tickets.models import Attachment, Event, Message, Ticket

pytestmark = pytest.mark.django_db


def test_a_case_becomes_one_ticket_where_the_rules_say(rules: Rules) -> None:
    received = receive(None, CASE, rules)

    ticket = Ticket.objects.get()
    assert received == Received(ticket, True, tuple(Message.objects.all()))
    assert (ticket.queue, ticket.category, ticket.status) == (rules.queue, rules.category, rules.queue.open_status)
    assert (ticket.subject, ticket.buyer_login, ticket.customer) == ("Damaged parcel", "Jan_K", None)
    assert ticket.waiting_for == Ticket.WaitingFor.US


def test_the_same_facts_again_change_nothing(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    before = Ticket.objects.values().get(), list(Message.objects.values()), Event.objects.count()

    again = receive(ticket, CASE, rules)

    assert again.new_messages == ()
    assert (Ticket.objects.values().get(), list(Message.objects.values()), Event.objects.count()) == before


def test_messages_come_in_the_order_of_their_time_whatever_order_they_are_read_in(rules: Rules) -> None:
    messages = (word("m3", minutes=30), word("m1"), word("m2", minutes=10))
    receive(None, replace(CASE, messages=messages), rules)
    assert list(Message.objects.values_list("external_id", flat=True)) == ["m1", "m2", "m3"]


def test_a_message_held_back_takes_its_place_in_the_past(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, messages=(word("m1"), word("m3", minutes=60))), rules).ticket
    receive(ticket, replace(CASE, messages=(word("m2", minutes=5),)), rules)
    assert list(ticket.messages.values_list("external_id", flat=True)) == ["m1", "m2", "m3"]


def test_what_was_read_before_is_kept_when_only_a_part_comes(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, messages=(word("m1"), word("m2", minutes=1))), rules).ticket
    receive(ticket, replace(CASE, messages=(word("m2", minutes=1),), history_incomplete=True), rules)
    assert ticket.messages.count() == 2
    assert Ticket.objects.get().history_incomplete


def test_a_discussion_that_becomes_a_claim_keeps_its_ticket(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, kind="discussion"), rules).ticket
    receive(ticket, replace(CASE, reference="12/2026"), rules)
    kept = Ticket.objects.get()
    assert (kept.kind, kept.reference) == ("claim", "12/2026")
    assert kept.events.filter(kind=Event.Kind.KIND).count() == 1


def test_what_the_marketplace_leaves_out_for_a_while_is_kept(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, order_id="o-1"), rules).ticket
    receive(ticket, replace(CASE, buyer=BuyerFacts(), subject=""), rules)
    ticket.refresh_from_db()
    assert (ticket.buyer_login, ticket.subject, ticket.order_id) == ("Jan_K", "Damaged parcel", "o-1")


def test_files_wait_to_be_fetched_and_the_message_does_not(rules: Rules) -> None:
    message = replace(word("m1", text=" "), attachments=(AttachmentFacts("f1", "photo.jpg"),))
    receive(None, replace(CASE, messages=(message,)), rules)
    attachment = Attachment.objects.get()
    assert (attachment.state, attachment.message) == (Attachment.State.PENDING, Message.objects.get())


def test_hostile_text_is_kept_as_it_is_but_for_nul(rules: Rules) -> None:
    text = "<script>alert(1)</script> \u202e😀\x00 " + "x" * 5000
    receive(None, replace(CASE, messages=(word("m1", text=text),)), rules)
    assert Message.objects.get().text == text.replace("\x00", "").strip()


def test_activity_in_the_future_does_not_pin_a_ticket_to_the_top(rules: Rules) -> None:
    receive(None, replace(CASE, messages=(word("m1", minutes=60 * 24 * 365),)), rules)
    assert Ticket.objects.get().last_activity_at <= timezone.now()


def test_messages_of_other_tickets_are_left_alone(rules: Rules) -> None:
    one = receive(None, CASE, rules).ticket
    other = receive(None, CASE, rules).ticket
    make_message(other)
    assert (one.messages.count(), other.messages.count()) == (1, 2)


def test_what_comes_in_is_unread_until_somebody_opens_it_and_again_with_the_next_word(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    assert ticket.is_unread
    workflow.mark_read(ticket)
    assert not receive(ticket, CASE, rules).ticket.is_unread
    adviser = replace(CASE, messages=(word("m1"), word("m2", Author.ADVISER, 5)))
    assert receive(ticket, adviser, rules).ticket.is_unread


def test_what_we_said_elsewhere_is_not_unread_and_neither_is_a_case_answered_before_parley_came(rules: Rules) -> None:
    answered = replace(CASE, messages=(word("m1"), word("m2", Author.SELLER, 5)))
    ticket = receive(None, answered, rules).ticket
    assert not ticket.is_unread
    more = replace(CASE, messages=(*answered.messages, word("m3", Author.SELLER, 6)))
    assert not receive(ticket, more, rules).ticket.is_unread


def test_products_are_kept_and_found_even_when_a_later_reading_does_not_name_them(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, products=("Lamp", "Cable")), rules).ticket
    assert receive(ticket, CASE, rules).ticket.products == "Lamp\nCable"
    assert list(search.search(Ticket.objects.all(), "cable lam")) == [ticket]


def test_many_new_cases_become_tickets_together_as_they_would_one_by_one(
    rules: Rules, django_assert_max_num_queries: Any
) -> None:
    known = make_buyer(rules, "jan", "7")
    messages = (word("m1"), word("m2", Author.SELLER, 5), word("m1"))
    cases = [replace(CASE, buyer=BuyerFacts("7", "JAN"), messages=messages), *[CASE] * 30]
    with django_assert_max_num_queries(15):
        received = receive_new(cases, rules)

    first, second = received[0].ticket, received[1].ticket
    one_by_one = receive(None, cases[0], rules).ticket
    assert [one.is_new for one in received] == [True] * 31
    assert first.customer == known
    for name in ("customer", "waiting_for", "first_response_at", "last_activity_at", "is_unread", "status", "subject"):
        assert getattr(first, name) == getattr(Ticket.objects.get(pk=one_by_one.pk), name), name
    assert [message.external_id for message in first.messages.all()] == ["m1", "m2"]
    assert [event.kind for event in second.events.all()] == ["created"]
    assert second in search.search(Ticket.objects.all(), CASE.messages[0].text)
    assert receive_new([], rules) == []
