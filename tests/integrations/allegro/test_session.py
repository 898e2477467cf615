import time
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from integrations.allegro import session as sessions
from integrations.allegro.client import oauth
from integrations.allegro.client.errors import Forbidden, Unreachable
from integrations.allegro.environments import environment
from integrations.allegro.models import Account
from integrations.allegro.session import Disconnected, NotRenewed, Session, renew
from integrations.allegro.words import explain
from tests.integrations.allegro.desk import SELLER, Desk

pytestmark = pytest.mark.django_db


def expire(desk: Desk) -> None:
    """The access token ends on Allegro's side, before we know."""
    for grant in desk.allegro.market.world.grants.values():
        grant.access_expires = timezone.now() - timedelta(seconds=1)
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


def test_a_new_token_that_is_refused_too_is_no_disconnection(desk: Desk) -> None:
    """Allegro has just handed it out: whatever is wrong, no person can mend it by signing in again."""
    desk.misbehave("me", 401)
    with pytest.raises(NotRenewed) as caught:
        Session(desk.account).call(lambda client: client.me())
    assert desk.account.disconnected_at is None
    assert explain(caught.value) == "Allegro does not take the account's token at the moment."


def test_who_comes_second_uses_what_the_first_one_renewed(desk: Desk) -> None:
    age(desk)
    one, two = desk.account, desk.account
    renew(one)
    renew(two)
    assert one.access_token == two.access_token
    assert len([entry for entry in desk.allegro.market.log.entries if entry.route == "oauth.token"]) == 1


def test_a_refused_refresh_disconnects_and_says_what_to_do(desk: Desk) -> None:
    desk.revoke()
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


def test_a_broken_token_endpoint_is_no_disconnection(desk: Desk, settings: LazySettings) -> None:
    age(desk)
    settings.ALLEGRO_AUTH_URL = f"{desk.allegro.url}/nowhere"
    with pytest.raises(NotRenewed):
        Session(desk.account).client()
    assert desk.account.disconnected_at is None


def test_a_wrong_client_secret_disconnects_nobody_and_says_what_is_wrong(desk: Desk, settings: LazySettings) -> None:
    age(desk)
    settings.ALLEGRO_CLIENT_SECRET = "mistyped"
    with pytest.raises(NotRenewed) as caught:
        Session(desk.account).client()
    assert desk.account.disconnected_at is None
    assert explain(caught.value) == "Allegro does not accept this installation's client id and secret."


def test_a_refresh_whose_answer_was_lost_long_ago_needs_a_person(desk: Desk) -> None:
    lost = desk.account.refresh_token
    oauth.refresh(environment(), lost)
    grant = desk.allegro.market.world.grants[lost]
    grant.used_at = timezone.now() - timedelta(minutes=2)  # past Allegro's grace
    desk.allegro.market.world.keep(grant)
    age(desk)
    with pytest.raises(Disconnected):
        Session(desk.account).client()
    assert desk.account.disconnected_at is not None


def test_a_session_that_kept_an_old_token_takes_the_one_that_another_renewed(desk: Desk) -> None:
    slow = Session(desk.account)
    slow.client()
    renew(desk.account, refused_token=desk.account.access_token)
    expired = desk.account.access_token
    for grant in desk.allegro.market.world.grants.values():
        if grant.access != expired:
            grant.access_expires = timezone.now()
            desk.allegro.market.world.keep(grant)

    assert slow.call(lambda client: client.me()).id == SELLER

    assert desk.account.access_token == expired


def test_whoever_comes_after_a_refusal_does_not_ask_again(desk: Desk) -> None:
    desk.revoke()
    age(desk)
    late = desk.account
    with pytest.raises(Disconnected):
        renew(desk.account)
    with pytest.raises(Disconnected):
        renew(late)
    assert len([entry for entry in desk.allegro.market.log.entries if entry.route == "oauth.token"]) == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one transaction at a time anyway")
@pytest.mark.django_db(transaction=True)
def test_many_workers_who_need_a_new_token_at_once_make_one_refresh(desk: Desk) -> None:
    age(desk)
    accounts, start, tokens = [desk.account for _ in range(8)], Barrier(8), set()

    def work(account: Account) -> None:
        start.wait()
        renew(account)
        tokens.add(account.access_token)
        connection.close()

    workers = [Thread(target=work, args=[account]) for account in accounts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert tokens == {desk.account.access_token}
    assert len([entry for entry in desk.allegro.market.log.entries if entry.route == "oauth.token"]) == 1


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


def test_the_renewal_of_a_token_keeps_nobody_out_of_the_database_for_longer_than_sqlite_waits(desk: Desk) -> None:
    """It holds the write lock (embedded default: others give up after 20 s with "database is locked")."""
    desk.allegro.market.faults.switch_on("endless", routes=("oauth.token",), options={"bytes_per_second": 50})
    began = time.monotonic()
    with pytest.raises(NotRenewed):
        renew(desk.account, refused_token=desk.account.access_token)
    assert time.monotonic() - began < 20
