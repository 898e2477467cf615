"""The wizard, S1 to S7, against the simulator's own sign-in page."""

import re
from datetime import timedelta
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from crm.models import CustomField
from integrations.allegro.models import Account
from integrations.models import Integration, OAuthState
from simulator.testing import Running
from simulator.tokens import issue_code
from tests.browsing import browser
from tests.factories import make_category, make_login_field, make_queue, make_status, make_user
from tests.integrations.allegro.desk import OTHER_SELLER, SELLER, Desk, connected_integration

pytestmark = pytest.mark.django_db
START, CALLBACK, AUTHENTICATE = (
    "/integrations/allegro/",
    "/integrations/allegro/callback/",
    "/integrations/allegro/authenticate/",
)


@pytest.fixture
def admin() -> User:
    return make_user(Role.ADMINISTRATOR)


@pytest.fixture
def client(admin: User) -> Client:
    return browser(user=admin)


def leave(client: Client, address: str = AUTHENTICATE) -> dict[str, str]:
    """Press *Authenticate*; what Allegro is asked."""
    response = client.post(address)
    assert response.status_code == 302
    return {key: values[0] for key, values in parse_qs(urlsplit(response["Location"]).query).items()}


def approve(allegro: Running, asked: dict[str, str], seller_id: str = SELLER) -> dict[str, str]:
    """What comes back once this seller has approved."""
    code = issue_code(
        allegro.market,
        seller_id=seller_id,
        redirect_uri=asked["redirect_uri"],
        scope=asked["scope"],
        challenge=asked["code_challenge"],
    )
    return {"code": code, "state": asked["state"]}


class Page(Protocol):
    content: bytes


def words(response: Page) -> str:
    """The page's markup with its white space evened out."""
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_catalogue_has_allegro_in_e_commerce(client: Client) -> None:
    page = words(client.get("/integrations/catalogue/"))
    assert "E-commerce" in page
    assert f'href="{START}"' in page


def test_authenticate_leaves_with_pkce_state_and_all_scopes(client: Client, allegro: Running) -> None:
    asked = leave(client)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == "http://localhost:8000/integrations/allegro/callback/"
    assert set(asked["scope"].split()) == {
        "allegro:api:disputes",
        "allegro:api:messaging",
        "allegro:api:orders:read",
        "allegro:api:profile:read",
    }


def test_the_sign_in_page_of_the_simulator_understands_what_is_asked(client: Client, allegro: Running) -> None:
    address = client.post(AUTHENTICATE)["Location"]
    assert requests.get(address, timeout=5).status_code == 200


def test_approval_connects_the_account_and_leads_to_other_data(client: Client, allegro: Running) -> None:
    response = client.get(CALLBACK, approve(allegro, leave(client)), follow=True)

    account = Account.objects.get()
    assert (account.seller_id, account.disconnected_at) == (SELLER, None)
    assert response.redirect_chain[-1][0] == f"/integrations/allegro/{account.integration_id}/"
    page = words(response)
    assert "Authentication succeeded" in page
    assert "Re-authenticate" in page
    assert account.access_token not in page


def test_a_cancelled_sign_in_is_told_apart(client: Client, allegro: Running) -> None:
    response = client.get(CALLBACK, {"error": "access_denied", "state": leave(client)["state"]})
    assert "cancelled on Allegro" in words(response)
    assert not Account.objects.exists()


@pytest.mark.parametrize("state", ["", "made-up"])
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


def test_a_refused_code_says_so(client: Client, allegro: Running) -> None:
    response = client.get(CALLBACK, approve(allegro, leave(client)) | {"code": "made-up"})
    assert response.status_code == 400
    assert "Allegro refused the sign-in" in words(response)


def test_an_unreachable_allegro_says_so(client: Client, allegro: Running, settings: LazySettings) -> None:
    back = approve(allegro, leave(client))
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    response = client.get(CALLBACK, back)
    assert response.status_code == 502
    assert "could not be reached" in words(response)


def test_missing_scopes_are_noticed_at_once(client: Client, allegro: Running) -> None:
    asked = leave(client) | {"scope": "allegro:api:disputes"}
    response = client.get(CALLBACK, approve(allegro, asked))
    assert "did not grant everything" in words(response)
    assert not Account.objects.exists()


def test_re_authentication_replaces_the_tokens_and_connects_again(client: Client, desk: Desk) -> None:
    Account.objects.update(disconnected_at=timezone.now(), disconnected_reason="refused")
    before, pk = desk.account.access_token, desk.integration.pk
    asked = leave(client, f"{START}{pk}/authenticate/")

    client.get(CALLBACK, approve(desk.allegro, asked))

    assert desk.account.access_token != before
    assert desk.account.disconnected_at is None
    assert Integration.objects.count() == 1


def test_a_different_seller_is_refused_with_the_offer_to_add_them(client: Client, desk: Desk) -> None:
    before = desk.account.access_token
    asked = leave(client, f"{START}{desk.integration.pk}/authenticate/")

    response = client.get(CALLBACK, approve(desk.allegro, asked, OTHER_SELLER))

    assert response.status_code == 409
    assert "Nothing was changed" in words(response)
    assert "Add it as another account" in words(response)
    assert desk.account.access_token == before
    assert Account.objects.count() == 1


