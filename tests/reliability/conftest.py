"""Waiting costs nothing here: a pause moves the clock instead."""

from collections.abc import Iterator
from functools import partial

import pytest
from django.conf import LazySettings

from integrations.allegro import session
from integrations.allegro.budget import SharedGate
from integrations.allegro.client import client
from integrations.allegro.client.http import Http
from simulator.testing import Running, running


@pytest.fixture(scope="session")
def _server() -> Iterator[Running]:
    with running() as allegro:
        yield allegro


@pytest.fixture
def allegro(_server: Running, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Running:
    settings.SIMULATOR_URL = _server.url

    def pause(seconds: float) -> None:
        """No time passes in the test's own steps but what they say."""

    monkeypatch.setattr(session, "SharedGate", partial(SharedGate, pause=pause))
    monkeypatch.setattr(client, "Http", partial(Http, pause=pause))
    return _server
