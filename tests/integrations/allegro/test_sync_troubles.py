"""What ends a sweep before its time, and what the next one makes of it."""

from datetime import timedelta

import pytest
from django.conf import LazySettings

from integrations import progress, switching
from integrations.allegro.models import Case
from integrations.allegro.sync import sweep_account
from integrations.leases import lease
from integrations.models import Integration, SyncRun
from integrations.sweeps import sweep_if_due
from simulator.records import Author, Kind
from tests.factories import make_user
from tests.integrations.allegro.desk import Desk
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
