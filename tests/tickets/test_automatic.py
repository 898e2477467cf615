from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.utils import timezone

from tests.tickets.cases import CASE, OPENED, word
from tickets.automatic import Answers
from tickets.facts import Author, CaseState
from tickets.intake import Rules, receive, receive_new
from tickets.models import Message, Ticket, WorkingHours

pytestmark = pytest.mark.django_db
LONG_AGO = OPENED - timedelta(days=1)


def answering(rules: Rules, *, new_case: str = "We got it.", out_of_hours: str = "We sleep.") -> Rules:
    return replace(rules, answers=Answers(new_case, out_of_hours, since=LONG_AGO))


def close_shop(rules: Rules) -> None:
    """Open for one minute of a weekday on which nobody writes in these tests."""
    weekday = (timezone.localtime(OPENED).weekday() + 3) % 7
    WorkingHours.objects.create(queue=rules.queue, weekday=weekday, opens=time(3), closes=time(3, 1))


def answers() -> list[str]:
    return list(Message.objects.exclude(automatic="").values_list("text", flat=True))


def test_a_new_case_is_answered_once(rules: Rules) -> None:
    ticket = receive(None, CASE, answering(rules)).ticket
    receive(ticket, replace(CASE, messages=(word("m2", minutes=5),)), answering(rules))

    assert answers() == ["We got it."]
    automatic = Message.objects.get(automatic="new_case")
    assert (automatic.delivery, automatic.author_type, automatic.author) == ("queued", Author.SELLER, None)


def test_an_automatic_answer_leaves_the_case_waiting_for_us(rules: Rules) -> None:
    receive(None, CASE, answering(rules))
    assert Ticket.objects.get().waiting_for == Ticket.WaitingFor.US


def test_nothing_is_answered_unless_it_is_switched_on(rules: Rules) -> None:
    receive(None, CASE, rules)
    assert answers() == []


def test_out_of_hours_has_its_own_text_and_takes_precedence(rules: Rules) -> None:
    close_shop(rules)
    receive(None, CASE, answering(rules))
    assert answers() == ["We sleep."]


def test_out_of_hours_answers_a_running_case_once(rules: Rules) -> None:
    close_shop(rules)
    only_at_night = answering(rules, new_case="")
    ticket = receive(None, replace(CASE, messages=()), only_at_night).ticket
    for number in range(3):
        receive(ticket, replace(CASE, messages=(word(f"n{number}", minutes=number),)), only_at_night)
    assert answers() == ["We sleep."]


@pytest.mark.parametrize("author", [Author.ADVISER, Author.SYSTEM, Author.SELLER, Author.UNKNOWN])
def test_only_buyers_are_answered(rules: Rules, author: Author) -> None:
    receive(None, replace(CASE, messages=(word("m1", author),)), answering(rules))
    assert answers() == []


def test_what_was_written_before_the_integration_ran_is_not_answered(rules: Rules) -> None:
    late = replace(rules, answers=Answers("We got it.", "", since=timezone.now()))
    receive(None, CASE, late)
    assert answers() == []


def test_an_ended_case_is_not_answered(rules: Rules) -> None:
    receive(None, replace(CASE, state=CaseState.RESOLVED, can_reply=False), answering(rules))
    assert answers() == []


def test_an_old_ticket_never_gets_the_answer_of_a_new_case(rules: Rules) -> None:
    """The answer was switched on after the ticket came."""
    ticket = receive(None, CASE, rules).ticket
    receive(ticket, replace(CASE, messages=(word("m1"), word("m2", minutes=5))), answering(rules))
    assert answers() == []


@pytest.mark.parametrize("author", [Author.BUYER, Author.CHATBOT])
def test_a_case_whose_chat_could_not_be_read_at_first_is_answered_when_it_can(rules: Rules, author: Author) -> None:
    ticket = receive(None, replace(CASE, messages=()), answering(rules)).ticket
    assert answers() == []
    receive(ticket, replace(CASE, messages=(word("m1", author),)), answering(rules))
    assert answers() == ["We got it."]


def test_each_of_many_new_cases_is_answered_for_itself(rules: Rules) -> None:
    cases = [CASE, replace(CASE, messages=(word("s1", Author.SELLER),)), CASE]
    first, _ours, third = (one.ticket for one in receive_new(cases, answering(rules)))
    answered = Message.objects.exclude(automatic="").order_by("pk")
    assert [message.ticket for message in answered] == [first, third]


@pytest.mark.parametrize("author", [Author.ADVISER, Author.SYSTEM, Author.SELLER])
def test_a_case_in_which_others_spoke_first_is_answered_when_the_buyer_does(rules: Rules, author: Author) -> None:
    ticket = receive(None, replace(CASE, messages=(word("m1", author),)), answering(rules)).ticket
    receive(ticket, replace(CASE, messages=(word("m1", author), word("m2", minutes=5))), answering(rules))
    assert answers() == ["We got it."]
