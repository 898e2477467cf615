"""S3 and S4, against the simulator's own sign-in page and token endpoint."""

import logging
from datetime import timedelta

import pytest
import requests
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from django.views.debug import ExceptionReporter

from accounts.models import AuditEntry, User
from accounts.roles import Role
from integrations.allegro.models import Account
from integrations.models import Integration, OAuthState
from simulator.testing import Running
from tests.browsing import browser
from tests.integrations.allegro.desk import OTHER_SELLER, SELLER, Desk
from tests.integrations.allegro.views.trip import AUTHENTICATE, CALLBACK, START, approve, leave, words

pytestmark = pytest.mark.django_db


def test_authenticate_leaves_with_pkce_state_and_all_scopes(client: Client, allegro: Running) -> None:
    asked = leave(client)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == "http://localhost:8000/integrations/allegro/callback/"
    assert asked["state"] == OAuthState.objects.get().state
    assert set(asked["scope"].split()) == {
        "allegro:api:disputes",
        "allegro:api:messaging",
        "allegro:api:orders:read",
        "allegro:api:profile:read",
    }


def test_the_verifier_does_not_leave_with_the_person(client: Client, allegro: Running) -> None:
    assert OAuthState.objects.get(state=leave(client)["state"]).verifier not in leave(client).values()


def test_the_sign_in_page_of_the_simulator_understands_what_is_asked(client: Client, allegro: Running) -> None:
    address = client.post(AUTHENTICATE)["Location"]
    assert requests.get(address, timeout=5).status_code == 200


def test_a_double_click_on_authenticate_connects_once(client: Client, allegro: Running) -> None:
    leave(client)
    client.get(CALLBACK, approve(allegro, leave(client)))
    assert Account.objects.count() == 1


def test_approval_connects_the_account_and_leads_to_other_data(client: Client, allegro: Running) -> None:
    response = client.get(CALLBACK, approve(allegro, leave(client)), follow=True)

    account = Account.objects.get()
    assert (account.seller_id, account.disconnected_at) == (SELLER, None)
    assert response.redirect_chain[-1][0] == f"/integrations/allegro/{account.integration_id}/"
    page = words(response)
    assert "Authentication succeeded" in page
    assert "Re-authenticate" in page
    assert account.access_token not in page


def test_a_connected_account_waits_for_its_other_data(client: Client, allegro: Running) -> None:
    client.get(CALLBACK, approve(allegro, leave(client)))
    integration = Integration.objects.get()
    assert (integration.is_running, integration.is_configured) == (False, False)


def test_a_cancelled_sign_in_is_told_apart(client: Client, allegro: Running) -> None:
    response = client.get(CALLBACK, {"error": "access_denied", "state": leave(client)["state"]})
    assert response.status_code == 200
    assert "cancelled on Allegro" in words(response)
    assert not Account.objects.exists()


def test_a_cancelled_re_authentication_leaves_the_connection_alone(client: Client, desk: Desk) -> None:
    before = desk.account.access_token
    state = leave(client, desk.integration.pk)["state"]
    response = client.get(CALLBACK, {"error": "access_denied", "state": state})
    assert f'href="/integrations/{desk.integration.pk}/"' in words(response)
    assert desk.account.access_token == before


def test_cancelling_needs_a_known_state_too(client: Client, allegro: Running) -> None:
    response = client.get(CALLBACK, {"error": "access_denied", "state": "made-up"})
    assert response.status_code == 400
    assert "cancelled" not in words(response)


@pytest.mark.parametrize("state", ["", "made-up", "\0"])
def test_an_unknown_state_connects_nothing(client: Client, allegro: Running, state: str) -> None:
    back = approve(allegro, leave(client)) | {"state": state}
    response = client.get(CALLBACK, back)
    assert response.status_code == 400
    assert "unknown, too old, or was used already" in words(response)
    assert not Account.objects.exists()


def test_a_state_works_once(client: Client, allegro: Running) -> None:
    back = approve(allegro, leave(client))
    client.get(CALLBACK, back)
    assert client.get(CALLBACK, back).status_code == 400
    assert Account.objects.count() == 1


def test_an_old_state_is_refused(client: Client, allegro: Running) -> None:
    back = approve(allegro, leave(client))
    OAuthState.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    assert client.get(CALLBACK, back).status_code == 400


