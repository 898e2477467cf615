"""A process in the background that has stopped is told to everybody, in words, within a minute."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import Role
from integrations import heartbeats
from integrations.models import Heartbeat
from integrations.standstill import standstill
from tests.browsing import browser
from tests.factories import make_reply, make_ticket, make_user
from tests.tickets.dummy import DummyChannel

pytestmark = pytest.mark.django_db
LEFT = "Nothing has left Parley since"
ARRIVED = "Nothing has arrived in Parley since"
FETCHED = "No file has been fetched since"


@pytest.fixture
def agent() -> User:
    return make_user(Role.AGENT)


@pytest.fixture
def client(agent: User) -> Client:
    return browser(user=agent)


def stop(*names: str, seconds: int = 45) -> None:
    """All processes ran; these give no sign any more."""
    heartbeats.note(*heartbeats.PROCESSES)
    Heartbeat.objects.filter(name__in=names).update(at=timezone.now() - timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("stopped", "told"),
    [
        ((), []),
        (("replies",), [LEFT]),
        (("sweeps",), [ARRIVED]),
        (("beat",), [ARRIVED]),
        (("files",), [FETCHED]),
        (("beat", "sweeps", "replies", "files"), [LEFT, ARRIVED, FETCHED]),
    ],
)
def test_every_page_says_what_does_not_happen(client: Client, stopped: tuple[str, ...], told: list[str]) -> None:
    stop(*stopped)
    for address in ("/", "/customers/", "/people/me/", "/accounts/password/change/"):
        page = client.get(address).content.decode()
        assert [words for words in (LEFT, ARRIVED, FETCHED) if words in page] == told


def test_where_nothing_has_ever_run_nothing_has_stopped(client: Client) -> None:
    assert LEFT not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("stopped_at", "words"),
    [
        (datetime(2026, 3, 2, 13, 2, tzinfo=UTC), "Nothing has left Parley since 14:02: its background process"),
        (datetime(2026, 3, 1, 13, 2, tzinfo=UTC), "Nothing has left Parley since 03/01/2026 2:02 p.m.: its"),
        (datetime(2026, 3, 2, 23, 2, tzinfo=UTC), "Nothing has left Parley since an unknown moment: its"),
    ],
)
def test_the_moment_is_told_as_far_as_it_is_known(stopped_at: datetime, words: str) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 20, tzinfo=UTC), tick=False), translation.override("en"):
        stop("replies")
        Heartbeat.objects.filter(name="replies").update(at=stopped_at)
        assert standstill().sentences[0].startswith(words)


def test_it_is_told_in_polish(client: Client, agent: User) -> None:
    User.objects.filter(pk=agent.pk).update(language="pl")
    stop("replies")
    assert "nic nie wyszło z Parley: stanął jego proces w tle." in client.get("/").content.decode()


def test_an_open_page_hears_of_it_and_of_its_end(client: Client) -> None:
    stop()
    assert client.get("/integrations/background/?shown=").status_code == 204
    stop("replies")
    assert LEFT in client.get("/integrations/background/?shown=").content.decode()
    assert client.get("/integrations/background/?shown=replies").status_code == 204
    stop("replies", "files")
    assert FETCHED in client.get("/integrations/background/?shown=replies").content.decode()
    stop()
    ended = client.get("/integrations/background/?shown=replies-files")
    assert (ended.status_code, LEFT in ended.content.decode()) == (200, False)


def test_a_reply_that_waits_says_why_on_a_page_that_is_open(client: Client, agent: User, market: DummyChannel) -> None:
    ticket = make_ticket()
    make_reply(ticket, agent, failure="Too many requests.")
    stop()
    shown = client.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "Too many requests. It is tried again by itself." in shown
    version = shown.partition("?version=")[2].partition('"')[0]
    history = f"/tickets/{ticket.pk}/history/?version={version}"
    assert client.get(history).status_code == 204
    stop("replies")
    shown = client.get(history).content.decode()
    assert LEFT in shown
    assert "The reply waits, and leaves when it runs again." in shown
    stop("sweeps")
    assert LEFT not in client.get(f"/tickets/{ticket.pk}/history/").content.decode()
