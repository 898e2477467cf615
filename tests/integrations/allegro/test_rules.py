"""What the integration's settings do to the cases that arrive."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from integrations.models import Integration
from simulator import claims
from simulator.records import Author, Kind
from tests.factories import make_status
from tests.integrations.allegro.desk import Desk
from tickets import delivery
from tickets.models import Message, Status, WorkingHours

pytestmark = pytest.mark.django_db


@pytest.fixture
def answering(desk: Desk) -> Desk:
    """Both automatic answers are on, for everything written since yesterday."""
    Integration.objects.update(
        answers_new_cases=True,
        new_case_answer="Dziękujemy, zajmiemy się tym.",
        answers_out_of_hours=True,
        out_of_hours_answer="Odpowiemy rano.",
        started_at=timezone.now() - timedelta(days=1),
    )
    return desk


def close_the_queue(desk: Desk) -> None:
    """Staffed for one minute of a weekday that is not now."""
    queue = desk.integration.queue
    assert queue is not None
    weekday = (timezone.localtime().weekday() + 3) % 7
    WorkingHours.objects.create(queue=queue, weekday=weekday, opens=time(3), closes=time(3, 1))


def automatic() -> list[str]:
    return list(Message.objects.exclude(automatic="").values_list("text", flat=True))


def test_the_first_import_answers_nobody(answering: Desk) -> None:
    answering.open_case()
    answering.sweep("first")
    assert automatic() == []


def test_a_new_case_is_answered_once_and_the_buyer_gets_it(answering: Desk) -> None:
    answering.sweep()
    case = answering.open_case()
    answering.sweep()
    answering.say(case, Author.BUYER, "Halo?")
    answering.sweep()

    assert automatic() == ["Dziękujemy, zajmiemy się tym."]
    delivery.deliver(Message.objects.exclude(automatic="").get().pk)
    assert answering.said(case).count("Dziękujemy, zajmiemy się tym.") == 1


def test_an_old_case_that_turns_up_later_is_not_answered(answering: Desk) -> None:
    answering.open_case(at=timezone.now() - timedelta(days=40))
    answering.sweep()
    assert automatic() == []


def test_a_buyer_who_writes_at_night_on_an_imported_case_is_answered_once(answering: Desk) -> None:
    close_the_queue(answering)
    case = answering.open_case()
    answering.sweep("first")
    for text in ("Dobry wieczór", "Jest tam kto?"):
        answering.say(case, Author.BUYER, text)
        answering.sweep()
    assert automatic() == ["Odpowiemy rano."]


def test_allegros_own_messages_are_not_answered(answering: Desk) -> None:
    close_the_queue(answering)
    case = answering.open_case()
    answering.sweep("first")
    answering.say(case, Author.ADVISER, "Prosimy o odpowiedź kupującemu.")
    answering.say(case, Author.SYSTEM, "Przypomnienie.")
    answering.sweep()
    assert automatic() == []


@pytest.mark.parametrize(
    ("decision", "setting"), [("ACCEPTED_REFUND", "status_accepted"), ("REJECTED_OTHER", "status_rejected")]
)
def test_a_decided_claim_gets_the_status_chosen_for_the_decision(desk: Desk, decision: str, setting: str) -> None:
    chosen = make_status(kind=Status.Kind.CLOSED)
    Integration.objects.update(**{setting: chosen})
    case = desk.open_case(Kind.CLAIM)
    desk.sweep()
    claims.decide(desk.allegro.market.world, case, decision, "Decyzja")
    desk.sweep()
    assert desk.ticket(case).status == chosen


def test_buyers_are_added_to_the_crm_when_the_integration_says_so(desk: Desk) -> None:
    Integration.objects.update(adds_customers=True)
    case = desk.open_case()
    desk.sweep()
    customer = desk.ticket(case).customer
    assert customer is not None
    assert customer.emails.count() == 2
    assert customer.field_values.get().value == desk.ticket(case).buyer_login