def test_another_persons_state_is_refused(client: Client, allegro: Running) -> None:
    back = approve(allegro, leave(client))
    assert browser(Role.ADMINISTRATOR).get(CALLBACK, back).status_code == 400


@pytest.mark.parametrize("back", [{"code": "made-up"}, {}, {"error": "invalid_scope"}])
def test_a_refused_sign_in_says_so(client: Client, allegro: Running, back: dict[str, str]) -> None:
    response = client.get(CALLBACK, {"state": leave(client)["state"], **back})
    assert response.status_code == 400
    assert "Allegro refused the sign-in" in words(response)
    assert not Account.objects.exists()


def test_a_wrong_client_secret_is_told_apart(client: Client, allegro: Running, settings: LazySettings) -> None:
    settings.ALLEGRO_CLIENT_SECRET = "mistyped"
    response = client.get(CALLBACK, approve(allegro, leave(client)))
    assert response.status_code == 400
    assert "ALLEGRO_CLIENT_SECRET" in words(response)
    assert "mistyped" not in words(response)


def test_an_unreachable_allegro_says_so(client: Client, allegro: Running, settings: LazySettings) -> None:
    back = approve(allegro, leave(client))
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    response = client.get(CALLBACK, back)
    assert response.status_code == 502
    assert "could not be reached" in words(response)


@pytest.mark.parametrize("status", [404, 429, 500])
def test_an_allegro_out_of_order_refuses_nothing(client: Client, desk: Desk, status: int) -> None:
    back = approve(desk.allegro, leave(client), OTHER_SELLER)
    desk.misbehave("me", status)
    response = client.get(CALLBACK, back)
    assert response.status_code == 502
    assert "could not be reached" in words(response)
    assert Account.objects.count() == 1


def test_a_restricted_account_is_told_apart(client: Client, allegro: Running) -> None:
    back = approve(allegro, leave(client))
    allegro.market.faults.switch_on("F25", seller=SELLER)
    response = client.get(CALLBACK, back)
    assert response.status_code == 400
    assert "Allegro has restricted this account" in words(response)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    "granted", ["allegro:api:disputes", "allegro:api:profile:read allegro:api:orders:read", "allegro:api:orders:read"]
)
def test_permissions_with_which_nothing_would_work_are_noticed_at_once(
    client: Client, allegro: Running, granted: str
) -> None:
    asked = leave(client) | {"scope": granted}
    response = client.get(CALLBACK, approve(allegro, asked))
    assert response.status_code == 400
    assert "Allegro did not grant what is needed. The permission allegro:api:" in words(response)
    assert not Account.objects.exists()


def test_re_authentication_replaces_the_tokens_and_connects_again(client: Client, desk: Desk) -> None:
    Account.objects.update(disconnected_at=timezone.now(), disconnected_reason="refused")
    before = desk.account.access_token

    response = client.get(CALLBACK, approve(desk.allegro, leave(client, desk.integration.pk)), follow=True)

    assert "is connected again" in words(response)
    assert desk.account.access_token != before
    assert (desk.account.disconnected_at, desk.account.disconnected_reason) == (None, "")
    assert Integration.objects.count() == 1


def test_a_different_seller_is_refused_with_the_offer_to_add_them(client: Client, desk: Desk) -> None:
    before = desk.account.access_token

    response = client.get(CALLBACK, approve(desk.allegro, leave(client, desk.integration.pk), OTHER_SELLER))

    assert response.status_code == 409
    assert "Nothing was changed" in words(response)
    assert f'action="{AUTHENTICATE}"' in words(response)
    assert desk.account.access_token == before
    assert Account.objects.count() == 1


def test_a_different_seller_who_is_connected_elsewhere_gets_the_way_there(client: Client, desk: Desk) -> None:
    other = desk.of_another_seller().integration
    response = client.get(CALLBACK, approve(desk.allegro, leave(client, desk.integration.pk), OTHER_SELLER))
    assert response.status_code == 409
    assert "is connected already, in the integration" in words(response)
    assert f'href="/integrations/{other.pk}/"' in words(response)
    assert "Add it as another account" not in words(response)


