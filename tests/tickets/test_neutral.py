"""The rooms that serve every marketplace know none by name."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEUTRAL = ("tickets", "crm", "templates/tickets", "templates/crm")


@pytest.mark.parametrize("folder", NEUTRAL)
def test_no_marketplace_is_named(folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".html", ".txt"}]
    named = [path.relative_to(ROOT) for path in files if "allegro" in path.read_text().casefold()]

    assert files
    assert named == []
