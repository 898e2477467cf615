from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_message, make_reply, make_ticket
from tickets.facts import Author
from tickets.models import Message, Ticket
from tickets.turns import update_turns

pytestmark = pytest.mark.django_db


def turn_after(*authors: Author) -> str:
    ticket = make_ticket()
    for number, author in enumerate(authors):
        make_message(ticket, author, occurred_at=timezone.now() + timedelta(minutes=number))
    update_turns(ticket)
    return ticket.waiting_for


def test_the_newest_word_of_either_side_decides() -> None:
    assert turn_after(Author.BUYER) == Ticket.WaitingFor.US
    assert turn_after(Author.BUYER, Author.SELLER) == Ticket.WaitingFor.BUYER
    assert turn_after(Author.SELLER, Author.BUYER) == Ticket.WaitingFor.US


def test_advisers_and_the_system_are_nobodys_side() -> None:
    assert turn_after(Author.BUYER, Author.SELLER, Author.ADVISER, Author.SYSTEM) == Ticket.WaitingFor.BUYER


def test_the_chatbot_speaks_for_the_buyer() -> None:
    assert turn_after(Author.SELLER, Author.CHATBOT) == Ticket.WaitingFor.US


def test_a_failed_or_automatic_answer_answers_nobody() -> None:
    ticket = make_ticket()
    make_message(ticket)
    make_reply(ticket, delivery=Message.Delivery.FAILED)
    make_reply(ticket, automatic="new_case")
    update_turns(ticket)
    assert ticket.waiting_for == Ticket.WaitingFor.US


def test_an_ended_case_waits_for_nobody() -> None:
    ticket = make_ticket(can_reply=False)
    make_message(ticket)
    update_turns(ticket)
    assert ticket.waiting_for == Ticket.WaitingFor.NOBODY


def test_the_first_answer_is_a_persons_that_arrived() -> None:
    ticket, now = make_ticket(), timezone.now()
    make_message(ticket)
    make_reply(ticket, automatic="new_case", delivery=Message.Delivery.DELIVERED, occurred_at=now)
    make_reply(ticket, delivery=Message.Delivery.QUEUED, occurred_at=now + timedelta(minutes=1))
    make_message(ticket, Author.SELLER, is_comment=True, occurred_at=now + timedelta(minutes=2))
    update_turns(ticket)
    assert ticket.first_response_at is None
    first = make_message(ticket, Author.SELLER, occurred_at=now + timedelta(minutes=3))
    make_reply(ticket, delivery=Message.Delivery.DELIVERED, occurred_at=now + timedelta(minutes=9))
    update_turns(ticket)
    assert Ticket.objects.get().first_response_at == first.occurred_at
