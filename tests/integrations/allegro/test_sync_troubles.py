"""What ends a sweep before its time, and what the next one makes of it."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone
from starlette.responses import JSONResponse, Response

from integrations import progress, sweeps, switching
from integrations.allegro.models import Case
from integrations.allegro.sync import sweep_account
from integrations.leases import lease
from integrations.models import Integration, SyncRun
from integrations.sweeps import sweep_if_due
from simulator.api.call import Call
from simulator.faults import Answer
from simulator.records import Author, Kind
from tests.factories import make_user
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import whole
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_an_interrupted_first_import_goes_on_where_it_was(desk: Desk) -> None:
    cases = [desk.open_case() for _ in range(6)]
    desk.misbehave("issues.chat", 429, after=3)
    first = desk.sweep("first")
    assert (first.outcome, Ticket.objects.count()) == ("failed", 3)
    desk.behave()
    desk.allegro.market.log.clear()

    second = desk.sweep("first")

    assert (second.outcome, Ticket.objects.count()) == ("complete", len(cases))
    assert desk.requests("issues.chat") == 3


def test_a_token_that_dies_between_two_lists_is_renewed_and_the_sweep_goes_on(desk: Desk) -> None:
    problem = desk.open_case(Kind.PURCHASE_PROBLEM)
    desk.misbehave("messaging.list", 401, until=1)

    run = desk.sweep()

    assert (run.outcome, run.failure) == ("complete", "")
    assert desk.history(problem) == [("buyer", "Dzień dobry")]


def test_a_refused_credential_ends_the_sweep_and_after_reconnecting_nothing_is_missing(desk: Desk) -> None:
    case = desk.open_case()
    desk.revoke()
    run = desk.sweep()
    assert (run.outcome, desk.account.disconnected_at is None) == ("failed", False)
    assert "has to connect it again" in run.failure

    desk.sign_in_again()
    desk.sweep()

    assert desk.history(case) == [("buyer", "Dzień dobry")]


def test_an_account_that_may_not_read_leaves_the_others_alone(desk: Desk) -> None:
    theirs = desk.of_another_seller()
    case = theirs.open_case()
    desk.refuse_seller()

    assert desk.sweep().failure == "Allegro does not allow this for the account."
    assert theirs.sweep().outcome == "complete"

    assert theirs.history(case) == [("buyer", "Dzień dobry")]
    assert desk.account.disconnected_at is None


def test_stopping_an_integration_loses_nothing(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    Integration.objects.update(is_running=False)
    assert sweep_if_due(desk.integration.pk, at_once=True) is None
    desk.say(case, Author.BUYER, "Czekam")
    Integration.objects.update(is_running=True)
    desk.sweep()
    assert [text for _author, text in desk.history(case)] == ["Dzień dobry", "Czekam"]


def test_a_sweep_of_a_stopped_integration_ends_with_its_next_request(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SAVE_EVERY", timedelta(0))
    desk.open_case()
    run = SyncRun.objects.create(integration=desk.integration, kind=SyncRun.Kind.QUICK)
    with lease(desk.integration.pk) as held:
        assert held is not None
        switching.stop(desk.integration, make_user())
        with pytest.raises(progress.Interrupted):
            sweep_account(progress.Sweep(desk.integration, run, held))
    assert desk.requests() == 1
    assert not Case.objects.exists()


def test_an_outage_is_a_failed_sweep_and_not_a_disconnection(desk: Desk, settings: LazySettings) -> None:
    settings.SIMULATOR_URL = "http://127.0.0.1:9"  # nobody listens there
    run = desk.sweep()
    assert (run.outcome, run.failure) == (SyncRun.Outcome.FAILED, "Allegro cannot be reached.")
    desk.integration.refresh_from_db()
    assert desk.integration.failures_in_row == 1
    assert desk.integration.not_before is not None
    assert desk.account.disconnected_at is None


@pytest.mark.parametrize(("route", "kind"), [("messaging.list", Kind.CLAIM), ("issues.list", Kind.PURCHASE_PROBLEM)])
@pytest.mark.parametrize("due", ["last_deep_at", "last_wide_at"])
def test_a_list_that_an_account_cannot_read_does_not_stop_its_other_list(
    desk: Desk, route: str, kind: Kind, due: str
) -> None:
    """F08: "404 DATA_FETCHING_ERROR for some accounts or filters". An hour of sweeps as the clock would start them."""
    desk.sweep("first")
    desk.fault("F08", routes=(route,))
    case = desk.open_case(kind)
    Integration.objects.update(last_deep_at=timezone.now(), last_wide_at=timezone.now(), last_quick_at=None)
    Integration.objects.update(**{due: timezone.now() - timedelta(days=2)})
    for _attempt in range(20):
        Integration.objects.update(not_before=None)
        sweeps.sweep_if_due(desk.integration.pk)
    whole(desk, case)


def test_a_first_import_takes_what_it_can_read(desk: Desk) -> None:
    Integration.objects.update(first_import_done_at=None, last_wide_at=None)
    case = desk.open_case(Kind.CLAIM)
    desk.fault("F08", routes=("messaging.list",))
    for _attempt in range(5):
        Integration.objects.update(not_before=None)
        sweeps.sweep_if_due(desk.integration.pk)
    whole(desk, case)


def test_a_filter_that_fails_does_not_stop_the_list_without_it(desk: Desk) -> None:
    desk.sweep("first")
    case = desk.open_case(Kind.CLAIM)
    real = desk.allegro.market.faults

    async def fault(call: Call, answer: Answer) -> Response:
        if "status" in call.request.query_params:
            return JSONResponse({"errors": [{"code": "DATA_FETCHING_ERROR"}]}, 404)
        return await answer()

    real.register("issues.list", fault)
    for _attempt in range(5):
        Integration.objects.update(
            not_before=None, last_quick_at=None, last_deep_at=timezone.now(), last_wide_at=timezone.now()
        )
        sweeps.sweep_if_due(desk.integration.pk)
    whole(desk, case)


def test_an_answer_without_a_list_is_no_complete_sweep(desk: Desk) -> None:
    desk.sweep("first")
    desk.rewrite("issues.list", lambda body: body.clear())
    assert desk.sweep().outcome == "failed"
