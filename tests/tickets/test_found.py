"""What a review found and repairs mended: each of these went wrong once."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.models import Customer, CustomField, CustomFieldValue
from tests.factories import make_customer, make_login_field, make_message, make_reply, make_ticket, make_user
from tests.tickets.cases import CASE, word
from tests.tickets.dummy import DummyChannel
from tickets import channels, delivery, replies, tasks
from tickets.arrivals import add_messages
from tickets.facts import Author, BuyerFacts, CaseState, MessageFacts
from tickets.intake import Rules, receive
from tickets.models import Attachment, Draft, Message, Status, Ticket
from tickets.turns import update_turns

pytestmark = pytest.mark.django_db


def uncertain(market: DummyChannel) -> Message:
    message = make_reply(make_ticket(), make_user())
    market.fails_with = channels.OutcomeUnknown("No answer came.")
    delivery.deliver(message.pk)
    market.fails_with = None
    message.refresh_from_db()
    assert message.delivery == "uncertain"
    return message


def test_impatient_clicks_on_check_again_do_not_make_absence_certain(market: DummyChannel) -> None:
    """The rule is: absent three times *over two minutes*. Three clicks take two seconds."""
    message = uncertain(market)
    for _click in range(3):
        message.refresh_from_db()
        if message.delivery == "uncertain":
            replies.check_again(message)
            delivery.settle(message.pk)
    message.refresh_from_db()
    assert message.delivery == "uncertain"


def test_three_clicks_and_send_again_do_not_reach_the_buyer_twice(market: DummyChannel) -> None:
    """What follows from it: the message turns up after 20 s (F11, a slow gateway), the second one is out by then."""
    message = make_reply(make_ticket(), make_user())
    market.fails_with, market.stores_before_failing = channels.OutcomeUnknown("No answer came."), True
    delivery.deliver(message.pk)
    market.fails_with = None
    shown_later, market.sent = market.sent, []
    for _click in range(3):
        replies.check_again(message)
        delivery.settle(message.pk)
    market.sent = shown_later  # 20 s later
    message.refresh_from_db()
    try:
        replies.send_again(message, make_user())  # the ordinary button, without "even if twice"
        delivery.deliver(message.pk)
    except replies.Rejected:
        pass
    assert len(market.sent) == 1


def test_a_comment_leaves_the_draft_of_a_reply_alone(market: DummyChannel) -> None:
    """Undo, then a note to a colleague first: the text and the file of the reply are gone."""
    author, ticket = make_user(), make_ticket()
    file = Attachment(name="a.pdf", content_type="application/pdf", size=4, state="stored")
    file.file.save("a.pdf", ContentFile(b"%PDF"))
    message = replies.write(ticket, author, "A long answer", submission=uuid4(), attachment=file)
    replies.undo(message, author)
    assert Draft.objects.get().text == "A long answer"

    replies.comment(ticket, author, "Kasia, is that right?", submission=uuid4())

    assert Draft.objects.filter(text__contains="A long answer").exists()


def test_two_undone_replies_keep_both_texts_and_the_file(market: DummyChannel) -> None:
    author, ticket = make_user(), make_ticket()
    file = Attachment(name="a.pdf", content_type="application/pdf", size=4, state="stored")
    file.file.save("a.pdf", ContentFile(b"%PDF"))
    first = replies.write(ticket, author, "One", submission=uuid4(), attachment=file)
    second = replies.write(ticket, author, "Two", submission=uuid4())
    replies.undo(first, author)
    replies.undo(second, author, typed_since="One")
    assert Draft.objects.get().attachment is not None


def test_the_same_words_written_anew_after_a_reply_that_was_given_up(market: DummyChannel) -> None:
    """m1 absent; the agent pastes the text into a new reply m2; a sweep reads m2 on Allegro before its answer is in."""
    ticket = make_ticket()
    make_reply(
        ticket,
        make_user(),
        text="Hello",
        delivery="failed",
        failure_code=delivery.ABSENT,
        attempts=1,
        attempt_started_at=timezone.now() - timedelta(minutes=5),
        due_at=None,
    )
    m2 = make_reply(ticket, make_user(), text="Hello")

    class Slow(DummyChannel):
        def deliver(self, ticket_id: int, reply: channels.OutgoingReply) -> channels.Receipt:
            receipt = super().deliver(ticket_id, reply)
            add_messages(ticket, [self.sent[-1][1]])
            return receipt

    channels.register(Slow())
    delivery.deliver(m2.pk)
    m2.refresh_from_db()
    assert m2.delivery == "delivered"


def test_attempts_can_be_counted_as_long_as_an_account_may_be_disconnected(market: DummyChannel) -> None:
    """One attempt a minute: 32 767 are used up after 23 days (PostgreSQL: smallint out of range, for ever)."""
    market.fails_with = channels.NotSent("Disconnected.")
    message = make_reply(make_ticket(), make_user(), attempts=32767)
    delivery.deliver(message.pk)
    market.fails_with = None
    Message.objects.update(due_at=timezone.now())
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert message.delivery == "delivered"


def test_a_case_that_ends_while_a_reply_is_looked_for_waits_for_nobody(market: DummyChannel, rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    message = make_reply(
        ticket,
        make_user(),
        delivery="uncertain",
        attempts=1,
        readings=2,
        attempt_started_at=timezone.now() - timedelta(minutes=3),
    )
    Ticket.objects.update(waiting_for="buyer")

    class Slow(DummyChannel):
        def read_back(self, ticket_id: int, since: datetime) -> tuple[MessageFacts, ...]:
            receive(Ticket.objects.get(), replace(CASE, state=CaseState.RESOLVED, can_reply=False), rules)
            return ()

    channels.register(Slow())
    delivery.settle(message.pk)
    message.refresh_from_db()
    assert message.delivery == "failed"  # no sweep stores an ended case again: nothing on it is news
    assert Ticket.objects.get().waiting_for == "nobody"


def test_a_case_that_ends_while_a_reply_is_refused_waits_for_nobody(market: DummyChannel, rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    message = make_reply(ticket, make_user())
    Ticket.objects.update(waiting_for="buyer")

    class Slow(DummyChannel):
        def deliver(self, ticket_id: int, reply: channels.OutgoingReply) -> channels.Receipt:
            receive(Ticket.objects.get(), replace(CASE, state=CaseState.RESOLVED, can_reply=False), rules)
            raise channels.Refused("The text is not allowed.")

    channels.register(Slow())
    delivery.deliver(message.pk)
    assert Ticket.objects.get().waiting_for == "nobody"


def test_a_comment_does_not_undo_what_a_sweep_has_just_found(market: DummyChannel, rules: Rules) -> None:
    """The page's request has loaded the ticket; the buyer's words come in before the comment is stored."""
    ticket = receive(None, replace(CASE, messages=()), rules).ticket
    make_message(ticket, Author.SELLER)
    update_turns(ticket)
    old = Ticket.objects.get()
    assert old.waiting_for == "buyer"
    receive(ticket, replace(CASE, messages=(MessageFacts("b", Author.BUYER, "jan", "Halo?", timezone.now()),)), rules)
    assert Ticket.objects.get().waiting_for == "us"

    replies.comment(old, make_user(), "a note", submission=uuid4())

    assert Ticket.objects.get().waiting_for == "us"


def test_a_reply_behind_one_whose_case_is_gone_does_not_wait_for_ever(market: DummyChannel) -> None:
    ticket = make_ticket()
    first, second = make_reply(ticket, text="One"), make_reply(ticket, text="Two")
    market.fails_with = channels.OutcomeUnknown("No answer came.")
    delivery.deliver(first.pk)
    market.unreadable = market.fails_with = channels.CaseGone()
    Message.objects.update(due_at=timezone.now())
    delivery.settle(first.pk)
    tasks.deliver_due()
    delivery.deliver(second.pk)
    second.refresh_from_db()
    assert second.delivery == "failed"


def test_a_file_that_was_to_go_along_is_missed_when_it_is_gone(market: DummyChannel) -> None:
    """Two tabs: the file of the draft left with the first one's reply; the second says *Send this file along*."""
    agent, ticket, browser = make_user(), make_ticket(), Client()
    browser.force_login(agent)
    data = {"reply-text": "See the file", "reply-submission": str(uuid4()), "reply-seen": 0, "reply-keeps_file": "on"}
    browser.post(reverse("tickets:reply", args=[ticket.pk]), data)
    assert not Message.objects.exists()  # it left without its file, and nobody was told


