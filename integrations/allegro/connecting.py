"""A seller's account comes to Parley: for the first time, again, or not at all."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts import audit
from accounts.models import User
from integrations.allegro.budget import SharedGate
from integrations.allegro.client import oauth
from integrations.allegro.client.client import Client
from integrations.allegro.client.http import ignore
from integrations.allegro.client.types import Me, Tokens
from integrations.allegro.environments import environment
from integrations.allegro.models import Account
from integrations.allegro.permissions import missing_from, missing_words, suffice_without
from integrations.allegro.session import keep_tokens
from integrations.allegro.translate import SOURCE
from integrations.clock import known_since
from integrations.models import Integration
from integrations.registry import Connection, Unproven
from integrations.unreadable import LASTING


class ConnectionRefused(Exception):
    """The sign-in went through, but this account cannot be connected here; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DifferentSeller(ConnectionRefused):
    """Somebody else signed in than the seller whose connection was to be renewed.

    `elsewhere` is the integration that has this other seller already, None when nobody has.
    """

    def __init__(self, reason: str, elsewhere: Integration | None) -> None:
        super().__init__(reason)
        self.elsewhere = elsewhere


@dataclass(frozen=True)
class Connected:
    """The outcome of a successful sign-in."""

    account: Account
    is_new: bool


@sensitive_variables()
def connect(
    code: str, verifier: str, redirect_uri: str, integration: Integration | None, actor: User | None
) -> Connected:
    """Trade the code for tokens, ask whose they are, and store them.

    `integration` is the one to connect again, None for a new account; `actor` is who does it, for the audit log. Raises
    ConnectionRefused, or the client's AllegroError (GrantRefused when Allegro does not take the code).
    """
    tokens = oauth.exchange_code(environment(), code=code, redirect_uri=redirect_uri, verifier=verifier)
    _check_scopes(tokens)
    here = environment()
    me = Client.of(here, tokens.access_token, ignore, SharedGate(here.client_id, seller_id="")).me()
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(seller_id=me.id).select_related("integration").first()
        if integration is not None:
            _check_same_seller(integration, account, me)
        if account is None:
            account = _add(tokens, me)
            audit.record(actor, audit.Action.CONNECTED, account.integration)
            return Connected(account, is_new=True)
        before = account.missing_scopes
        account.seller_login = me.login
        account.connected_at = timezone.now()
        keep_tokens(account, tokens)
        account.save()
        # Whatever it paused for, it may go on now; what it could not read before is fetched by a wide sweep.
        Integration.objects.filter(pk=account.integration_id).update(not_before=None)
        if account.missing_scopes != before:
            Integration.objects.filter(pk=account.integration_id).update(last_wide_at=None, short_wide_at=None)
        audit.record(actor, audit.Action.RECONNECTED, account.integration)
        return Connected(account, is_new=False)


def connection(integration: Integration) -> Connection:
    """The seller behind an integration, for the pages that know no marketplace."""
    account = Account.objects.filter(integration=integration).first()
    if account is None:
        return Connection(account_name="", disconnected_reason=_("No account is connected."))
    reason = account.disconnected_reason if account.disconnected_at else ""
    renewed = account.refresh_token_obtained_at
    return Connection(
        account_name=account.seller_login,
        disconnected_reason=reason,
        renewed_at=renewed,
        dies_at=renewed + oauth.REFRESH_LIFE if renewed else None,
        missing=tuple(missing_words(account.missing_scopes.split())),
        clock_ahead=account.clock_ahead,
        clock_measured_at=account.clock_measured_at,
        unproven=_unproven(account),
    )


def _unproven(account: Account) -> Unproven:
    lasting = ~known_since("unproven_since", timezone.now() - LASTING)
    cases = account.cases.filter(unproven_since__isnull=False)
    found = cases.aggregate(count=Count("pk"), lasting=Count("pk", filter=lasting), since=Min("unproven_since"))
    return Unproven(**found, address=reverse("allegro:unproven", args=[account.integration_id]))


def _check_scopes(tokens: Tokens) -> None:
    """A token under fewer scopes does not grow: where nothing at all would work, better to say so now."""
    missing = missing_from(tokens)
    if not suffice_without(missing):
        words = _("Allegro did not grant what is needed. %(missing)s Authenticate again and approve all of it.")
        raise ConnectionRefused(words % {"missing": " ".join(missing_words(missing))})


def _check_same_seller(integration: Integration, account: Account | None, me: Me) -> None:
    if account is not None and account.integration_id == integration.pk:
        return
    expected = Account.objects.get(integration=integration).seller_login
    reason = _("You signed in as %(other)s, but this integration belongs to %(expected)s. Nothing was changed.") % {
        "other": me.login,
        "expected": expected,
    }
    if account is None:
        raise DifferentSeller(reason, elsewhere=None)
    known = _("%(other)s is connected already, in the integration “%(name)s”.") % {
        "other": me.login,
        "name": account.integration.name,
    }
    raise DifferentSeller(f"{reason} {known}", elsewhere=account.integration)


def _add(tokens: Tokens, me: Me) -> Account:
    integration = Integration.objects.create(marketplace=SOURCE, name=f"Allegro {me.login}"[:100])
    account = Account(integration=integration, seller_id=me.id, seller_login=me.login, connected_at=timezone.now())
    keep_tokens(account, tokens)
    account.save()
    return account
