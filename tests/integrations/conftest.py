from collections.abc import Iterator

import pytest

from integrations import registry
from tests.integrations.dummy import DummyMarketplace


@pytest.fixture
def dummy() -> Iterator[DummyMarketplace]:
    dummy = DummyMarketplace()
    registry.register(
        registry.Marketplace(
            slug="dummy",
            name="Dummy Market",
            section="E-commerce",
            summary="",
            logo="",
            start_url="",
            edit_url="",
            sweep=dummy.sweep,
            connection=dummy.connection,
            support=dummy,
        )
    )
    yield dummy
    registry.unregister("dummy")
