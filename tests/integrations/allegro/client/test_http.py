import gzip
import logging
import ssl
from io import BytesIO
from typing import Any

import pytest
import requests
import responses
from urllib3.exceptions import MaxRetryError, NewConnectionError, SSLError

from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import (
    AllegroError,
    CaseClosed,
    Flaky,
    Forbidden,
    NoAnswer,
    NotFound,
    RateLimited,
    Rejected,
    TokenExpired,
    Unreachable,
)
from integrations.allegro.client.http import BETA, PUBLIC, READ_ATTEMPTS, Call
from tests.integrations.allegro import shapes
from tests.integrations.allegro.client.conftest import API, TOKEN

ISSUE = f"{API}/sale/issues/1"
MESSAGE = f"{API}/sale/issues/1/message"


def errors(code: str, **more: str) -> dict[str, Any]:
    return {"errors": [{"code": code, "message": "x", **more}]}


def test_requests_carry_what_allegro_asks_for(allegro_says: responses.RequestsMock, client: Client) -> None:
    allegro_says.get(f"{API}/me", json={"id": "1", "login": "our-shop"})
    allegro_says.get(ISSUE, json=shapes.issue(id="1"))
    allegro_says.post(MESSAGE, json={"id": "m1"}, status=201)
    client.me()
    client.issues.get("1")
    client.issues.post_message("1", "Dzień dobry")
    me, issue, message = (call.request.headers for call in allegro_says.calls)
    assert me["Accept"] == PUBLIC
    assert issue["Accept"] == message["Accept"] == message["Content-Type"] == BETA
    assert issue["User-Agent"] == "Parley/1.0 (+https://parley.example/about)"
    assert (issue["Accept-Language"], issue["Authorization"]) == ("pl-PL", f"Bearer {TOKEN}")


def test_a_download_asks_for_no_type_of_allegros(allegro_says: responses.RequestsMock, client: Client) -> None:
    allegro_says.get(f"{API}/sale/issues/attachments/f1", body=b"bytes")
    with client.issues.download("f1") as chunks:
        assert b"".join(chunks) == b"bytes"
    assert allegro_says.calls[0].request.headers["Accept"] == "*/*"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"error": "unauthorized"}, TokenExpired),
        (403, errors("AccessDenied"), Forbidden),
        (404, errors("NOT_FOUND"), NotFound),
        (404, errors("DATA_FETCHING_ERROR"), Flaky),
        (404, "<html>Not here</html>", Flaky),
        (400, errors("Bad Request"), Flaky),
        (400, errors("INVALID", path="text"), Rejected),
        (409, errors("DISPUTE_ALREADY_RESOLVED"), CaseClosed),
        (422, errors("THREAD_CLOSED"), CaseClosed),
        (422, errors("VALIDATION_ERROR", path="text"), Rejected),
        (500, errors("ServiceTimeoutException"), NoAnswer),
        (502, "<html>Bad gateway</html>", NoAnswer),
        (302, "", NoAnswer),
    ],
)
def test_what_an_answer_means(
    allegro_says: responses.RequestsMock, client: Client, status: int, body: Any, kind: type[AllegroError]
) -> None:
    content = {"body": body} if isinstance(body, str) else {"json": body}
    allegro_says.get(ISSUE, status=status, headers={"Trace-Id": "t-1"}, **content)
    with pytest.raises(kind) as caught:
        client.issues.get("1")
    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.trace_id) == (status, "t-1")


def test_a_page_that_is_not_json_is_no_answer(allegro_says: responses.RequestsMock, client: Client) -> None:
    allegro_says.get(ISSUE, body="<html>Hello</html>")
    with pytest.raises(NoAnswer, match="not JSON"):
        client.issues.get("1")


def test_passing_failures_of_a_read_are_tried_again(allegro_says: responses.RequestsMock, client: Client) -> None:
    allegro_says.get(ISSUE, status=503)
    allegro_says.get(ISSUE, json=errors("DATA_FETCHING_ERROR"), status=404)
    allegro_says.get(ISSUE, json=shapes.issue(id="1"))
    assert client.issues.get("1").id == shapes.issue(id="1")["id"]


