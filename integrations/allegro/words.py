"""Allegro's failures in plain words, for administrators and agents."""

from datetime import timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from integrations.allegro.client.errors import (
    AccountRestricted,
    AllegroError,
    CaseClosed,
    Flaky,
    Forbidden,
    GrantRefused,
    NoAnswer,
    OtherAnswer,
    RateLimited,
    TokenExpired,
    Unreachable,
)
from integrations.allegro.session import Disconnected, NotRenewed

SENTENCES = (
    (TokenExpired, _("Allegro does not take the account's token at the moment.")),
    (Disconnected, _("The Allegro account is disconnected. An administrator has to connect it again.")),
    (Unreachable, _("Allegro cannot be reached.")),
    (RateLimited, _("Allegro asks us to wait: too many requests.")),
    (OtherAnswer, _("Allegro answered with something else than what was asked for: another case, order or message.")),
    (NoAnswer, _("Allegro gave no clear answer.")),
    (Flaky, _("Allegro gave no clear answer.")),
    (CaseClosed, _("The case has ended on Allegro: it takes no more messages.")),
    (
        AccountRestricted,
        _(
            "Allegro has restricted this account and refuses what Parley asks for it. The seller has to settle that "
            "with Allegro; connecting again does not help."
        ),
    ),
    (Forbidden, _("Allegro does not allow this for the account.")),
)


def explain(error: AllegroError) -> str:
    """One sentence. Allegro's own words for users are taken where it gives some."""
    if isinstance(error, NotRenewed):
        return explain(error.cause)
    for kind, sentence in SENTENCES:
        if isinstance(error, kind):
            return str(sentence)
    if isinstance(error, GrantRefused):
        return gettext("Allegro does not accept this installation's client id and secret.")
    # Nothing to translate from here on: what is stored is read in any language.
    return f"Allegro: {error.user_message or error.code or error.status}"


def sentence(error: str) -> str:
    """What a kind of failure means, by its name."""
    return next((str(words) for kind, words in SENTENCES if kind.__name__ == error), gettext("Allegro refused."))


def pause(error: AllegroError) -> timedelta | None:
    """How long Allegro asked us to wait, if it did."""
    return timedelta(seconds=error.retry_after) if isinstance(error, RateLimited) else None