def test_a_comment_by_way_of_the_page_keeps_the_undone_reply(market: DummyChannel) -> None:
    agent, ticket, browser = make_user(), make_ticket(), Client()
    browser.force_login(agent)
    data = {"reply-text": "A long answer", "reply-submission": str(uuid4()), "reply-seen": 0}
    browser.post(reverse("tickets:reply", args=[ticket.pk]), data)
    browser.post(reverse("tickets:undo", args=[Message.objects.get().pk]))
    assert "A long answer" in browser.get(reverse("tickets:detail", args=[ticket.pk])).content.decode()
    data = {"comment-text": "Kasia, is that right?", "comment-submission": str(uuid4())}
    browser.post(reverse("tickets:comment", args=[ticket.pk]), data)
    assert "A long answer" in browser.get(reverse("tickets:detail", args=[ticket.pk])).content.decode()


def test_files_do_not_stand_in_front_of_replies_and_sweeps() -> None:
    """One queue for all: behind 200 files whose address does not answer (30 s each, two workers) a reply waits for
    50 minutes, and the tasks of beat (`expires` 10-60 s) die one after the other: no sweeps either."""

    def queue_of(task: str) -> str:
        return str(current_app.amqp.router.route({}, task)["queue"].name)

    files = queue_of("tickets.tasks.fetch_attachment")
    assert files not in (queue_of("tickets.tasks.deliver_message"), queue_of("integrations.tasks.sync"))


