"""Issues, threads and tokens as they are read: what may be missing, repeated or malformed."""

import logging
from typing import Any

import pytest
import responses
from hypothesis import given
from hypothesis import strategies as st

from integrations.allegro.client import oauth
from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import GrantRefused, NoAnswer
from integrations.allegro.client.paging import End
from integrations.allegro.client.types import Issue, Tokens
from tests.integrations.allegro import shapes
from tests.integrations.allegro.client.conftest import API

TOKEN_URL = "https://allegro.pl/auth/oauth/token"


def test_a_malformed_entry_is_left_out_and_the_others_are_read(
    allegro_says: responses.RequestsMock, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    broken = shapes.issue(id=None, buyer={"login": "the-buyers-login"})
    allegro_says.get(f"{API}/sale/issues", json={"issues": [broken, shapes.issue(), "nonsense"]})
    with caplog.at_level(logging.WARNING):
        (page,) = client.issues.pages()
    assert [issue.id for issue in page.entries] == [shapes.issue()["id"]]
    assert [one.reason for one in page.left_out] == ["id", ""]
    assert (page.handed_out, page.end) == (3, End.PROPER)
    assert "malformed Issue: id" in caplog.text
    assert "the-buyers-login" not in caplog.text


def test_a_placeholder_in_a_chat_has_no_identity_and_is_set_aside(
    allegro_says: responses.RequestsMock, client: Client
) -> None:
    chat = [shapes.chat_message(id="b"), shapes.chat_message(id="TODO", text="TODO"), shapes.chat_message(id="a")]
    allegro_says.get(f"{API}/sale/issues/1/chat", json={"chat": chat})
    listing = client.issues.chat("1")
    assert [message.id for message in listing.entries] == ["b", "a"]
    assert [one.reason for one in listing.left_out] == ["id"]
    assert not listing.is_whole


def test_a_cursor_leads_to_the_end(allegro_says: responses.RequestsMock, client: Client) -> None:
    address = f"{API}/messaging/threads/1/messages"
    allegro_says.get(address, json={"messages": [shapes.thread_message(id="b")], "nextPage": {"id": "next"}})
    allegro_says.get(address, json={"messages": [shapes.thread_message(id="a")], "nextPage": None})
    listing = client.messaging.messages("1")
    assert ([message.id for message in listing.entries], listing.end) == (["b", "a"], End.PROPER)
    assert "page.id=next" in (allegro_says.calls[1].request.url or "")


@given(
    st.dictionaries(
        st.sampled_from(["subject", "buyer", "checkoutForm", "expectations", "offer", "reason", "referenceNumber"]),
        st.none(),
    ),
    st.text(max_size=30),
)
def test_whatever_may_be_null_may_be_null_and_enums_may_grow(nulls: dict[str, Any], word: str) -> None:
    issue = Issue.model_validate(shapes.issue(**nulls, type=word, newField={"x": 1}))
    assert issue.type == word.replace("\x00", "")  # which PostgreSQL would refuse


def test_the_code_is_traded_with_the_verifier_and_basic_authentication(
    allegro_says: responses.RequestsMock, client: Client
) -> None:
    allegro_says.post(TOKEN_URL, json={"access_token": "a", "refresh_token": "r", "expires_in": 43199, "scope": "x"})
    tokens = oauth.exchange_code(client.http.environment, code="c", redirect_uri="https://p/", verifier="v")
    request = allegro_says.calls[0].request
    assert (tokens.access_token, tokens.refresh_token) == ("a", "r")
    assert "code_verifier=v" in str(request.body)
    assert request.headers["Authorization"].startswith("Basic ")
    assert request.headers["User-Agent"].startswith("Parley/")


def test_a_refused_grant_is_told_from_an_outage(allegro_says: responses.RequestsMock, client: Client) -> None:
    allegro_says.post(TOKEN_URL, json={"error": "invalid_grant"}, status=400)
    with pytest.raises(GrantRefused):
        oauth.refresh(client.http.environment, "r")


@pytest.mark.parametrize(
    "answer", [{"status": 503}, {"status": 404, "body": "<html>"}, {"body": "<html>"}, {"json": {"access_token": "a"}}]
)
def test_an_answer_without_tokens_refuses_nothing(
    allegro_says: responses.RequestsMock, client: Client, answer: dict[str, Any]
) -> None:
    allegro_says.post(TOKEN_URL, **answer)
    with pytest.raises(NoAnswer):
        oauth.refresh(client.http.environment, "r")


def test_tokens_do_not_show_themselves() -> None:
    assert "secret" not in repr(Tokens(access_token="secret-a", refresh_token="secret-r"))
