from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_category, make_message, make_queue, make_user
from tests.tickets.cases import CASE, OPENED, word
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


def test_a_ticket_keeps_queue_category_and_assignee_when_the_settings_change(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    agent = make_user()
    workflow.assign(ticket, agent, None)
    changed = replace(rules, queue=make_queue("Elsewhere"), category=make_category("Other"))

    receive(ticket, replace(CASE, kind="dispute", messages=(word("m1"), word("m2", minutes=5))), changed)

    ticket.refresh_from_db()
    assert (ticket.queue.name, ticket.category.name, ticket.assignee) == ("Claims", "Marketplace", agent)
    assert ticket.status == rules.queue.open_status


def test_a_new_ticket_takes_over_all_that_the_case_tells(rules: Rules) -> None:
    due_at = timezone.now() + timedelta(days=1)
    case = replace(
        CASE, reference="12/2026", order_id="o-1", account="our-shop", due_at=due_at, history_incomplete=True
    )
    ticket = receive(None, case, rules).ticket
    ticket.refresh_from_db()
    assert (ticket.source, ticket.kind, ticket.opened_at) == ("dummy", "claim", OPENED)
    assert (ticket.reference, ticket.order_id, ticket.account) == ("12/2026", "o-1", "our-shop")
    assert (ticket.due_at, ticket.last_due_at, ticket.history_incomplete) == (due_at, due_at, True)
    assert (ticket.buyer_external_id, ticket.case_state, ticket.can_reply) == ("77", "ongoing", True)


def test_what_is_left_out_of_a_case_does_not_erase_what_is_known(rules: Rules) -> None:
    told = replace(CASE, reference="12/2026", order_id="o-1", account="our-shop", products=("Lamp",))
    told = replace(told, buyer=BuyerFacts("77", "Jan_K", "Jan Kowalski"))
    ticket = receive(None, told, rules).ticket
    receive(ticket, replace(CASE, subject="", buyer=BuyerFacts()), rules)
    ticket.refresh_from_db()
    assert (ticket.subject, ticket.reference, ticket.order_id) == ("Damaged parcel", "12/2026", "o-1")
    assert (ticket.account, ticket.products) == ("our-shop", "Lamp")
    assert (ticket.buyer_external_id, ticket.buyer_login, ticket.buyer_name) == ("77", "Jan_K", "Jan Kowalski")


def test_what_is_too_long_for_the_ticket_is_cut(rules: Rules) -> None:
    long = "x" * 600
    case = replace(CASE, subject=long, reference=long, order_id=long, account=long, products=(long,))
    ticket = receive(None, replace(case, buyer=BuyerFacts(long, long, long)), rules).ticket
    ticket.refresh_from_db()
    assert [len(ticket.subject), len(ticket.reference), len(ticket.order_id)] == [300, 60, 100]
    assert [len(ticket.account), len(ticket.products)] == [150, 500]
    assert [len(ticket.buyer_external_id), len(ticket.buyer_login), len(ticket.buyer_name)] == [100, 150, 200]


def test_a_deadline_that_passes_is_marked_and_one_that_is_gone_is_remembered(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, due_at=OPENED), rules).ticket
    assert Ticket.objects.get().is_overdue
    receive(ticket, CASE, rules)
    ticket.refresh_from_db()
    assert (ticket.due_at, ticket.is_overdue, ticket.missed_deadline) == (None, False, True)


def test_a_kind_that_changes_is_told_with_both_kinds(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, kind="discussion"), rules).ticket
    receive(ticket, CASE, rules)
    assert list(ticket.events.values_list("kind", "old", "new")) == [
        ("created", "", ""),
        ("kind", "discussion", "claim"),
    ]


def test_the_newest_message_is_the_last_activity_and_an_older_one_changes_nothing(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, messages=(word("m5", minutes=5), word("m9", minutes=9))), rules).ticket
    assert Ticket.objects.get().last_activity_at == OPENED + timedelta(minutes=9)
    receive(ticket, replace(CASE, messages=(word("m7", minutes=7),)), rules)
    assert Ticket.objects.get().last_activity_at == OPENED + timedelta(minutes=9)
    received = receive(ticket, replace(CASE, messages=(word("m11", minutes=11), word("m10", minutes=10))), rules)
    assert Ticket.objects.get().last_activity_at == OPENED + timedelta(minutes=11)
    assert received.ticket.last_activity_at == OPENED + timedelta(minutes=11)


def test_a_message_before_the_opening_does_not_turn_the_last_activity_back(rules: Rules) -> None:
    receive(None, replace(CASE, messages=(word("m1", minutes=-30),)), rules)
    assert Ticket.objects.get().last_activity_at == OPENED


def test_a_known_ticket_says_what_is_new_of_it(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    received = receive(ticket, replace(CASE, messages=(word("m1"), word("m2", minutes=5))), rules)
    assert received == Received(ticket, is_new=False, new_messages=(Message.objects.get(external_id="m2"),))


def test_the_first_answer_on_the_site_is_noted_whenever_it_is_read(rules: Rules) -> None:
    answered = replace(CASE, messages=(word("m1"), word("m2", Author.SELLER, 5)))
    at_first = receive(None, answered, rules).ticket
    later = receive(None, CASE, rules).ticket
    receive(later, answered, rules)
    for ticket in (at_first, later):
        ticket.refresh_from_db()
        assert (ticket.first_response_at, ticket.waiting_for) == (OPENED + timedelta(minutes=5), "buyer")


def test_a_new_case_of_which_only_we_have_spoken_is_not_unread(rules: Rules) -> None:
    assert not receive(None, replace(CASE, messages=(word("s1", Author.SELLER),)), rules).ticket.is_unread
    assert not receive(None, replace(CASE, messages=()), rules).ticket.is_unread


def found(words: str) -> list[Ticket]:
    return list(search.search(Ticket.objects.all(), words))


def test_words_and_file_names_are_found_from_the_first_reading_on(rules: Rules) -> None:
    told = replace(word("m1", text="Kaputt"), attachments=(AttachmentFacts("f1", "rechnung.pdf"),))
    ticket = receive(None, replace(CASE, messages=(told,)), rules).ticket
    assert found("kaputt rechnung") == [ticket]


def test_a_later_word_and_a_changed_head_are_found_as_well(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    receive(ticket, replace(CASE, messages=(word("m2", minutes=5, text="Halogen"),)), rules)
    assert found("halogen") == [ticket]
    receive(ticket, replace(CASE, order_id="o-99"), rules)
    assert found("99") == [ticket]


def test_a_case_without_news_is_not_indexed_anew(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    with CaptureQueriesContext(connection) as asked:
        receive(ticket, CASE, rules)
    assert not [query for query in asked if "tickets_searchtext" in query["sql"]]


def test_news_of_one_case_leaves_the_tickets_of_others_alone(rules: Rules) -> None:
    ticket, other = (receive(None, CASE, rules).ticket for _ in range(2))
    workflow.mark_read(other)
    receive(ticket, replace(CASE, kind="dispute", messages=(word("m1"), word("m2", minutes=5))), rules)
    other.refresh_from_db()
    assert (other.kind, other.is_unread, other.last_activity_at) == ("claim", False, OPENED)
    assert [event.kind for event in other.events.all()] == ["created"]
