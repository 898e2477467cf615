"""Allegro's failures in plain words, for administrators and agents."""

from datetime import timedelta

from django.utils.translation import gettext as _

from integrations.allegro.client.errors import (
    AllegroError,
    CaseClosed,
    Flaky,
    Forbidden,
    GrantRefused,
    NoAnswer,
    RateLimited,
    TokenExpired,
    Unreachable,
)
from integrations.allegro.session import Disconnected, NotRenewed


def explain(error: AllegroError) -> str:
    """One sentence. Allegro's own words for users are taken where it gives some."""
    if isinstance(error, NotRenewed):
        return explain(error.cause)
    if isinstance(error, Disconnected | TokenExpired):
        return _("The Allegro account is disconnected. An administrator has to connect it again.")
    if isinstance(error, Unreachable):
        return _("Allegro cannot be reached.")
    if isinstance(error, RateLimited):
        return _("Allegro asks us to wait: too many requests.")
    if isinstance(error, NoAnswer | Flaky):
        return _("Allegro gave no clear answer.")
    if isinstance(error, CaseClosed):
        return _("The case has ended on Allegro: it takes no more messages.")
    if isinstance(error, GrantRefused):
        return _("Allegro does not accept this installation's client id and secret (%(code)s).") % {"code": error.code}
    if isinstance(error, Forbidden):
        return _("Allegro does not allow this for the account.")
    if error.user_message:
        return _("Allegro refused: %(words)s") % {"words": error.user_message}
    return _("Allegro refused (%(code)s).") % {"code": error.code or error.status}


def pause(error: AllegroError) -> timedelta | None:
    """How long Allegro asked us to wait, if it did."""
    return timedelta(seconds=error.retry_after) if isinstance(error, RateLimited) else None
