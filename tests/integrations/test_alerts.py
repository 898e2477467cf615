"""Administrators are told once when an account needs them, and once when it has recovered."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from integrations import alerts
from integrations.models import Integration, UnreadableCase
from tests.factories import make_user
from tests.integrations.dummy import DummyMarketplace, make_integration
from tests.integrations.test_unreadable import cannot_be_read

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(minutes=20)
SILENT: dict[str, Any] = {
    "started_at": LONG_AGO,
    "last_quick_at": LONG_AGO,
    "last_deep_at": LONG_AGO,
    "last_wide_at": LONG_AGO,
}


@pytest.fixture
def administrator() -> User:
    return make_user(role=Role.ADMINISTRATOR, language="en")


def swept(integration: Integration) -> None:
    Integration.objects.filter(pk=integration.pk).update(last_quick_at=timezone.now())


def subjects() -> list[str]:
    return [str(message.subject) for message in mail.outbox]


def test_a_silent_account_is_told_once_and_its_recovery_once(administrator: User, dummy: DummyMarketplace) -> None:
    integration = make_integration(**SILENT, last_failure="No answer.")
    alerts.watch()
    alerts.watch()
    assert subjects() == ["Parley: “Shop” has not been read for 15 minutes"]
    assert "No answer." in mail.outbox[0].body
    assert integration.get_absolute_url() in mail.outbox[0].body
    swept(integration)
    alerts.watch()
    alerts.watch()
    assert subjects()[1:] == ["Parley: “Shop” works again"]


def test_a_disconnected_account_is_told_with_its_reason(administrator: User, dummy: DummyMarketplace) -> None:
    make_integration()
    dummy.disconnected = "Connect the account again."
    alerts.watch()
    alerts.watch()
    assert subjects() == ["Parley: “Shop” is disconnected"]
    assert "Connect the account again." in mail.outbox[0].body


def test_an_outage_is_not_called_a_disconnection(administrator: User, dummy: DummyMarketplace) -> None:
    make_integration(failures_in_row=8, last_failure="The marketplace cannot be reached.")
    alerts.watch()
    assert subjects() == []
    Integration.objects.update(**SILENT)
    alerts.watch()
    assert subjects() == ["Parley: “Shop” has not been read for 15 minutes"]


def test_a_silent_account_that_turns_out_to_be_disconnected_is_told_again(
    administrator: User, dummy: DummyMarketplace
) -> None:
    integration = make_integration(**SILENT)
    alerts.watch()
    dummy.disconnected = "Connect the account again."
    alerts.watch()
    assert len(subjects()) == 2
    dummy.disconnected = ""
    alerts.watch()
    assert len(subjects()) == 2
    swept(integration)
    alerts.watch()
    assert subjects()[2:] == ["Parley: “Shop” works again"]


@pytest.mark.parametrize(
    "fields",
    [
        {"is_running": False},
        {"queue": None},
        {"first_import_done_at": None, "lease_until": timezone.now() + timedelta(minutes=1)},
        {"started_at": timezone.now()},
    ],
)
def test_who_is_stopped_or_busy_or_has_just_begun_is_no_alarm(
    administrator: User, dummy: DummyMarketplace, fields: dict[str, Any]
) -> None:
    make_integration(**(SILENT | fields))
    alerts.watch()
    assert subjects() == []


def test_cases_that_cannot_be_read_for_long_are_told_with_their_reasons(
    administrator: User, dummy: DummyMarketplace
) -> None:
    integration = make_integration()
    cannot_be_read(integration, 7)  # they may be read at the next try
    alerts.watch()
    assert subjects() == []
    cannot_be_read(integration, minutes=16)
    alerts.watch()
    alerts.watch()
    assert subjects() == ["Parley: 8 cases of “Shop” cannot be read"]
    assert "case-16-0" in mail.outbox[0].body
    assert "No clear answer." in mail.outbox[0].body
    UnreadableCase.objects.all().delete()
    alerts.watch()
    assert subjects()[1:] == ["Parley: “Shop” works again"]


def test_many_more_cases_that_cannot_be_read_are_told_again(administrator: User, dummy: DummyMarketplace) -> None:
    integration = make_integration()
    cannot_be_read(integration, minutes=60)
    alerts.watch()
    assert subjects() == ["Parley: 1 case of “Shop” cannot be read"]
    cannot_be_read(integration, minutes=30)
    alerts.watch()
    assert len(subjects()) == 1
    cannot_be_read(integration, 3, minutes=20)
    alerts.watch()
    assert subjects()[1:] == ["Parley: 5 cases of “Shop” cannot be read"]


def test_stopping_an_account_in_trouble_is_no_recovery(administrator: User, dummy: DummyMarketplace) -> None:
    make_integration(**SILENT)
    alerts.watch()
    Integration.objects.update(is_running=False)
    alerts.watch()
    assert len(subjects()) == 1
    assert Integration.objects.get().alert == ""


def test_each_administrator_reads_their_own_language_and_nobody_else_is_written_to(dummy: DummyMarketplace) -> None:
    polish, english = (make_user(role=Role.ADMINISTRATOR, language=language) for language in ("pl", "en"))
    make_user(role=Role.AGENT)
    make_user(role=Role.ADMINISTRATOR, is_active=False)
    make_integration(**SILENT)
    alerts.watch()
    assert {message.to[0]: "15 minut:" in message.body for message in mail.outbox} == {
        polish.email: True,
        english.email: False,
    }


def test_a_notice_that_could_not_be_sent_goes_out_later(
    administrator: User, dummy: DummyMarketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_integration(**SILENT)

    def refuse(*args: object) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        alerts.watch()
    assert subjects() == []
    alerts.watch()
    assert len(subjects()) == 1
