"""The trip to a marketplace's sign-in page: one use, one person, a quarter of an hour."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from integrations.models import OAuthState
from integrations.oauth_state import StateUnknown, begin, take
from tests.factories import make_user
from tests.integrations.dummy import make_integration

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_user()


def test_what_was_remembered_comes_back(person: User) -> None:
    integration = make_integration()
    trip = take(person, "dummy", begin(person, "dummy", integration, "verifier"))
    assert (trip.verifier, trip.integration, trip.user) == ("verifier", integration, person)


def test_a_state_works_once(person: User) -> None:
    state = begin(person, "dummy", None, "verifier")
    take(person, "dummy", state)
    with pytest.raises(StateUnknown):
        take(person, "dummy", state)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one transaction at a time anyway")
@pytest.mark.django_db(transaction=True)
def test_of_returns_at_the_same_moment_one_gets_through(person: User) -> None:
    state, start = begin(person, "dummy", None, "verifier"), Barrier(4)

    def come_back(_number: int) -> bool:
        start.wait()
        try:
            return bool(take(person, "dummy", state))
        except StateUnknown:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as tabs:
        assert sorted(tabs.map(come_back, range(4))) == [False, False, False, True]


def test_each_trip_has_a_state_of_its_own(person: User) -> None:
    first, second = (begin(person, "dummy", None, verifier) for verifier in ("one", "two"))
    assert take(person, "dummy", second).verifier == "two"
    assert take(person, "dummy", first).verifier == "one"


@pytest.mark.parametrize("state", ["", "made-up", "\0", "ą" * 5000])
def test_what_was_never_given_is_unknown(person: User, state: str) -> None:
    with pytest.raises(StateUnknown):
        take(person, "dummy", state)


def test_somebody_elses_attempt_neither_works_nor_spends_it(person: User) -> None:
    state = begin(person, "dummy", None, "verifier")
    with pytest.raises(StateUnknown):
        take(make_user(), "dummy", state)
    assert take(person, "dummy", state).verifier == "verifier"


def test_it_leads_back_to_its_own_marketplace_only(person: User) -> None:
    state = begin(person, "dummy", None, "verifier")
    with pytest.raises(StateUnknown):
        take(person, "another", state)


@pytest.mark.parametrize(("minutes", "is_good"), [(14, True), (16, False)])
def test_it_lasts_a_quarter_of_an_hour(person: User, minutes: int, is_good: bool) -> None:
    state = begin(person, "dummy", None, "verifier")
    OAuthState.objects.update(created_at=timezone.now() - timedelta(minutes=minutes))
    if is_good:
        assert take(person, "dummy", state).verifier == "verifier"
        return
    with pytest.raises(StateUnknown):
        take(person, "dummy", state)


def test_old_ones_are_cleared_away_when_the_next_begins(person: User) -> None:
    begin(person, "dummy", None, "verifier")
    OAuthState.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    kept = begin(person, "dummy", None, "verifier")
    assert [row.state for row in OAuthState.objects.all()] == [kept]


def test_a_deleted_integration_takes_its_trips_along(person: User) -> None:
    integration = make_integration()
    state = begin(person, "dummy", integration, "verifier")
    integration.delete()
    with pytest.raises(StateUnknown):
        take(person, "dummy", state)


def test_the_verifier_is_unreadable_in_the_database(person: User) -> None:
    begin(person, "dummy", None, "verifier-in-the-clear")
    with connection.cursor() as cursor:
        cursor.execute("SELECT verifier FROM integrations_oauthstate")
        assert "verifier-in-the-clear" not in cursor.fetchone()[0]
