"""What is wrong with the installation's own settings for Allegro is said at start, not on somebody's page."""

from collections.abc import Sequence

from django.core.checks import CheckMessage, Error, Info, register
from django.core.exceptions import ImproperlyConfigured

from integrations.allegro.environments import environment


@register()
def check_environment(app_configs: object, **kwargs: object) -> Sequence[CheckMessage]:
    """An unknown environment is an error; a missing key means that nobody can connect an account yet."""
    try:
        here = environment()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="allegro.E001")]
    if not here.is_configured:
        hint = "Register an application at Allegro and set ALLEGRO_CLIENT_ID and ALLEGRO_CLIENT_SECRET."
        return [Info("Allegro's client id and secret are not set.", hint=hint, id="allegro.I001")]
    return []
