"""The memory of a trip to a marketplace's sign-in page: one use, one person, a quarter of an hour."""

import secrets
from datetime import timedelta

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from integrations.models import Integration, OAuthState

LASTS = timedelta(minutes=15)


class StateUnknown(Exception):
    """The state was never given, was used already, is too old, or belongs to somebody else."""


@sensitive_variables()
def begin(user: User, marketplace: str, integration: Integration | None, verifier: str) -> str:
    """Remember who leaves for which marketplace, and for which integration (None: a new account)."""
    OAuthState.objects.filter(created_at__lt=timezone.now() - LASTS).delete()
    row = OAuthState.objects.create(
        state=secrets.token_urlsafe(32), verifier=verifier, marketplace=marketplace, user=user, integration=integration
    )
    return str(row.state)


@sensitive_variables()
def take(user: User, marketplace: str, state: str) -> OAuthState:
    """What was remembered under this state, which is forgotten with this. Raises StateUnknown."""
    if "\0" in state:  # which PostgreSQL cannot even look for
        raise StateUnknown
    mine = OAuthState.objects.filter(marketplace=marketplace, user=user, created_at__gte=timezone.now() - LASTS)
    row = mine.select_related("integration").filter(state=state).first()
    # Whoever deletes the row has taken it: of two that come at once, one.
    if row is None or not OAuthState.objects.filter(pk=row.pk).delete()[0]:
        raise StateUnknown
    return row
