"""Which Allegro this installation speaks to, from the settings."""

from django.conf import settings

from integrations.allegro.client.environment import (
    PRODUCTION,
    SANDBOX,
    Environment,
    allegro_environment,
    simulator_environment,
)


def environment() -> Environment:
    """Production, sandbox or simulator; the three URL settings override its own addresses."""
    known = {
        "client_id": settings.ALLEGRO_CLIENT_ID,
        "client_secret": settings.ALLEGRO_CLIENT_SECRET,
        "user_agent": settings.ALLEGRO_USER_AGENT,
        "auth_url": settings.ALLEGRO_AUTH_URL.rstrip("/"),
        "api_url": settings.ALLEGRO_API_URL.rstrip("/"),
        "web_url": settings.ALLEGRO_WEB_URL.rstrip("/"),
    }
    if settings.ALLEGRO_ENVIRONMENT == "simulator":
        return simulator_environment(settings.SIMULATOR_URL, **known)
    domain = SANDBOX if settings.ALLEGRO_ENVIRONMENT == "sandbox" else PRODUCTION
    return allegro_environment(domain, **known)
