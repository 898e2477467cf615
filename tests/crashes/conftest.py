"""They take minutes and both cores: `make crashes` asks for them."""

import os
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("PARLEY_CRASHES"):
        return
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="Crash tests were not asked for: make crashes runs them."))
