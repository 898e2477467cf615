"""What Allegro's support asks for: every call that failed, with its Trace-Id."""

import pytest

from integrations.allegro import failed_calls
from integrations.allegro.client.http import Call
from integrations.allegro.session import Disconnected, Session
from integrations.models import FailedCall
from tests.integrations.allegro.desk import Desk

pytestmark = pytest.mark.django_db


def newest(desk: Desk) -> FailedCall:
    found = desk.integration.failed_calls.first()
    assert found is not None
    return found


def test_a_failed_reading_is_kept_with_what_the_support_needs(desk: Desk) -> None:
    case = desk.open_case()
    desk.misbehave("issues.chat", 503, code="ServiceTimeoutException")
    desk.sweep()
    call = newest(desk)
    assert (call.method, call.path) == ("GET", f"/sale/issues/{case.id}/chat")
    assert (call.status, call.code, call.error) == (503, "ServiceTimeoutException", "NoAnswer")
    assert call.trace_id
    assert call.seconds > 0


def test_a_failed_writing_is_kept_too(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    desk.misbehave("issues.message", 504)
    assert desk.reply(case, "Dzień dobry").delivery == "uncertain"
    assert (newest(desk).method, newest(desk).status) == ("POST", 504)


def test_calls_that_went_well_are_not_kept(desk: Desk) -> None:
    desk.open_case()
    desk.sweep()
    assert not FailedCall.objects.exists()


def test_a_refused_renewal_is_kept_although_its_transaction_said_no(desk: Desk) -> None:
    desk.revoke()
    with pytest.raises(Disconnected):
        Session(desk.account).call(lambda client: client.me())
    call = newest(desk)
    assert (call.method, call.path, call.code) == ("POST", "/auth/oauth/token", "invalid_grant")


def test_only_the_newest_fifty_of_an_integration_are_kept(desk: Desk) -> None:
    other = desk.of_another_seller().integration
    for number in range(52):
        for integration in (desk.integration, other):
            failed_calls.note(integration.pk, Call("me", "GET", f"/{number}", 500, "", 0.1, error="NoAnswer"))
    for integration in (desk.integration, other):
        paths = list(integration.failed_calls.values_list("path", flat=True))
        assert len(paths) == 50
        assert (paths[0], paths[-1]) == ("/51", "/2")
