"""Pauses between two tries take no time in tests; what they must come to is tested where they are decided."""

from functools import partial

import pytest

from integrations.allegro import session
from integrations.allegro.budget import SharedGate
from integrations.allegro.client import client
from integrations.allegro.client.http import Http


def pause_without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    def pause(seconds: float) -> None:
        """No time passes in a test but what its own steps say."""

    monkeypatch.setattr(session, "SharedGate", partial(SharedGate, pause=pause))
    monkeypatch.setattr(client, "Http", partial(Http, pause=pause))
