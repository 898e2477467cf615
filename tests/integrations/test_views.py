import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from integrations.allegro.models import Account
from integrations.models import Integration, SyncRun
from tests.browsing import browser
from tests.integrations.allegro.conftest import _server, allegro, desk
from tests.integrations.allegro.desk import Desk
from tickets.models import Ticket

__all__ = ["_server", "allegro", "desk"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return browser(Role.ADMINISTRATOR)


def address(desk: Desk, verb: str = "") -> str:
    return f"/integrations/{desk.integration.pk}/{verb}"


def test_stop_and_start_switch_the_integration(client: Client, desk: Desk) -> None:
    client.post(address(desk, "stop/"))
    assert Integration.objects.get().is_running is False
    client.post(address(desk, "start/"))
    assert Integration.objects.get().is_running is True


def test_a_draft_cannot_be_started(client: Client, desk: Desk) -> None:
    Integration.objects.update(is_running=False, queue=None)
    response = client.post(address(desk, "start/"), follow=True)
    assert "Fill in the other data first" in response.content.decode()
    assert Integration.objects.get().is_running is False


def test_what_is_disconnected_does_not_look_green(client: Client, desk: Desk) -> None:
    Integration.objects.update(first_import_done_at=timezone.now())
    assert "Running" in client.get("/integrations/").content.decode()
    Account.objects.update(disconnected_at=timezone.now(), disconnected_reason="Connect it again.")
    page = client.get(address(desk)).content.decode()
    assert "Disconnected" in page
    assert "Connect it again." in page


def test_failures_in_a_row_are_trouble(client: Client, desk: Desk) -> None:
    Integration.objects.update(failures_in_row=3, last_failure="Allegro cannot be reached.")
    assert "Trouble" in client.get(address(desk)).content.decode()


def test_the_progress_bar_shows_how_far_the_first_import_is(client: Client, desk: Desk) -> None:
    SyncRun.objects.create(
        integration=desk.integration, kind="wide", is_first_import=True, cases_total=60, cases_done=12
    )
    page = client.get(address(desk, "progress/")).content.decode()
    assert 'max="60" value="12"' in page
    assert "12 of 60 cases" in page
    assert 'hx-trigger="every 1s"' in page


def test_the_progress_bar_ends_with_the_import(client: Client, desk: Desk) -> None:
    desk.open_case()
    desk.sweep("first")
    page = client.get(address(desk, "progress/")).content.decode()
    assert "The first import is complete: 1 case." in page
    assert 'hx-trigger="every 1s"' not in page


def test_deleting_asks_first_and_keeps_the_tickets(client: Client, desk: Desk) -> None:
    desk.open_case()
    desk.sweep()
    client.get(address(desk, "delete/"))
    assert Integration.objects.exists()
    client.post(address(desk, "delete/"))
    assert not Integration.objects.exists()
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("verb", ["start/", "stop/", "sweep/", "delete/"])
def test_agents_cannot_touch_integrations(desk: Desk, verb: str) -> None:
    assert browser(Role.AGENT).post(address(desk, verb)).status_code == 403
