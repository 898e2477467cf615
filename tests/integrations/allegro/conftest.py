"""A simulated Allegro on a real port, and an integration that is connected to it."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from simulator.seed import Seeding
from simulator.testing import Running, running
from tests.integrations.allegro.desk import Desk, connected_integration
from tests.integrations.allegro.gates import Gates, gates_on_a_clock
from tests.integrations.allegro.pauses import pause_without_waiting

# What is not as it should be is shown where it is asserted, as in a test's own file.
pytest.register_assert_rewrite("tests.integrations.allegro.faults")


@pytest.fixture(scope="session")
def _server() -> Iterator[Running]:
    with running() as allegro:
        yield allegro


@pytest.fixture
def allegro(_server: Running, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Running:
    """Sellers, buyers and orders, but no cases yet. Pages and batches are small: a dozen cases fill two."""
    settings.ALLEGRO_PAGE_SIZE = 10
    settings.ALLEGRO_THREADS = 6
    settings.ALLEGRO_BATCH = 5
    pause_without_waiting(monkeypatch)
    _server.market.start_afresh(Seeding.EMPTY)
    _server.market.log.clear()
    _server.market.faults.clear()
    settings.SIMULATOR_URL = _server.url
    return _server


@pytest.fixture
def desk(allegro: Running, db: None) -> Desk:
    """A running integration of the first seller, and the people on Allegro's side."""
    return Desk(allegro, connected_integration(allegro))


@pytest.fixture
def gates(db: None) -> Iterator[Gates]:
    """Processes that ask Allegro, at midnight, when nobody has asked yet."""
    with gates_on_a_clock() as gates:
        yield gates
