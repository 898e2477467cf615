"""A client for an account. Tokens are renewed under the account's row lock, each refresh token used once."""

import logging
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from integrations.allegro import clocks, failed_calls
from integrations.allegro.budget import ORDINARY, SharedGate, Turns
from integrations.allegro.client import oauth
from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import (
    AllegroError,
    GrantRefused,
    NoAnswer,
    RateLimited,
    TokenExpired,
    Unreachable,
)
from integrations.allegro.client.http import Call, Observer, ignore
from integrations.allegro.client.types import Tokens
from integrations.allegro.environments import environment
from integrations.allegro.models import Account
from integrations.allegro.permissions import missing_from

steps = logging.getLogger("parley.steps")  # see tests/crashes: a crash may come after any of them

# Renewed a little early, so that a token does not die between two calls.
MARGIN = timedelta(minutes=5)
CALLS_KEPT = 200  # more than are under way or wait to be stored at once
REFUSED = "invalid_grant"  # RFC 6749: the only answer that says the credential itself is dead
T = TypeVar("T")


class Disconnected(AllegroError):
    """Allegro no longer takes this account's credentials: only a person can connect it again."""


class NotRenewed(AllegroError):
    """No new token could be had now, for the reason in `cause`: what was to be called with it was not called."""

    def __init__(self, cause: AllegroError) -> None:
        super().__init__(str(cause), status=cause.status, code=cause.code, trace_id=cause.trace_id)
        self.cause = cause


# These concern the whole account: going on with the next case would only make it worse.
ACCOUNT_WIDE = (Disconnected, NotRenewed, RateLimited, Unreachable)


class Session:
    """Calls for one account, which renew its token when that is due or refused.

    `turns` says from which shares of the budget its readings take theirs.
    """

    def __init__(self, account: Account, observe: Observer = ignore, turns: Turns = ORDINARY) -> None:
        self.account = account
        self.observe = observe
        self.turns = turns
        self._client: Client | None = None
        self._calls: deque[Call] = deque(maxlen=CALLS_KEPT)

    def call(self, work: Callable[[Client], T]) -> T:
        """Do the work with a client; if Allegro refuses the token in the middle, renew it and do it again, once.

        A refused token means that the refused call did nothing, so a write may be repeated too; work with several
        writes must make each in a call of its own.
        """
        client = self.client()
        try:
            return work(client)
        except TokenExpired as error:
            self._client = None
            renew(self.account, refused_token=client.http.token)
            try:
                return work(self.client())
            except TokenExpired as again:
                # Allegro has just given us this token: a person could do no better.
                raise NotRenewed(again) from error

    def client(self) -> Client:
        """The client for the moment; raises as `renew` does."""
        if self.account.disconnected_at is not None:
            raise Disconnected(self.account.disconnected_reason)
        if _is_stale(self.account):
            renew(self.account)
            self._client = None
        if self._client is None:
            here = environment()
            gate = SharedGate(here.client_id, self.account.seller_id, turns=self.turns)
            self._client = Client.of(here, self.account.access_token, self.note, gate, settings.ALLEGRO_PAGE_SIZE)
        return self._client

    def note(self, call: Call) -> None:
        """Keep what failed and what the clocks say, and let the observer know."""
        failed_calls.note(self.account.integration_id, call)
        clocks.note(self.account, call)
        self._calls.append(call)
        self.observe(call)

    def newest_call(self, path: str) -> Call | None:
        """The last one to that path, among the newest."""
        return next((call for call in reversed(self._calls) if call.path == path), None)


@sensitive_variables()
def renew(account: Account, *, refused_token: str = "") -> None:
    """A new pair of tokens, stored before it is used. `refused_token` is the access token that Allegro refused.

    Whoever comes second finds the first one's tokens and uses them. Raises Disconnected when the refresh token is
    refused; when Allegro cannot be reached nothing changes: RateLimited, Unreachable or NotRenewed.
    """
    refusal = None
    try:
        # Durable: a used refresh token is worth nothing, so its successor is committed before anything else happens.
        with transaction.atomic(durable=True):
            locked = Account.objects.select_for_update().get(pk=account.pk)
            if locked.disconnected_at is None and not _renewed_meanwhile(locked, refused_token):
                refusal = _refresh(locked)
    except AllegroError as error:
        failed_calls.note_renewal(account.integration_id, error)
        raise
    steps.debug("tokens stored")
    account.refresh_from_db()
    if refusal is not None:
        failed_calls.note_renewal(account.integration_id, refusal)
    if account.disconnected_at is not None:
        trace_id = refusal.trace_id if refusal else ""
        raise Disconnected("refresh token refused", trace_id=trace_id) from refusal


def keep_tokens(account: Account, tokens: Tokens) -> None:
    """Put new tokens on the account (not saved yet); it counts as connected again."""
    now = timezone.now()
    account.access_token = tokens.access_token
    account.access_token_expires_at = now + timedelta(seconds=tokens.expires_in)
    account.refresh_token = tokens.refresh_token
    account.refresh_token_obtained_at = now
    if tokens.scope:
        account.missing_scopes = " ".join(missing_from(tokens))
    account.disconnected_at = None
    account.disconnected_reason = ""


def disconnect(account: Account, reason: str) -> None:
    """Remember that a person is needed; replies wait meanwhile."""
    account.disconnected_at = timezone.now()
    account.disconnected_reason = reason
    account.save(update_fields=["disconnected_at", "disconnected_reason"])


def _refresh(account: Account) -> GrantRefused | None:
    """Trade the refresh token; its refusal is noted under the same lock and returned."""
    try:
        tokens = oauth.refresh(environment(), account.refresh_token)
        steps.debug("tokens received")
        _store(account, tokens)
    except GrantRefused as error:
        if error.code != REFUSED:
            raise NotRenewed(error) from error
        disconnect(account, _("Allegro no longer accepts the connection. Connect the account again."))
        return error
    except NoAnswer as error:
        raise NotRenewed(error) from error
    return None


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
            "missing_scopes",
            "disconnected_at",
            "disconnected_reason",
        ]
    )
