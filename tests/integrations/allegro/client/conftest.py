from collections.abc import Iterator

import pytest
import responses

from integrations.allegro.client.client import Client
from integrations.allegro.client.environment import Environment
from integrations.allegro.client.http import Call, Http

API = "https://api.allegro.pl"
TOKEN = "the-secret-token"


@pytest.fixture
def allegro_says() -> Iterator[responses.RequestsMock]:
    """Whatever the test wants; a request that it did not foresee fails."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def calls() -> list[Call]:
    return []


@pytest.fixture
def client(calls: list[Call]) -> Client:
    """A client of the real Allegro's addresses that does not wait between tries."""
    environment = Environment(
        auth_url="https://allegro.pl/auth/oauth",
        api_url=API,
        web_url="https://allegro.pl",
        sales_center_url="https://salescenter.allegro.com",
        upload_hosts=("upload.allegro.pl",),
        client_id="id",
        client_secret="the-client-secret",
        user_agent="Parley/1.0 (+https://parley.example/about)",
    )
    return Client(Http(environment, TOKEN, observe=calls.append, pause=lambda seconds: None))
