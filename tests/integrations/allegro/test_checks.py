import pytest
from django.conf import LazySettings
from django.core.checks import run_checks


@pytest.mark.parametrize(("name", "ids"), [("simulator", []), ("sandbx", ["allegro.E001"])])
def test_a_mistyped_environment_is_said_at_start(settings: LazySettings, name: str, ids: list[str]) -> None:
    settings.ALLEGRO_ENVIRONMENT = name
    assert [one.id for one in run_checks() if str(one.id).startswith("allegro")] == ids


def test_a_missing_key_is_said_at_start(settings: LazySettings) -> None:
    settings.ALLEGRO_CLIENT_SECRET = ""
    assert "allegro.I001" in [one.id for one in run_checks()]
