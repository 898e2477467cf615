import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured

from integrations.allegro.environments import environment


@pytest.mark.parametrize(
    ("name", "auth_url", "api_url"),
    [
        ("production", "https://allegro.pl/auth/oauth", "https://api.allegro.pl"),
        (
            "sandbox",
            "https://allegro.pl.allegrosandbox.pl/auth/oauth",
            "https://api.allegro.pl.allegrosandbox.pl",
        ),
        ("simulator", "http://127.0.0.1:8001/auth/oauth", "http://127.0.0.1:8001"),
    ],
)
def test_each_environment_has_its_own_addresses(settings: LazySettings, name: str, auth_url: str, api_url: str) -> None:
    settings.ALLEGRO_ENVIRONMENT, settings.SIMULATOR_URL = name, "http://127.0.0.1:8001"
    assert (environment().auth_url, environment().api_url) == (auth_url, api_url)


def test_addresses_in_the_settings_override_the_environments_own(settings: LazySettings) -> None:
    settings.ALLEGRO_ENVIRONMENT, settings.ALLEGRO_API_URL = "sandbox", "https://proxy.example/"
    assert environment().api_url == "https://proxy.example"
    assert environment().web_url == "https://allegro.pl.allegrosandbox.pl"


def test_the_token_goes_to_the_environments_hosts_only(settings: LazySettings) -> None:
    settings.ALLEGRO_ENVIRONMENT = "production"
    assert environment().hosts == {"api.allegro.pl", "upload.allegro.pl"}


def test_a_mistyped_environment_is_not_taken_for_production(settings: LazySettings) -> None:
    settings.ALLEGRO_ENVIRONMENT = "sandbx"
    with pytest.raises(ImproperlyConfigured, match="sandbx"):
        environment()