def test_a_connected_seller_added_once_more_stays_one_integration(client: Client, desk: Desk) -> None:
    response = client.get(CALLBACK, approve(desk.allegro, leave(client)), follow=True)
    assert "was connected already" in words(response)
    assert response.redirect_chain[-1][0] == f"/integrations/{desk.integration.pk}/"
    assert Integration.objects.count() == 1


@pytest.mark.parametrize("missing", ["ALLEGRO_CLIENT_ID", "ALLEGRO_CLIENT_SECRET"])
def test_without_client_id_the_page_says_what_to_set_and_where(
    client: Client, settings: LazySettings, missing: str
) -> None:
    setattr(settings, missing, "")
    page = words(client.get(START))
    assert "ALLEGRO_CLIENT_SECRET" in page
    assert "apps.developer.allegro.pl" in page
    assert "http://localhost:8000/integrations/allegro/callback/" in page
    assert "/authenticate/" not in page


def test_without_client_id_nobody_leaves(client: Client, settings: LazySettings) -> None:
    settings.ALLEGRO_CLIENT_ID = ""
    assert client.post(AUTHENTICATE)["Location"] == START
    assert not OAuthState.objects.exists()


def test_only_pages_with_the_button_may_lead_to_allegro(client: Client, desk: Desk) -> None:
    for address in (START, f"{START}{desk.integration.pk}/", CALLBACK):
        assert desk.allegro.url in client.get(address)["Content-Security-Policy"]
    assert desk.allegro.url not in client.get("/integrations/catalogue/")["Content-Security-Policy"]


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
@pytest.mark.parametrize("address", [START, CALLBACK, "/integrations/", "/integrations/catalogue/"])
def test_only_administrators_come_here(role: Role, address: str, allegro: Running) -> None:
    assert browser(role).get(address).status_code == 403


def test_only_administrators_leave_for_allegro(allegro: Running) -> None:
    assert browser(Role.AGENT).post(AUTHENTICATE).status_code == 403


def test_a_link_alone_does_not_leave_for_allegro(client: Client, allegro: Running) -> None:
    assert client.get(AUTHENTICATE).status_code == 405


def report_in(caplog: pytest.LogCaptureFixture) -> str:
    """What administrators get to read about an error that nobody foresaw."""
    record = next(record for record in caplog.records if record.exc_info)
    assert record.exc_info
    return ExceptionReporter(vars(record)["request"], *record.exc_info).get_traceback_html()


def test_tokens_and_codes_stay_out_of_error_reports(
    client: Client, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    client.raise_request_exception = False
    back = approve(desk.allegro, leave(client, desk.integration.pk))
    verifier = OAuthState.objects.get().verifier
    Account.objects.all().delete()  # what the view stands on
    assert client.get(CALLBACK, back).status_code == 500

    report = report_in(caplog)
    grants = desk.allegro.market.world.grants.values()
    secrets = [back["code"], back["state"], verifier, *(word for grant in grants for word in (grant.access, grant.id))]
    assert "DoesNotExist" in report
    assert [secret for secret in secrets if secret in report] == []


def test_tokens_and_codes_stay_out_of_the_log(
    client: Client, allegro: Running, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        back = approve(allegro, leave(client))
        client.get(CALLBACK, back)
        client.get(CALLBACK, back)
    # The simulator, which runs in this process, writes a log of its own.
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("uvicorn", "asyncio"))]
    secrets = [back["code"], back["state"], Account.objects.get().access_token, Account.objects.get().refresh_token]
    assert [line for line in ours if any(secret in line for secret in secrets)] == []


def test_the_audit_log_tells_who_connected_without_any_token(client: Client, admin: User, allegro: Running) -> None:
    client.get(CALLBACK, approve(allegro, leave(client)))
    client.get(CALLBACK, approve(allegro, leave(client, Integration.objects.get().pk)))
    again, first = AuditEntry.objects.all()
    assert (first.actor, first.action, again.action) == (admin, "connected", "reconnected")
    assert (first.name, first.changes) == (Integration.objects.get().name, [])


def test_a_sign_in_that_connects_nothing_leaves_no_entry(client: Client, allegro: Running) -> None:
    client.get(CALLBACK, {"error": "access_denied", "state": leave(client)["state"]})
    assert not AuditEntry.objects.exists()
