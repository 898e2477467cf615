from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from integrations.allegro import session as sessions
from integrations.allegro.client.errors import Forbidden, Unreachable
from integrations.allegro.models import Account
from integrations.allegro.session import Disconnected, Session, renew
from tests.integrations.allegro.desk import SELLER, Desk

pytestmark = pytest.mark.django_db


def expire(desk: Desk) -> None:
    """The access token ends on Allegro's side, before we know."""
    for grant in desk.allegro.market.world.grants.values():
        grant.access_expires = timezone.now() - timedelta(seconds=1)
        desk.allegro.market.world.keep(grant)


def revoke(desk: Desk) -> None:
    """The seller takes the permission back."""
    for grant in desk.allegro.market.world.grants.values():
        grant.revoked = True
        desk.allegro.market.world.keep(grant)


def age(desk: Desk) -> None:
    """Our own clock says that the access token is old."""
    Account.objects.update(access_token_expires_at=timezone.now())


def test_an_old_token_is_renewed_before_it_is_used(desk: Desk) -> None:
    before = desk.account.refresh_token
    age(desk)
    assert Session(desk.account).call(lambda client: client.me()).id == SELLER
    assert desk.account.refresh_token != before
    assert desk.requests("me") == 1


def test_a_token_refused_in_the_middle_is_renewed_once_and_the_call_goes_on(desk: Desk) -> None:
    expire(desk)
    session = Session(desk.account)
    assert session.call(lambda client: client.me()).id == SELLER
    assert session.call(lambda client: client.me()).id == SELLER
    assert desk.requests("me") == 3


def test_who_comes_second_uses_what_the_first_one_renewed(desk: Desk) -> None:
    age(desk)
    one, two = desk.account, desk.account
    renew(one)
    renew(two)
    assert one.access_token == two.access_token
    assert len([entry for entry in desk.allegro.market.log.entries if entry.route == "oauth.token"]) == 1


def test_a_refused_refresh_disconnects_and_says_what_to_do(desk: Desk) -> None:
    revoke(desk)
    age(desk)
    with pytest.raises(Disconnected):
        Session(desk.account).client()
    assert desk.account.disconnected_at is not None
    assert "Connect the account again" in desk.account.disconnected_reason


def test_an_unreachable_allegro_changes_nothing(desk: Desk, settings: LazySettings) -> None:
    before = desk.account.refresh_token
    age(desk)
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    with pytest.raises(Unreachable):
        Session(desk.account).client()
    assert (desk.account.disconnected_at, desk.account.refresh_token) == (None, before)


def test_403_is_no_disconnection(desk: Desk) -> None:
    desk.misbehave("me", 403, code="AccessDenied")
    with pytest.raises(Forbidden):
        Session(desk.account).call(lambda client: client.me())
    assert desk.account.disconnected_at is None


def test_a_disconnected_account_asks_nothing_of_allegro(desk: Desk) -> None:
    sessions.disconnect(desk.account, "refused")
    with pytest.raises(Disconnected):
        Session(desk.account).call(lambda client: client.me())
    assert desk.requests() == 0


def test_tokens_are_encrypted_in_the_database(desk: Desk) -> None:
    account = desk.account
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_token, refresh_token FROM allegro_account")
        stored = cursor.fetchone()
    assert account.access_token not in stored
    assert account.refresh_token not in stored
    assert all(value.startswith("gAAAA") for value in stored)
