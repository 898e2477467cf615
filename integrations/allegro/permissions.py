"""The permissions that sellers are asked for, and what does not work without one; everything else does."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.allegro.client.oauth import SCOPES
from integrations.allegro.client.types import Tokens
from integrations.allegro.translate import PURCHASE_PROBLEM

DISPUTES, MESSAGING, ORDERS, PROFILE = SCOPES
WITHOUT: dict[str, str | Promise] = {
    DISPUTES: gettext_lazy("discussions and claims do not arrive and cannot be answered"),
    MESSAGING: gettext_lazy("purchase problems do not arrive and cannot be answered"),
    ORDERS: gettext_lazy("tickets lack the order with its products, and the buyer's name and addresses"),
    PROFILE: gettext_lazy("nobody can tell whose account it is"),
}


def scope_of(kind: str) -> str:
    """The permission that a case of this kind is read and answered with."""
    return MESSAGING if kind == PURCHASE_PROBLEM else DISPUTES


def missing_from(tokens: Tokens) -> list[str]:
    """What the seller did not grant; nothing where Allegro does not say what was granted."""
    granted = tokens.scope.split()
    return [scope for scope in SCOPES if granted and scope not in granted]


def suffice_without(missing: list[str]) -> bool:
    """Whether there is anything left to do for an account that lacks these."""
    return PROFILE not in missing and not {DISPUTES, MESSAGING} <= set(missing)


def missing_words(missing: list[str]) -> list[str]:
    """A sentence for each."""
    words = _("The permission %(scope)s is missing: %(without)s.")
    return [words % {"scope": scope, "without": WITHOUT.get(scope, scope)} for scope in missing]
