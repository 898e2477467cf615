"""Sign-in, consent and tokens."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from simulator.testing import Running
from simulator.tokens import challenge_of
from tests.simulator.conftest import CREDENTIALS, OTHER_SELLER, SELLER, USER_AGENT, Caller, Clock, Desk

CALLBACK = "http://127.0.0.1:8000/allegro/return"
VERIFIER = "v" * 64
ASKED = {
    "response_type": "code",
    "client_id": "parley-demo",
    "redirect_uri": CALLBACK,
    "state": "s&1",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}


def authorize(allegro: Running, **fields: str) -> requests.Response:
    return requests.post(f"{allegro.url}/auth/oauth/authorize", ASKED | fields, allow_redirects=False, timeout=5)


def returned(response: requests.Response) -> dict[str, str]:
    assert response.headers["Location"].startswith(CALLBACK)
    query = parse_qs(urlsplit(response.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


def token(allegro: Running, form: dict[str, str], auth: tuple[str, str] = CREDENTIALS) -> requests.Response:
    headers = {"User-Agent": USER_AGENT}
    return requests.post(f"{allegro.url}/auth/oauth/token", form, auth=auth, headers=headers, timeout=5)


def exchange(allegro: Running, code: str, **fields: str) -> requests.Response:
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    return token(allegro, form | {"code": code} | fields)


def pair(allegro: Running) -> Any:
    return exchange(allegro, returned(authorize(allegro, seller=SELLER, decision="approve"))["code"]).json()


def refresh(allegro: Running, refresh_token: str) -> requests.Response:
    return token(allegro, {"grant_type": "refresh_token", "refresh_token": refresh_token})


def test_the_sign_in_page_offers_every_seller_and_the_next_one_lists_the_scopes(allegro: Running) -> None:
    page = requests.get(f"{allegro.url}/auth/oauth/authorize", ASKED | {"prompt": "confirm"}, timeout=5)
    assert all(name in page.text for name in ("sklep-dom-i-ogrod", "elektro-okazje", "antykwariat-antresola"))
    consent = authorize(allegro, seller=OTHER_SELLER)
    assert "elektro-okazje" in consent.text
    assert "allegro:api:disputes" in consent.text


def test_approval_leads_back_with_a_code_that_becomes_a_token_pair(allegro: Running) -> None:
    back = returned(authorize(allegro, seller=OTHER_SELLER, decision="approve"))
    assert back["state"] == "s&1"
    answer = exchange(allegro, back["code"]).json()
    assert (answer["expires_in"], answer["token_type"], answer["allegro_api"]) == (43199, "bearer", True)
    caller = Caller(allegro)
    caller.headers["Authorization"] = f"Bearer {answer['access_token']}"
    assert caller.get_public("/me").json()["login"] == "elektro-okazje"


def test_cancelling_leads_back_with_access_denied(allegro: Running) -> None:
    back = returned(authorize(allegro, seller=SELLER, decision="cancel"))
    assert (back["error"], back["state"]) == ("access_denied", "s&1")


@pytest.mark.parametrize(
    "fields",
    [{"client_id": "x"}, {"redirect_uri": "javascript:alert(1)"}, {"redirect_uri": "/x"}, {"redirect_uri": ""}],
)
def test_a_request_that_cannot_be_trusted_is_not_sent_back(allegro: Running, fields: dict[str, str]) -> None:
    response = authorize(allegro, seller=SELLER, decision="approve", **fields)
    assert (response.status_code, "Location" in response.headers) == (400, False)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "allegro:api:everything"}, "invalid_scope"),
    ],
)
def test_other_mistakes_are_reported_to_the_client(allegro: Running, fields: dict[str, str], error: str) -> None:
    assert returned(authorize(allegro, **fields))["error"] == error


def test_a_code_works_once_and_for_a_minute(allegro: Running, clock: Clock) -> None:
    code, late = (returned(authorize(allegro, seller=SELLER, decision="approve"))["code"] for _ in "12")
    assert [exchange(allegro, code).status_code for _ in "12"] == [200, 400]
    clock.move(seconds=60)
    assert exchange(allegro, late).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("fields", [{"code_verifier": "w" * 64}, {"redirect_uri": "http://x.example/"}])
def test_a_code_is_bound_to_its_verifier_and_address(allegro: Running, fields: dict[str, str]) -> None:
    code = returned(authorize(allegro, seller=SELLER, decision="approve"))["code"]
    assert exchange(allegro, code, **fields).json()["error"] == "invalid_grant"


def test_a_wrong_secret_is_refused(allegro: Running) -> None:
    refused = token(allegro, {"grant_type": "refresh_token"}, auth=("parley-demo", "wrong"))
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


def test_an_unknown_grant_type_is_refused(allegro: Running) -> None:
    assert token(allegro, {"grant_type": "password"}).json()["error"] == "unsupported_grant_type"


def test_a_used_refresh_token_gives_the_same_pair_for_a_minute_and_then_nothing(allegro: Running, clock: Clock) -> None:
    first = pair(allegro)["refresh_token"]
    second = refresh(allegro, first).json()
    clock.move(seconds=60)
    assert refresh(allegro, first).json()["access_token"] == second["access_token"]
    clock.move(seconds=1)
    refused = refresh(allegro, first)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert refresh(allegro, second["refresh_token"]).status_code == 200


def test_a_refresh_token_lives_three_months(allegro: Running, clock: Clock) -> None:
    refresh_token = pair(allegro)["refresh_token"]
    clock.move(days=90)
    assert refresh(allegro, refresh_token).json()["error"] == "invalid_grant"


def test_tokens_can_be_expired_and_revoked(allegro: Running, caller: Caller, desk: Desk) -> None:
    refresh_token = desk.post("/tokens", {"seller": "sklep-dom-i-ogrod"})["refresh_token"]
    desk.post("/tokens/expire", {"seller": "sklep-dom-i-ogrod"})
    assert caller.get("/sale/issues").status_code == 401
    assert refresh(allegro, refresh_token).status_code == 200
    desk.post("/tokens/revoke", {"seller": "sklep-dom-i-ogrod"})
    assert refresh(allegro, refresh_token).json()["error"] == "invalid_grant"


def test_token_requests_are_logged_and_have_a_trace_id(allegro: Running, desk: Desk) -> None:
    answers = [refresh(allegro, "unknown"), refresh(allegro, pair(allegro)["refresh_token"])]
    log = desk.get("/requests?route=oauth.token")["requests"]
    assert [one["status"] for one in log] == [400, 200, 200]
    assert {answer.headers["Trace-Id"] for answer in answers} <= {one["trace_id"] for one in log}
