"""The first step of the wizard: what is there, what is missing and is made on the spot, what was begun."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from accounts.models import AuditEntry
from crm.models import CustomField
from integrations.models import Integration
from simulator.testing import Running
from tests.factories import make_category, make_login_field, make_queue, make_status
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.views.trip import START, words
from tickets.models import Category, Queue, Status

pytestmark = pytest.mark.django_db


def add(client: Client, at: str, **new: str) -> Any:
    typed = {f"new-{at}-{name}": value for name, value in new.items()}
    return client.post(START, typed | {"add": at}, follow=True)


def test_an_empty_house_is_told_what_is_missing(client: Client, allegro: Running) -> None:
    page = client.get(START)
    assert [need.is_met for need in page.context["needs"]] == [False] * 4
    assert page.context["step"] == 1
    assert 'value="Allegro login"' in words(page)


def test_everything_missing_is_made_without_leaving_the_page(client: Client, allegro: Running) -> None:
    assert "“Allegro login” is added." in words(add(client, "login_field", name="Allegro login"))
    add(client, "queue", name="Care", status_name="New")
    add(client, "category", name="Allegro")
    page = add(client, "status_resolved", name="Solved")
    assert page.context["step"] == 2
    made = [list(model.objects.values_list("name", flat=True)) for model in (CustomField, Queue, Category, Status)]
    assert made == [["Allegro login"], ["Care"], ["Allegro"], ["New", "Solved"]]
    assert AuditEntry.objects.filter(action="created").count() == 5


def test_what_is_there_is_named_and_not_asked_for(client: Client, allegro: Running) -> None:
    make_login_field("Shop login")
    page = words(client.get(START))
    assert "Shop login" in page
    assert 'value="Allegro login"' not in page


def test_an_open_status_is_none_for_cases_that_ended(client: Client, allegro: Running) -> None:
    make_status("New", "open")
    assert [need.is_met for need in client.get(START).context["needs"]][-1] is False


def test_a_bad_name_is_said_beside_its_input(client: Client, allegro: Running) -> None:
    answer = add(client, "category", name=" ")
    assert answer.status_code == 422
    assert 'id="id_new-category-name_error"' in words(answer)


@pytest.mark.parametrize("at", ["", "status_rejected", "made-up"])
def test_what_the_list_does_not_offer_adds_nothing(client: Client, allegro: Running, at: str) -> None:
    client.post(START, {"add": at, f"new-{at}-name": "X", f"new-{at}-kind": "open"})
    assert not Status.objects.exists()


def test_a_page_without_keys_says_what_to_set_and_offers_no_sign_in(client: Client, settings: LazySettings) -> None:
    settings.ALLEGRO_CLIENT_ID = ""
    for make in (make_login_field, make_queue, make_category, make_status):
        make()
    page = client.get(START)
    assert page.context["step"] == 1
    assert "ALLEGRO_CLIENT_ID" in words(page)
    assert "allegro/authenticate/" not in words(page)


def test_who_comes_back_goes_on_where_they_left(client: Client, desk: Desk) -> None:
    Integration.objects.update(is_running=False, first_import_done_at=None, queue=None)
    assert f'href="{START}{desk.integration.pk}/"' in words(client.get(START))
    assert 'aria-current="step">Other data' in words(client.get(f"/integrations/{desk.integration.pk}/"))

    Integration.objects.update(queue=make_queue())
    assert f'href="/integrations/{desk.integration.pk}/"' in words(client.get(START))
    page = words(client.get(f"/integrations/{desk.integration.pk}/"))
    assert 'aria-current="step">First import' in page
    assert "Start the integration: it imports" in page