def test_a_long_sweep_does_not_stand_in_front_of_replies() -> None:
    """Sweeps give way to other accounts' sweeps only: as many long ones as workers (two first imports) hold up every
    reply until they end."""

    def queue_of(task: str) -> str:
        return str(current_app.amqp.router.route({}, task)["queue"].name)

    assert queue_of("integrations.tasks.sync") != queue_of("tickets.tasks.deliver_message")


@pytest.mark.parametrize("state", [CaseState.ACCEPTED, CaseState.REJECTED, CaseState.UNKNOWN])
def test_a_buyer_who_writes_on_a_decided_claim_brings_its_ticket_back(rules: Rules, state: CaseState) -> None:
    ticket = receive(None, CASE, rules).ticket
    receive(ticket, replace(CASE, state=CaseState.ACCEPTED, can_reply=True), rules)
    assert Ticket.objects.get().status.kind == Status.Kind.CLOSED
    decided = replace(CASE, state=state, can_reply=True, messages=(word("m1"), word("m2", minutes=5)))
    receive(ticket, decided, rules)
    ticket = Ticket.objects.get()
    assert ticket.waiting_for == "us"
    assert ticket.status.kind == Status.Kind.OPEN


def test_an_order_that_comes_late_does_not_move_the_ticket_to_another_customer(rules: Rules) -> None:
    """S13. Between the case and its order somebody tidies up the CRM: the login goes to another record."""
    rules = replace(rules, adds_customers=True)
    buyer = BuyerFacts(login="Jan_K")
    ticket = receive(None, replace(CASE, buyer=buyer), rules).ticket
    first = ticket.customer
    CustomFieldValue.objects.all().delete()
    make_customer("Somebody else", values={CustomField.objects.get(pk=rules.login_field_id): "jan_k"})

    receive(ticket, replace(CASE, buyer=replace(buyer, name="Jan Kowalski")), rules)

    assert Ticket.objects.get().customer == first


def test_another_login_field_does_not_move_the_tickets_that_exist(rules: Rules) -> None:
    """S13, as an administrator triggers it: the integration gets another login field, then the order arrives."""
    rules = replace(rules, adds_customers=True)
    buyer = BuyerFacts(login="Jan_K")
    ticket = receive(None, replace(CASE, buyer=buyer), rules).ticket
    first = ticket.customer
    rules = replace(rules, login_field_id=make_login_field("Another").pk)
    receive(ticket, replace(CASE, buyer=replace(buyer, name="Jan Kowalski")), rules)
    assert Ticket.objects.get().customer == first
    assert Customer.objects.count() == 1
