"""What every test stands on: no network but this machine, and English sentences."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from pytest_socket import socket_allow_hosts

from tests.tickets.dummy import DummyChannel, dummy_market


@pytest.fixture(autouse=True)
def _only_this_machine() -> None:
    """No test reaches out of this machine."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Sentences are asserted in English, their source language, unless a test says otherwise."""
    with translation.override("en"):
        yield


@pytest.fixture
def market() -> Iterator[DummyChannel]:
    """A marketplace that exists in the tests only."""
    with dummy_market() as channel:
        yield channel
