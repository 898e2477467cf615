from typing import Any

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from crm.models import CustomField
from integrations.models import Integration
from tests.browsing import browser
from tests.factories import make_customer, make_login_field

pytestmark = pytest.mark.django_db


def save(field: CustomField | None = None, **data: Any) -> Any:
    address = reverse("crm:field_edit", args=[field.pk]) if field else reverse("crm:field_add")
    return browser(Role.ADMINISTRATOR).post(address, {"name": "Marketplace login", "type": "text", **data})


def test_a_field_of_ones_own_is_added() -> None:
    assert save(name="Allegro login").headers["Location"] == reverse("crm:fields")
    assert "Allegro login" in browser(Role.ADMINISTRATOR).get(reverse("crm:fields")).text


def test_choices_are_one_a_line_without_repetitions() -> None:
    save(type="choice", options=" Gold \r\n\r\nSilver\nGold")
    assert CustomField.objects.get().choices == ["Gold", "Silver"]


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"name": "ŻÓŁTE POLE"}, "name", "There is a field with this name already."),
        ({"name": ""}, "name", "This field is required."),
        ({"name": "a\x00b"}, "name", "Null characters are not allowed."),
        ({"name": "x" * 81}, "name", "at most 80 characters"),
        ({"type": "colour"}, "type", "Select a valid choice."),
        ({"type": "choice", "options": " \n "}, "options", "Give at least one choice."),
        ({"type": "choice", "options": "x" * 501}, "options", "500 characters at most"),
    ],
)
def test_a_wrong_field_is_explained_beside_what_is_wrong(data: dict[str, Any], field: str, sentence: str) -> None:
    make_login_field("Żółte pole")
    answer = save(**data)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]
    assert CustomField.objects.count() == 1


def test_the_type_of_a_field_with_values_stays() -> None:
    field = make_login_field()
    make_customer(values={field: "jan"})
    assert "Customers have values" in save(field, type="number").context["form"].errors["type"][0]
    assert save(field, name="Renamed").status_code == 302


def test_the_type_of_a_field_that_an_integration_uses_stays() -> None:
    field = make_login_field()
    Integration.objects.create(name="My shop", marketplace="dummy", login_field=field)
    assert "“My shop”" in save(field, type="date").context["form"].errors["type"][0]


def test_a_field_goes_with_its_values_once_that_is_confirmed() -> None:
    field = make_login_field()
    customer = make_customer(values={field: "jan"})
    client, address = browser(Role.ADMINISTRATOR), reverse("crm:field_delete", args=[field.pk])
    assert "1 customer has a value" in client.get(address).text
    assert field.values.exists()
    assert client.post(address).status_code == 302
    assert not customer.field_values.exists()


def test_a_field_that_an_integration_uses_cannot_be_deleted() -> None:
    field = make_login_field()
    make_customer(values={field: "jan"})
    Integration.objects.create(name="My shop", marketplace="dummy", login_field=field)
    answer = browser(Role.ADMINISTRATOR).post(reverse("crm:field_delete", args=[field.pk]))
    assert answer.status_code == 409
    assert "My shop" in answer.text
    assert field.values.count() == 1


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
@pytest.mark.parametrize("name", ["fields", "field_add"])
def test_only_administrators_manage_fields(role: Role, name: str) -> None:
    assert browser(role).get(reverse(f"crm:{name}")).status_code == 403


def test_a_deleted_field_is_in_the_audit_log_and_one_in_use_is_not() -> None:
    used, free = make_login_field("Used"), make_login_field("Free")
    Integration.objects.create(name="My shop", marketplace="dummy", login_field=used)
    client = browser(Role.ADMINISTRATOR)
    for field in (used, free):
        client.post(reverse("crm:field_delete", args=[field.pk]))
    assert [(entry.action, entry.name) for entry in AuditEntry.objects.all()] == [("deleted", "Free")]
