"""What monitors are told."""

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from integrations.models import Heartbeat, Integration
from integrations.tasks import sync_due
from tests.integrations.dummy import make_integration
from tests.integrations.test_unreadable import cannot_be_read


@pytest.fixture
def monitor(client: Client) -> Client:
    """Not signed in."""
    return client


def ready(monitor: Client, status: int) -> Any:
    response = monitor.get("/readyz")
    assert response.status_code == status, response.json()
    return response.json()


@pytest.mark.django_db
def test_a_house_in_order_is_ready(monitor: Client) -> None:
    sync_due()
    integration = make_integration()
    answer = ready(monitor, 200)
    assert answer["status"] == "ok"
    assert answer["checks"]["integrations"]["running"][0]["id"] == integration.pk
    assert 0 <= answer["checks"]["integrations"]["running"][0]["last_complete_sweep_age"] < 60
    assert 0 <= answer["checks"]["beat"]["age"] < 60


@pytest.mark.django_db
def test_a_beat_that_stopped_is_said(monitor: Client) -> None:
    assert ready(monitor, 503)["checks"]["beat"] == {"ok": False, "age": None}
    sync_due()
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=90))
    assert ready(monitor, 503)["checks"]["beat"]["ok"] is False


@pytest.mark.django_db
def test_an_account_that_completes_no_sweep_is_said_and_a_stopped_one_is_not(monitor: Client) -> None:
    sync_due()
    long_ago = timezone.now() - timedelta(minutes=20)
    make_integration(last_quick_at=long_ago, last_deep_at=long_ago, last_wide_at=long_ago, started_at=long_ago)
    assert ready(monitor, 503)["checks"]["integrations"]["ok"] is False
    Integration.objects.update(is_running=False)
    assert ready(monitor, 200)["checks"]["integrations"]["running"] == []


@pytest.mark.django_db
def test_cases_that_cannot_be_read_are_counted_with_their_age(monitor: Client) -> None:
    sync_due()
    integration = make_integration()
    cannot_be_read(integration, minutes=30)
    told = ready(monitor, 200)["checks"]["integrations"]["running"][0]
    assert (told["ok"], told["unreadable_cases"]) == (True, 1)
    assert 1790 < told["oldest_unreadable_case_age"] < 1860
    cannot_be_read(integration, 4)
    assert ready(monitor, 503)["checks"]["integrations"]["running"][0]["ok"] is False


@pytest.mark.django_db
def test_no_names_and_no_secrets_are_told(monitor: Client) -> None:
    make_integration(name="Our secret shop", last_failure="The seller anna-shop said no")
    shown = monitor.get("/readyz").content.decode()
    assert "secret" not in shown
    assert "anna" not in shown


def test_a_database_that_is_away_is_a_503_and_the_process_is_still_alive(
    monitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", away)
    monkeypatch.setattr(connection, "ensure_connection", away)
    assert ready(monitor, 503)["checks"]["database"] == {"ok": False, "error": "OperationalError"}
    assert monitor.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_a_broker_that_is_away_is_a_503(monitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sync_due()
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:9/0")
    assert ready(monitor, 503)["checks"]["broker"]["ok"] is False


@pytest.mark.django_db
def test_monitors_are_not_sent_to_https(monitor: Client, settings: LazySettings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    sync_due()
    assert monitor.get("/readyz").status_code == 200
    assert monitor.get("/accounts/login/").status_code == 301
