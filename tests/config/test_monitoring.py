"""What monitors are told."""

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from integrations import heartbeats
from integrations.models import Heartbeat, Integration
from tests.integrations.conftest import dummy
from tests.integrations.dummy import DummyMarketplace, make_integration
from tests.integrations.test_unreadable import cannot_be_read

__all__ = ["dummy"]


@pytest.fixture
def monitor(client: Client) -> Client:
    """Not signed in."""
    return client


@pytest.fixture
def informed(monitor: Client, settings: LazySettings) -> Client:
    """Not signed in either, but it knows the token."""
    settings.READYZ_TOKEN = "known-to-monitors"
    monitor.defaults["HTTP_AUTHORIZATION"] = "Bearer known-to-monitors"
    return monitor


@pytest.fixture
def alive(db: None) -> None:
    """Beat runs, and a worker of each queue."""
    heartbeats.note(*heartbeats.PROCESSES)


def ready(monitor: Client, status: int) -> Any:
    response = monitor.get("/readyz")
    assert response.status_code == status, response.json()
    return response.json()


def test_a_house_in_order_is_ready(informed: Client, alive: None, dummy: DummyMarketplace) -> None:
    integration = make_integration()
    answer = ready(informed, 200)
    assert answer["status"] == "ok"
    told = answer["checks"]["integrations"]["running"][0]
    assert (told["id"], told["state"], told["failures_in_row"]) == (integration.pk, "running", 0)
    assert 0 <= told["last_complete_sweep_age"] < 60
    assert told["clock_ahead"] is None
    assert 0 <= answer["checks"]["beat"]["age"] < 60
    assert list(answer["checks"]["workers"]["ages"]) == ["sweeps", "replies", "files"]


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer something-else", "known-to-monitör"])
def test_without_the_token_a_monitor_is_told_a_word_only(
    monitor: Client, alive: None, dummy: DummyMarketplace, settings: LazySettings, given: str
) -> None:
    make_integration(failures_in_row=3)
    words = {name: {"ok": True} for name in ("broker", "database", "beat", "workers")}
    for token in ("", "known-to-monitors"):
        settings.READYZ_TOKEN = token
        answer = monitor.get("/readyz", headers={"Authorization": given}).json()
        assert answer == {"status": "degraded", "checks": words | {"integrations": {"ok": False}}}


@pytest.mark.django_db
def test_a_house_whose_processes_never_ran_is_not_ready(informed: Client) -> None:
    answer = ready(informed, 503)
    assert answer["status"] == "failing"
    assert answer["checks"]["beat"] == {"ok": False, "age": None}
    assert answer["checks"]["workers"] == {"ok": False, "ages": {"sweeps": None, "replies": None, "files": None}}


@pytest.mark.parametrize(
    ("process", "check"), [("beat", "beat"), ("sweeps", "workers"), ("replies", "workers"), ("files", "workers")]
)
def test_a_process_that_has_stopped_is_a_503(monitor: Client, alive: None, process: str, check: str) -> None:
    Heartbeat.objects.filter(name=process).update(at=timezone.now() - timedelta(seconds=50))
    checks = ready(monitor, 503)["checks"]
    assert [name for name in checks if not checks[name]["ok"]] == [check]


def test_an_account_that_completes_no_sweep_is_said_and_a_stopped_one_is_not(
    informed: Client, alive: None, dummy: DummyMarketplace
) -> None:
    long_ago = timezone.now() - timedelta(minutes=20)
    make_integration(last_quick_at=long_ago, last_deep_at=long_ago, last_wide_at=long_ago, started_at=long_ago)
    answer = ready(informed, 200)
    assert answer["status"] == "degraded"
    assert answer["checks"]["integrations"]["running"][0]["state"] == "trouble"
    Integration.objects.update(is_running=False)
    answer = ready(informed, 200)
    assert (answer["status"], answer["checks"]["integrations"]["running"]) == ("ok", [])


def test_an_account_is_degraded_as_soon_as_it_is_disconnected(
    informed: Client, alive: None, dummy: DummyMarketplace
) -> None:
    make_integration()
    assert ready(informed, 200)["status"] == "ok"
    dummy.disconnected = "Connect the account again."
    answer = ready(informed, 200)
    assert answer["status"] == "degraded"
    assert answer["checks"]["integrations"]["running"][0]["state"] == "disconnected"


def test_one_account_that_is_ill_hides_no_process_that_has_stopped(
    monitor: Client, alive: None, dummy: DummyMarketplace
) -> None:
    make_integration(failures_in_row=3)
    Heartbeat.objects.filter(name="replies").update(at=timezone.now() - timedelta(seconds=50))
    assert ready(monitor, 503)["status"] == "failing"


def test_cases_that_cannot_be_read_are_counted_with_their_age(
    informed: Client, alive: None, dummy: DummyMarketplace
) -> None:
    integration = make_integration()
    cannot_be_read(integration, minutes=30)
    answer = ready(informed, 200)
    told = answer["checks"]["integrations"]["running"][0]
    assert (answer["status"], told["state"], told["unreadable_cases"]) == ("degraded", "incomplete", 1)
    assert 1790 < told["oldest_unreadable_case_age"] < 1860


@pytest.mark.django_db
def test_no_names_and_no_secrets_are_told(informed: Client, dummy: DummyMarketplace) -> None:
    make_integration(name="Our secret shop", last_failure="The seller anna-shop said no")
    shown = informed.get("/readyz").content.decode()
    assert "secret" not in shown
    assert "anna" not in shown


def test_a_database_that_is_away_is_a_503_and_the_process_is_still_alive(
    informed: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", away)
    monkeypatch.setattr(connection, "ensure_connection", away)
    assert ready(informed, 503)["checks"]["database"] == {"ok": False, "error": "OperationalError"}
    assert informed.get("/healthz").json() == {"status": "ok"}


def test_a_broker_that_is_away_is_a_503(monitor: Client, alive: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:9/0")
    assert ready(monitor, 503)["checks"]["broker"]["ok"] is False


def test_monitors_are_not_sent_to_https(monitor: Client, alive: None, settings: LazySettings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert monitor.get("/readyz").status_code == 200
    assert monitor.get("/accounts/login/").status_code == 301