def test_tries_of_a_read_are_bounded(allegro_says: responses.RequestsMock, client: Client, calls: list[Call]) -> None:
    allegro_says.get(ISSUE, status=503)
    with pytest.raises(NoAnswer):
        client.issues.get("1")
    assert [call.status for call in calls] == [503] * READ_ATTEMPTS


@pytest.mark.parametrize("status", [400, 404, 500, 504])
def test_a_write_is_never_repeated(allegro_says: responses.RequestsMock, client: Client, status: int) -> None:
    allegro_says.post(MESSAGE, status=status)
    with pytest.raises(AllegroError):
        client.issues.post_message("1", "Dzień dobry")
    assert len(allegro_says.calls) == 1


@pytest.mark.parametrize(("headers", "seconds"), [({"Retry-After": "17"}, 17), ({}, 60), ({"Retry-After": "soon"}, 60)])
def test_a_block_is_not_asked_again(
    allegro_says: responses.RequestsMock, client: Client, headers: dict[str, str], seconds: float
) -> None:
    allegro_says.get(ISSUE, status=429, headers=headers)
    with pytest.raises(RateLimited) as caught:
        client.issues.get("1")
    assert caught.value.retry_after == seconds
    assert len(allegro_says.calls) == 1


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (requests.exceptions.ConnectTimeout(), Unreachable),
        (requests.exceptions.ReadTimeout(), NoAnswer),
        (requests.exceptions.ConnectionError("Connection reset by peer"), NoAnswer),
        (requests.exceptions.ChunkedEncodingError(), NoAnswer),
    ],
)
def test_whether_a_write_may_have_arrived(
    allegro_says: responses.RequestsMock, client: Client, problem: Exception, kind: type[AllegroError]
) -> None:
    allegro_says.post(MESSAGE, body=problem)
    with pytest.raises(kind):
        client.issues.post_message("1", "Dzień dobry")


def test_a_connection_that_was_refused_carried_nothing(allegro_says: responses.RequestsMock, client: Client) -> None:
    refused = NewConnectionError(None, "refused")  # type: ignore[arg-type]  # the connection does not matter here
    cause = MaxRetryError(None, "/", refused)  # type: ignore[arg-type]  # nor does its pool
    allegro_says.post(MESSAGE, body=requests.exceptions.ConnectionError(cause))
    with pytest.raises(Unreachable):
        client.issues.post_message("1", "Dzień dobry")


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (ssl.SSLCertVerificationError("self-signed certificate"), Unreachable),
        (ssl.SSLError("decryption failed or bad record mac"), NoAnswer),
    ],
)
def test_only_a_refused_certificate_is_certain_to_come_before_the_message(
    allegro_says: responses.RequestsMock, client: Client, failure: ssl.SSLError, kind: type[AllegroError]
) -> None:
    cause = MaxRetryError(None, "/", SSLError(failure))  # type: ignore[arg-type]  # the pool does not matter here
    allegro_says.post(MESSAGE, body=requests.exceptions.SSLError(cause))
    with pytest.raises(kind):
        client.issues.post_message("1", "Dzień dobry")


def test_no_redirect_is_followed(allegro_says: responses.RequestsMock, client: Client) -> None:
    allegro_says.get(f"{API}/me", status=302, headers={"Location": "https://evil.example/"})
    with pytest.raises(NoAnswer):
        client.me()
    assert all(call.request.url.startswith(API) for call in allegro_says.calls)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "location",
    ["https://evil.example/up", "", "https://api.allegro.pl.evil.example/up", "http://upload.allegro.pl/up"],
)
def test_the_token_is_not_sent_to_a_foreign_upload_address(
    allegro_says: responses.RequestsMock, client: Client, location: str
) -> None:
    declare = f"{API}/sale/issues/attachments"
    allegro_says.post(declare, json={"id": "f1"}, status=201, headers={"Location": location})
    with pytest.raises(Rejected):
        client.issues.upload("a.png", "image/png", 3, BytesIO(b"png"))
    assert len(allegro_says.calls) == 1


