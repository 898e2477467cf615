"""A simulated Allegro that costs no waiting."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from simulator.testing import Running, running
from tests.integrations.allegro.pauses import pause_without_waiting


@pytest.fixture(scope="session")
def _server() -> Iterator[Running]:
    with running() as allegro:
        yield allegro


@pytest.fixture
def allegro(_server: Running, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Running:
    settings.SIMULATOR_URL = _server.url
    pause_without_waiting(monkeypatch)
    return _server
