from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import Role
from integrations.allegro.models import Account
from integrations.models import Integration
from tests.browsing import browser
from tests.integrations.allegro.desk import Desk
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def address(desk: Desk, verb: str = "") -> str:
    return f"/integrations/{desk.integration.pk}/{verb}"


def test_stop_and_start_switch_the_integration(client: Client, desk: Desk) -> None:
    client.post(address(desk, "stop/"))
    assert Integration.objects.get().is_running is False
    client.post(address(desk, "start/"))
    assert Integration.objects.get().is_running is True


def test_starting_twice_is_starting_once(client: Client, desk: Desk) -> None:
    started_at = Integration.objects.get().started_at
    client.post(address(desk, "start/"))
    assert Integration.objects.get().started_at == started_at


def test_a_draft_cannot_be_started(client: Client, desk: Desk) -> None:
    Integration.objects.update(is_running=False, queue=None)
    response = client.post(address(desk, "start/"), follow=True)
    assert "Fill in the other data first" in response.content.decode()
    assert Integration.objects.get().is_running is False


def test_sweep_now_does_not_wait_for_the_end_of_a_pause(client: Client, desk: Desk) -> None:
    Integration.objects.update(not_before=timezone.now() + timedelta(minutes=10))
    client.post(address(desk, "sweep/"))
    assert Integration.objects.get().not_before is None


def test_what_is_stopped_is_not_swept_on_request(client: Client, desk: Desk) -> None:
    Integration.objects.update(is_running=False)
    response = client.post(address(desk, "sweep/"), follow=True)
    assert "start it first" in response.content.decode()


def test_deleting_asks_first(client: Client, desk: Desk) -> None:
    assert "Tickets and customers stay" in client.get(address(desk, "delete/")).content.decode()
    assert Integration.objects.exists()


def test_deleting_keeps_the_tickets_and_forgets_the_tokens(client: Client, desk: Desk) -> None:
    desk.open_case()
    desk.sweep()
    response = client.post(address(desk, "delete/"))
    assert response["Location"] == "/integrations/"
    assert not Integration.objects.exists()
    assert not Account.objects.exists()
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("verb", ["start/", "stop/", "sweep/", "delete/"])
@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
def test_only_administrators_touch_integrations(desk: Desk, role: Role, verb: str) -> None:
    assert browser(role).post(address(desk, verb)).status_code == 403


@pytest.mark.parametrize("verb", ["start/", "stop/", "sweep/"])
def test_a_link_alone_changes_nothing(client: Client, desk: Desk, verb: str) -> None:
    assert client.get(address(desk, verb)).status_code == 405


@pytest.mark.parametrize("verb", ["start/", "stop/", "sweep/", "delete/"])
def test_an_integration_that_is_gone_is_not_found(client: Client, verb: str) -> None:
    assert client.post(f"/integrations/4711/{verb}").status_code == 404


def test_the_audit_log_tells_who_started_stopped_and_deleted(client: Client, desk: Desk) -> None:
    for verb in ("stop/", "stop/", "start/", "start/", "delete/"):
        client.post(address(desk, verb))
    entries = AuditEntry.objects.order_by("id").values_list("action", "kind", "name")
    assert list(entries) == [(verb, "integration", desk.integration.name) for verb in ("stopped", "started", "deleted")]
