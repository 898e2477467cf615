"""Which Allegro this installation speaks to, from the settings."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from integrations.allegro.client.environment import (
    PRODUCTION,
    SANDBOX,
    Environment,
    allegro_environment,
    simulator_environment,
)

DOMAINS = {"production": PRODUCTION, "sandbox": SANDBOX}
SIMULATOR = "simulator"


def environment() -> Environment:
    """Production, sandbox or simulator; the three URL settings override its own addresses."""
    name = settings.ALLEGRO_ENVIRONMENT
    if name not in (*DOMAINS, SIMULATOR):
        # A slip of the pen must not lead to real buyers.
        raise ImproperlyConfigured(f"ALLEGRO_ENVIRONMENT is {name!r}; it may be production, sandbox or simulator.")
    known = {
        "client_id": settings.ALLEGRO_CLIENT_ID,
        "client_secret": settings.ALLEGRO_CLIENT_SECRET,
        "user_agent": settings.ALLEGRO_USER_AGENT,
        "auth_url": settings.ALLEGRO_AUTH_URL.rstrip("/"),
        "api_url": settings.ALLEGRO_API_URL.rstrip("/"),
        "web_url": settings.ALLEGRO_WEB_URL.rstrip("/"),
    }
    if name == SIMULATOR:
        return simulator_environment(settings.SIMULATOR_URL, **known)
    return allegro_environment(DOMAINS[name], **known)
