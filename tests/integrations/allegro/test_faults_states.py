"""What becomes of a case: its kind, its status, its end, and words that nobody announced. See faults.py."""

import pytest

from simulator import claims, play
from simulator.records import Kind
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import KINDS, stored, whole
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_f18_a_discussion_that_becomes_a_claim_keeps_its_ticket_and_gets_its_fields(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    ticket = desk.ticket(case)
    desk.fault("F18", count=1)
    desk.sweep()
    assert desk.ticket(case).pk == ticket.pk
    assert (stored(case).kind, desk.ticket(case).kind) == ("claim", "claim")
    assert stored(case).decision_due_at is not None
    assert stored(case).reference_number
    whole(desk, case)


def test_f19_a_discussion_that_goes_on_reopens_its_ticket(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    play.close(desk.allegro.market.world, case)
    desk.sweep()
    assert desk.ticket(case).status.kind == "closed"
    desk.fault("F19", count=1)
    desk.sweep()
    assert desk.ticket(case).status.kind != "closed"
    assert desk.ticket(case).can_reply
    assert Ticket.objects.count() == 1
    whole(desk, case)


def test_f20_a_status_that_is_mended_later_is_followed_in_either_direction(desk: Desk) -> None:
    case, claim = desk.open_case(), desk.open_case(Kind.CLAIM)
    world = desk.allegro.market.world
    desk.sweep()
    play.close(world, case)
    claims.decide(world, claim, "REJECTED_OTHER", "Nie uznajemy.")
    desk.fault("F20")
    desk.sweep()
    assert (stored(case).status, stored(claim).status) == ("DISPUTE_ONGOING", "CLAIM_ACCEPTED")
    desk.behave()
    desk.sweep()
    assert (stored(case).status, stored(claim).status) == ("DISPUTE_CLOSED", "CLAIM_REJECTED")
    assert desk.ticket(case).status.kind == "closed"
    desk.fault("F20")
    desk.sweep()
    assert desk.ticket(case).status.kind != "closed"
    for one in (case, claim):
        whole(desk, one)


def test_f21_a_claim_is_not_closed_because_the_talk_has_ended(desk: Desk) -> None:
    claim = desk.open_case(Kind.CLAIM)
    desk.sweep()
    desk.fault("F21", count=1)
    desk.sweep()
    assert desk.history(claim)[-1] == ("system", "Kupujący zakończył rozmowę.")
    assert stored(claim).status == "CLAIM_SUBMITTED"
    assert desk.ticket(claim).status.kind != "closed"
    assert desk.ticket(claim).can_reply


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", ["status", "type", "role", "last_message"])
def test_f22_a_word_that_nobody_announced_is_kept_and_shown(desk: Desk, kind: Kind, field: str) -> None:
    case = desk.open_case(kind)
    desk.fault("F22", field=field)
    assert desk.sweep("first").outcome == "complete"
    whole(desk, case)
    if field == "status":
        assert stored(case).status == "SOMETHING_NEW"
        assert desk.ticket(case).can_reply
    if field == "role":
        assert desk.history(case)[0][0] == "unknown"


@pytest.mark.parametrize("kind", [Kind.DISCUSSION, Kind.PURCHASE_PROBLEM])
def test_f27_a_reply_to_a_case_that_closed_meanwhile_is_kept_with_the_reason_and_the_ticket_locks(
    desk: Desk, kind: Kind
) -> None:
    case = desk.open_case(kind)
    desk.sweep("first")
    desk.fault("F27", count=1)
    reply = desk.reply(case, "Wysłaliśmy nową paczkę.")
    assert (reply.delivery, reply.text) == ("failed", "Wysłaliśmy nową paczkę.")
    assert reply.failure == "The case has ended on Allegro: it takes no more messages."
    assert not stored(case).chat_active
    desk.sweep()
    assert not desk.ticket(case).can_reply
    assert "Wysłaliśmy nową paczkę." not in desk.said(case)
