"""A client for an account. Tokens are renewed under the account's row lock, each refresh token used once."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from integrations.allegro.client import oauth
from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import AllegroError, GrantRefused, TokenExpired
from integrations.allegro.client.http import Observer, ignore
from integrations.allegro.client.types import Tokens
from integrations.allegro.environments import environment
from integrations.allegro.models import Account

# Renewed a little early, so that a token does not die between two calls.
MARGIN = timedelta(minutes=5)
T = TypeVar("T")


class Disconnected(AllegroError):
    """Allegro no longer takes this account's credentials: only a person can connect it again."""


class Session:
    """Calls for one account, which renew its token when that is due or refused."""

    def __init__(self, account: Account, observe: Observer = ignore) -> None:
        self.account = account
        self.observe = observe
        self._client: Client | None = None

    def call(self, work: Callable[[Client], T]) -> T:
        """Do the work with a client; if Allegro refuses the token in the middle, renew it and do it again, once.

        A refused token means that the refused call did nothing, so a write may be repeated too; work with several
        writes must make each in a call of its own.
        """
        try:
            return work(self.client())
        except TokenExpired as error:
            self._client = None
            renew(self.account, refused_token=self.account.access_token)
            try:
                return work(self.client())
            except TokenExpired:
                disconnect(self.account, _("Allegro refuses the account's new token."))
                raise Disconnected("token refused after renewal", status=401, trace_id=error.trace_id) from error

    def client(self) -> Client:
        """The client for the moment; raises Disconnected, or what the token endpoint answers."""
        if self.account.disconnected_at is not None:
            raise Disconnected(self.account.disconnected_reason)
        if _is_stale(self.account):
            renew(self.account)
            self._client = None
        if self._client is None:
            self._client = Client.of(environment(), self.account.access_token, self.observe)
        return self._client


@sensitive_variables()
def renew(account: Account, *, refused_token: str = "") -> None:
    """A new pair of tokens, stored before it is used. `refused_token` is the access token that Allegro refused.

    Whoever comes second finds the first one's tokens and uses them. Raises Disconnected when the refresh token is
    refused; when Allegro cannot be reached nothing changes and the client's error passes through.
    """
    try:
        with transaction.atomic():
            locked = Account.objects.select_for_update().get(pk=account.pk)
            if not _renewed_meanwhile(locked, refused_token):
                _store(locked, oauth.refresh(environment(), locked.refresh_token))
    except GrantRefused as error:
        disconnect(account, _("Allegro no longer accepts the connection. Connect the account again."))
        raise Disconnected("refresh token refused", status=error.status, trace_id=error.trace_id) from error
    finally:
        account.refresh_from_db()


def keep_tokens(account: Account, tokens: Tokens) -> None:
    """Put new tokens on the account (not saved yet); it counts as connected again."""
    now = timezone.now()
    account.access_token = tokens.access_token
    account.access_token_expires_at = now + timedelta(seconds=tokens.expires_in)
    account.refresh_token = tokens.refresh_token
    account.refresh_token_obtained_at = now
    account.disconnected_at = None
    account.disconnected_reason = ""


def disconnect(account: Account, reason: str) -> None:
    """Remember that a person is needed; replies wait meanwhile."""
    account.disconnected_at = timezone.now()
    account.disconnected_reason = reason
    account.save(update_fields=["disconnected_at", "disconnected_reason"])


def _renewed_meanwhile(account: Account, refused_token: str) -> bool:
    if refused_token:
        return bool(account.access_token != refused_token)
    return not _is_stale(account)


def _is_stale(account: Account) -> bool:
    expires_at = account.access_token_expires_at
    return expires_at is None or expires_at <= timezone.now() + MARGIN


def _store(account: Account, tokens: Tokens) -> None:
    keep_tokens(account, tokens)
    account.save(
        update_fields=[
            "access_token",
            "access_token_expires_at",
            "refresh_token",
            "refresh_token_obtained_at",
            "disconnected_at",
            "disconnected_reason",
        ]
    )
