"""What every test stands on: no network but this machine, and English sentences."""

import os
from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.tickets.dummy import DummyChannel, dummy_market

# A busy machine is no fault of the code.
settings.register_profile("parley", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("parley")

# What has nothing to do with the database: CI runs it on one of the two stores.
ONCE = (
    "tests/contract/",
    "tests/e2e/test_accessibility.py",
    "tests/e2e/test_hidden.py",
    "tests/e2e/test_languages.py",
    "tests/e2e/test_weight.py",
    "tests/integrations/allegro/client/",
    "tests/simulator/",
)
# What takes longest starts first, so that no process is left with it at the end.
LONGEST = ("tests/e2e/test_accessibility.py", "tests/e2e/", "tests/reliability/")


class ByFile(LoadScopeScheduling):  # type: ignore[misc] # xdist ships no types
    """Gives a whole file to one process, and the browser tests to two, since each starts a Parley of its own.

    `--dist loadgroup` would do it by a mark, but does nothing with pytest 9.2 (pytest-xdist#1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return next(filter(nodeid.startswith, LONGEST), nodeid.partition("::")[0])


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: two of them wait for a browser half of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(ONCE):
            item.add_marker(pytest.mark.once)
    items.sort(key=lambda item: next((at for at, path in enumerate(LONGEST) if item.nodeid.startswith(path)), 9))


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
