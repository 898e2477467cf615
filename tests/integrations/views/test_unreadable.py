"""Cases that cannot be read are shown to administrators, who may let one be."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from integrations import unreadable
from integrations.allegro.models import Account
from integrations.models import Integration, UnreadableCase
from tests.factories import make_user
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import unstorable

pytestmark = pytest.mark.django_db
NOT_THERE = "This case is not in the list any more. Nothing was changed."


def lost(desk: Desk, **fields: Any) -> UnreadableCase:
    return UnreadableCase.objects.create(
        integration=desk.integration, external_id="case-1", reason="No clear answer.", **fields
    )


def address(case: UnreadableCase) -> str:
    return f"/integrations/{case.integration_id}/unreadable/{case.pk}/dismiss/"


def page(client: Client, desk: Desk) -> str:
    shown = client.get(f"/integrations/{desk.integration.pk}/").content.decode()
    return " ".join(shown.replace("\xa0", " ").split())


def dismissed(client: Client, case: UnreadableCase) -> str:
    return str(client.post(address(case), follow=True).content.decode())


def test_each_case_can_be_dismissed_which_asks_first(client: Client, desk: Desk) -> None:
    case = lost(desk)
    assert address(case) in page(client, desk)
    asked = client.get(address(case)).content.decode()
    assert "look at the case on Allegro first" in asked
    assert "No clear answer." in asked
    assert UnreadableCase.objects.exists()
    assert "The case is dismissed" in dismissed(client, case)
    assert unreadable.unreadable_of(desk.integration).count == 0
    assert "case-1" not in page(client, desk)


def test_one_that_allegro_does_not_know_is_told_in_words_and_can_be_dismissed(client: Client, desk: Desk) -> None:
    case = lost(desk, unknown_at=timezone.now() - timedelta(hours=3))
    shown = page(client, desk)
    assert "Allegro says that it does not know these cases" in shown
    assert "<code>case-1</code>, 3 hours ago" in shown
    assert "cannot be read" not in shown.split("<h2>Sweeps")[0].replace("cannot be read before", "")
    assert "Allegro does not know this case" in client.get(address(case)).content.decode()
    assert "The case is dismissed" in dismissed(client, case)
    assert "does not know" not in page(client, desk)


def test_the_audit_log_tells_once_who_dismissed_it(client: Client, desk: Desk) -> None:
    case = lost(desk)
    dismissed(client, case)
    assert NOT_THERE in dismissed(client, case)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.kind) == ("dismissed", "case that could not be read")
    assert entry.name == f"{desk.integration.name}: case-1"


def test_of_two_administrators_at_once_one_dismisses_it(desk: Desk) -> None:
    case = lost(desk)
    seen_by_both = [UnreadableCase.objects.get(pk=case.pk) for _administrator in range(2)]
    assert [unreadable.dismiss(one, make_user()) for one in seen_by_both] == [True, False]
    assert AuditEntry.objects.count() == 1


def test_one_that_was_read_meanwhile_is_no_error(client: Client, desk: Desk) -> None:
    case = lost(desk)
    unreadable.settle(desk.integration.pk, ["case-1"])
    response = client.get(address(case), follow=True)
    assert (response.status_code, NOT_THERE in response.content.decode()) == (200, True)
    assert not AuditEntry.objects.exists()


def test_one_that_cannot_be_read_again_after_that_is_listed_anew(client: Client, desk: Desk) -> None:
    case = desk.open_case()
    with unstorable(case):
        desk.sweep()
        dismissed(client, UnreadableCase.objects.get())
        assert not UnreadableCase.objects.exists()
        desk.sweep()
    assert UnreadableCase.objects.get().external_id == case.id


def test_those_of_another_integration_are_out_of_reach(client: Client, desk: Desk) -> None:
    theirs = lost(desk.of_another_seller())
    response = client.post(f"/integrations/{desk.integration.pk}/unreadable/{theirs.pk}/dismiss/", follow=True)
    assert NOT_THERE in response.content.decode()
    assert UnreadableCase.objects.exists()


def test_of_a_disconnected_account_they_can_be_dismissed_too(client: Client, desk: Desk) -> None:
    Account.objects.update(disconnected_at=timezone.now(), disconnected_reason="Connect it again.")
    assert "The case is dismissed" in dismissed(client, lost(desk))


def test_those_of_a_deleted_integration_are_gone(client: Client, desk: Desk) -> None:
    case = lost(desk)
    Integration.objects.all().delete()
    assert client.post(address(case)).status_code == 404
    assert not UnreadableCase.objects.exists()


def test_all_of_it_is_said_in_polish(client: Client, desk: Desk) -> None:
    User.objects.update(language="pl")
    case = lost(desk, unknown_at=timezone.now())
    assert "Allegro odpowiada, że nie zna tych spraw" in page(client, desk)
    assert "Allegro nie zna tej sprawy" in client.get(address(case)).content.decode()
