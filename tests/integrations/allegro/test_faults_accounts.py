"""Blocks, sign-ins and accounts under faults: others go on, and what waits is not lost. See faults.py."""

import pytest
from django.utils import timezone

from integrations.allegro.models import Account
from integrations.models import FailedCall, Integration
from simulator.records import Author, Kind
from tests.factories import make_reply
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import whole
from tickets import channels

pytestmark = pytest.mark.django_db


def test_f23_no_request_leaves_during_a_block_and_everything_goes_on_after_it(desk: Desk) -> None:
    other = desk.of_another_seller()
    cases = [desk.open_case(text=f"Sprawa {number}") for number in range(3)]
    theirs = other.open_case()
    desk.sweep("first")
    waiting = make_reply(desk.ticket(cases[0]), text="Już odpowiadam.")
    desk.fault("F23", count=1, seconds=30)
    for case in cases:
        desk.say(case, Author.BUYER, "Halo?")
    assert desk.sweep().outcome == other.sweep("first").outcome == "failed"
    assert desk.deliver(waiting).delivery == "queued"
    assert desk.allegro.market.limits.asked_during_block == 0
    desk.behave()
    assert desk.deliver(waiting).delivery == "delivered"
    assert desk.sweep().outcome == other.sweep("first").outcome == "complete"
    for case in cases:
        whole(desk, case)
    whole(other, theirs)


def test_f24_a_refused_renewal_asks_for_a_person_and_loses_nothing(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    waiting = make_reply(desk.ticket(case), text="Już odpowiadam.")
    Account.objects.update(access_token_expires_at=timezone.now())
    desk.fault("F24")
    desk.say(case, Author.BUYER, "Halo?")
    assert desk.sweep().outcome == "failed"
    assert desk.account.disconnected_at is not None
    assert "Connect the account again" in desk.account.disconnected_reason
    assert desk.deliver(waiting).delivery == "queued"
    assert FailedCall.objects.filter(code="invalid_grant").count() == 1
    desk.behave()
    desk.sign_in_again()
    desk.sweep()
    assert desk.deliver(waiting).delivery == "delivered"
    whole(desk, case)


def test_f24_a_401_in_mid_run_renews_once_and_goes_on(desk: Desk) -> None:
    cases = [desk.open_case() for _number in range(3)]
    desk.fault("F24", count=1, when="mid_run")
    assert desk.sweep().outcome == "complete"
    assert len([one for one in desk.allegro.market.log.entries if one.route == "oauth.token"]) == 1
    for case in cases:
        whole(desk, case)


def test_f25_only_the_account_that_is_forbidden_is_marked(desk: Desk) -> None:
    other = desk.of_another_seller()
    theirs = other.open_case()
    desk.allegro.market.faults.switch_on("F25", seller=desk.account.seller_id)
    assert desk.sweep().outcome == "failed"
    assert other.sweep().outcome == "complete"
    whole(other, theirs)
    marked = Integration.objects.get(pk=desk.integration.pk)
    assert marked.failures_in_row == 1
    assert marked.last_failure.startswith("Allegro has restricted this account")
    assert desk.account.disconnected_at is None
    assert Integration.objects.get(pk=other.integration.pk).failures_in_row == 0


def test_f25_a_refused_list_is_no_restricted_account(desk: Desk) -> None:
    desk.fault("F25", routes=("issues.list",))
    assert desk.sweep().failure == "Allegro does not allow this for the account."


def test_a_restricted_account_says_so_instead_of_connect_again(desk: Desk) -> None:
    """Tracker 13556: every call is refused."""
    case = desk.open_case()
    desk.sweep()
    desk.fault("F25")
    run = desk.sweep()
    assert run.failure == (
        "Allegro has restricted this account and refuses what Parley asks for it. The seller has to settle that with "
        "Allegro; connecting again does not help."
    )
    assert desk.account.disconnected_at is None
    (trouble,) = channels.troubles()
    assert trouble.words == (
        "Allegro has restricted the account sklep-dom-i-ogrod: new messages of its buyers do not arrive, and replies "
        "may be refused. Only Allegro can lift that."
    )
    desk.behave()
    assert desk.sweep().outcome == "complete"
    assert channels.troubles() == []
    whole(desk, case)


@pytest.mark.parametrize("code", ["ACCOUNT_NOT_ALLOWED_TO_SEND_MESSAGES", "ACCOUNT_NOT_ALLOWED"])
def test_a_reply_that_a_restricted_account_may_not_send_says_so(desk: Desk, code: str) -> None:
    """Tracker 5897: 422 to a message."""
    case = desk.open_case(Kind.PURCHASE_PROBLEM)
    desk.sweep()
    desk.misbehave("messaging.message", 422, code=code)
    reply = desk.reply(case, "Już odpowiadam.")
    assert reply.delivery == "failed"
    assert reply.failure.startswith("Allegro has restricted this account")
    assert reply.text == "Już odpowiadam."