def test_the_same_seller_again_is_no_second_integration(client: Client, desk: Desk) -> None:
    client.get(CALLBACK, approve(desk.allegro, leave(client)))
    assert Integration.objects.count() == 1


def test_without_client_id_the_page_says_what_to_set_and_where(client: Client, settings: LazySettings) -> None:
    settings.ALLEGRO_CLIENT_ID = ""
    page = words(client.get(START))
    assert "ALLEGRO_CLIENT_SECRET" in page
    assert "apps.developer.allegro.pl" in page
    assert "http://localhost:8000/integrations/allegro/callback/" in page
    assert "/authenticate/" not in page


def test_only_the_page_with_the_button_may_lead_to_allegro(client: Client, allegro: Running) -> None:
    assert allegro.url in client.get(START)["Content-Security-Policy"]
    assert allegro.url not in client.get("/integrations/catalogue/")["Content-Security-Policy"]


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
@pytest.mark.parametrize("address", [START, CALLBACK, "/integrations/", "/integrations/catalogue/"])
def test_only_administrators_come_here(role: Role, address: str, allegro: Running) -> None:
    assert browser(role).get(address).status_code == 403


def test_tokens_stay_out_of_error_reports(client: Client, desk: Desk, settings: LazySettings) -> None:
    settings.DEBUG = True
    client.raise_request_exception = False
    asked = leave(client, f"{START}{desk.integration.pk}/authenticate/")
    back = approve(desk.allegro, asked)
    Account.objects.all().delete()  # what the view stands on is gone: an error nobody foresaw
    response = client.get(CALLBACK, back)
    assert response.status_code == 500
    grants = desk.allegro.market.world.grants.values()
    assert not [grant for grant in grants if grant.access in words(response) or grant.id in words(response)]


def other_data(integration: Integration, **changes: object) -> dict[str, object]:
    values = {
        "name": "Main shop",
        "login_field": integration.login_field_id,
        "queue": integration.queue_id,
        "category": integration.category_id,
        "status_resolved": integration.status_resolved_id,
        "status_unresolved": integration.status_unresolved_id,
        "closure_message": "Solved?",
    }
    return {key: value for key, value in (values | changes).items() if value is not None}


@pytest.fixture
def draft(allegro: Running) -> Integration:
    """As authentication leaves it."""
    integration = connected_integration(allegro)
    Integration.objects.update(is_running=False, started_at=None, queue=None, category=None, login_field=None)
    return integration


def test_save_and_run_starts_at_once(client: Client, draft: Integration) -> None:
    response = client.post(f"{START}{draft.pk}/", other_data(draft) | {"run": "1"})
    assert response["Location"] == f"/integrations/{draft.pk}/"
    saved = Integration.objects.get()
    assert (saved.is_running, saved.name, saved.queue) == (True, "Main shop", draft.queue)
    assert saved.started_at is not None


def test_save_keeps_the_data_without_starting(client: Client, draft: Integration) -> None:
    client.post(f"{START}{draft.pk}/", other_data(draft))
    assert Integration.objects.get().is_running is False


@pytest.mark.parametrize(
    "missing", ["login_field", "queue", "category", "status_resolved", "status_unresolved", "name"]
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_saved(
    client: Client, draft: Integration, missing: str
) -> None:
    response = client.post(f"{START}{draft.pk}/", other_data(draft, **{missing: None}) | {"run": "1"})
    assert response.status_code == 422
    assert missing in response.context["form"].errors
    assert "Solved?" in words(response)
    assert Integration.objects.get().is_running is False


def test_only_text_fields_are_offered_and_taken(client: Client, draft: Integration) -> None:
    number = CustomField.objects.create(name="Number", type=CustomField.Type.NUMBER)
    response = client.post(f"{START}{draft.pk}/", other_data(draft, login_field=number.pk))
    assert response.status_code == 422
    assert "Number</option>" not in words(client.get(f"{START}{draft.pk}/"))


def test_a_text_field_is_created_on_the_spot_and_chosen(client: Client, draft: Integration) -> None:
    client.post(f"{START}{draft.pk}/login-field/", {"field_name": "Shop login"})
    field = CustomField.objects.get(name="Shop login")
    assert field.type == CustomField.Type.TEXT
    assert Integration.objects.get().login_field == field


def test_a_field_name_that_exists_is_refused(client: Client, draft: Integration) -> None:
    make_login_field("Shop login")
    response = client.post(f"{START}{draft.pk}/login-field/", {"field_name": "shop LOGIN"})
    assert response.status_code == 422
    assert "field with this name already" in words(response)


def test_an_automatic_answer_needs_words(client: Client, draft: Integration) -> None:
    response = client.post(f"{START}{draft.pk}/", other_data(draft, answers_new_cases="on", new_case_answer=" "))
    assert response.status_code == 422
    assert "new_case_answer" in response.context["form"].errors


def test_a_queue_deleted_meanwhile_is_said_beside_the_field(client: Client, draft: Integration) -> None:
    gone = make_queue()
    pk = gone.pk
    gone.delete()
    response = client.post(f"{START}{draft.pk}/", other_data(draft, queue=pk, category=make_category().pk))
    assert response.status_code == 422
    assert "queue" in response.context["form"].errors
    assert make_status().pk
