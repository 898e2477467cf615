"""How one simulator is set up."""

import os
from dataclasses import dataclass, field
from datetime import timedelta

SCOPES = ("allegro:api:disputes", "allegro:api:messaging", "allegro:api:orders:read", "allegro:api:profile:read")
ACCESS_LIFE = timedelta(seconds=43199)
REFRESH_LIFE = timedelta(days=90)
CODE_LIFE = timedelta(seconds=60)


def _environment(name: str, default: str) -> str:
    return os.environ.get(name) or default


@dataclass(frozen=True)
class Options:
    """Credentials of the registered application and Allegro's own limits, which tests may switch off."""

    client_id: str = field(default_factory=lambda: _environment("ALLEGRO_CLIENT_ID", "parley-demo"))
    client_secret: str = field(
        default_factory=lambda: _environment("ALLEGRO_CLIENT_SECRET", "parley-demo-secret"), repr=False
    )
    limits: bool = field(default_factory=lambda: _environment("SIMULATOR_LIMITS", "on") != "off")
    requests_per_minute: int = 9000
    refresh_grace: timedelta = field(
        default_factory=lambda: timedelta(seconds=float(_environment("SIMULATOR_REFRESH_GRACE", "60")))
    )