def test_a_file_goes_to_the_one_time_address_with_its_own_type(
    allegro_says: responses.RequestsMock, client: Client
) -> None:
    allegro_says.post(
        f"{API}/sale/issues/attachments",
        json={"id": "f1"},
        status=201,
        headers={"Location": "https://upload.allegro.pl/once/123"},
    )
    allegro_says.put("https://upload.allegro.pl/once/123", json={"id": "f1"})
    assert client.issues.upload("a.png", "image/png", 3, BytesIO(b"png")) == "f1"
    assert allegro_says.calls[1].request.headers["Content-Type"] == "image/png"


def test_an_answer_without_an_id_proves_nothing(allegro_says: responses.RequestsMock, client: Client) -> None:
    allegro_says.post(MESSAGE, json={}, status=201, headers={"Trace-Id": "t-1"})
    with pytest.raises(NoAnswer, match="no id") as caught:
        client.issues.post_message("1", "Dzień dobry")
    assert caught.value.trace_id == "t-1"


def test_a_download_is_bounded(
    allegro_says: responses.RequestsMock, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.allegro.client.answers.MOST_BYTES", 10)
    allegro_says.get(f"{API}/sale/issues/attachments/f1", body=b"x" * 100)
    with pytest.raises(Rejected, match="larger"), client.issues.download("f1") as chunks:
        list(chunks)


def test_an_answer_that_is_too_large_does_not_fill_the_memory(
    allegro_says: responses.RequestsMock, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.allegro.client.answers.MOST_BYTES", 10)
    allegro_says.post(MESSAGE, json={"id": "m1", "text": "x" * 100}, status=201)
    with pytest.raises(NoAnswer, match="larger"):
        client.issues.post_message("1", "Dzień dobry")


def test_an_answer_packed_a_thousandfold_is_cut_off_while_it_is_unpacked(
    allegro_says: responses.RequestsMock, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.allegro.client.answers.MOST_BYTES", 100_000)
    bomb = gzip.compress(b"x" * 50_000_000)
    assert len(bomb) < 100_000
    allegro_says.get(ISSUE, body=bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(NoAnswer, match="larger"):
        client.issues.get("1")


def test_an_answer_that_drips_for_ever_is_left(
    allegro_says: responses.RequestsMock, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.allegro.client.answers.MOST_SECONDS", -1.0)
    allegro_says.get(f"{API}/sale/issues/attachments/f1", body=b"x" * 100)
    with pytest.raises(NoAnswer, match="does not end"), client.issues.download("f1") as chunks:
        list(chunks)


def test_an_observed_failure_counts_what_became_of_the_body_too(
    allegro_says: responses.RequestsMock, client: Client, calls: list[Call]
) -> None:
    allegro_says.get(ISSUE, body="<html>Hello</html>")
    with pytest.raises(NoAnswer):
        client.issues.get("1")
    assert {(call.status, call.code, call.error) for call in calls} == {(200, "NOT_JSON", "NoAnswer")}


def test_nothing_secret_is_shown_or_logged(
    allegro_says: responses.RequestsMock, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    allegro_says.get(ISSUE, status=500, body="the-secret-answer")
    with caplog.at_level(logging.DEBUG), pytest.raises(NoAnswer) as caught:
        client.issues.get("1")
    shown = f"{client!r} {client.http.environment!r} {caught.value} {caplog.text}"
    for secret in (TOKEN, "the-client-secret", "the-secret-answer"):
        assert secret not in shown


def test_the_observer_sees_routes_and_outcomes_only(
    allegro_says: responses.RequestsMock, client: Client, calls: list[Call]
) -> None:
    allegro_says.get(f"{API}/me", json={"id": "1", "login": "x"}, headers={"Trace-Id": "t"})
    client.me()
    assert [(call.route, call.status, call.trace_id, call.error) for call in calls] == [("me", 200, "t", "")]
