from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from crm.models import Customer, CustomField
from crm.searching import search
from tests.browsing import browser
from tests.factories import make_customer, make_login_field, make_ticket, make_user

pytestmark = pytest.mark.django_db


def form(**fields: Any) -> dict[str, Any]:
    """The record's form as a browser sends it; `emails` and `phones` are tuples of lines."""
    lists = {name: fields.pop(name, ()) for name in ("emails", "phones")}
    data: dict[str, Any] = {"name": "Anna Nowak", "company": "", **fields}
    for prefix, lines in lists.items():
        data |= {f"{prefix}-TOTAL_FORMS": len(lines), f"{prefix}-INITIAL_FORMS": 0}
        data |= {f"{prefix}-{number}-value": line for number, line in enumerate(lines)}
    return data


def test_a_record_is_added_with_everything_on_it() -> None:
    field = make_login_field()
    lines = {"emails": ("a@mail.example", "", "b@mail.example"), "phones": ("600 100 200",)}
    answer = browser(Role.AGENT).post(reverse("crm:add"), form(**lines, **{f"field_{field.pk}": "anna_n"}))

    customer = Customer.objects.get()
    assert answer.headers["Location"] == customer.get_absolute_url()
    assert [str(email) for email in customer.emails.all()] == ["a@mail.example", "b@mail.example"]
    assert list(search("anna_n 600100200")) == [customer]


def test_an_emptied_line_leaves_the_record() -> None:
    field = make_login_field()
    customer = make_customer(emails=("a@mail.example", "b@mail.example"), phones=("1",), values={field: "x"})
    data = form(emails=("", "b@mail.example"), **{f"field_{field.pk}": ""}) | {"emails-INITIAL_FORMS": 2}
    browser(Role.AGENT).post(reverse("crm:edit", args=[customer.pk]), data)

    assert [str(email) for email in customer.emails.all()] == ["b@mail.example"]
    assert not customer.phones.exists()
    assert not customer.field_values.exists()


@pytest.mark.parametrize(
    ("type_", "value", "sentence"),
    [
        (CustomField.Type.NUMBER, "many", "Enter a number."),
        (CustomField.Type.NUMBER, "1e999", "Ensure that there are no more than"),
        (CustomField.Type.DATE, "31.02.2026", "Enter a valid date."),
        (CustomField.Type.CHOICE, "Gold", "Select a valid choice."),
        (CustomField.Type.TEXT, "x" * 501, "Ensure this value has at most 500 characters"),
        (CustomField.Type.TEXT, "x\x00y", "Null characters are not allowed."),
    ],
)
def test_a_value_of_the_wrong_type_gets_a_sentence_beside_its_field(type_: str, value: str, sentence: str) -> None:
    field = CustomField.objects.create(name="Extra", type=type_, choices=["Silver"])
    answer = browser(Role.AGENT).post(reverse("crm:add"), form(**{f"field_{field.pk}": value}))
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[f"field_{field.pk}"][0]
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("type_", "written", "kept", "shown"),
    [
        (CustomField.Type.NUMBER, "1.50", "1.5", "1.5"),
        (CustomField.Type.NUMBER, "100", "100", "100"),
        (CustomField.Type.DATE, "2026-02-01", "2026-02-01", "02/01/2026"),
        (CustomField.Type.CHOICE, "Silver", "Silver", "Silver"),
    ],
)
def test_a_value_is_kept_in_one_form_and_shown_in_the_readers(type_: str, written: str, kept: str, shown: str) -> None:
    field = CustomField.objects.create(name="Extra", type=type_, choices=["Silver"])
    page = browser(Role.AGENT).post(reverse("crm:add"), form(**{f"field_{field.pk}": written}), follow=True)
    assert Customer.objects.get().field_values.get().value == kept
    assert f"<bdi>{shown}</bdi>" in page.text


def test_a_choice_that_left_the_list_stays_on_the_record_that_holds_it() -> None:
    field = CustomField.objects.create(name="Level", type=CustomField.Type.CHOICE, choices=["Silver"])
    customer = make_customer(values={field: "Gold"})
    data = form(**{f"field_{field.pk}": "Gold"})
    assert browser(Role.AGENT).post(reverse("crm:edit", args=[customer.pk]), data).status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "This field is required."),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
        ({"emails": ("nobody",)}, "Enter a valid email address."),
        ({"emails": ("a@mail.example", "A@mail.example")}, "This is on the record twice."),
        ({"phones": ("6" * 41,)}, "at most 40 characters"),
    ],
)
def test_a_mistake_is_explained_and_nothing_is_lost(changes: dict[str, Any], sentence: str) -> None:
    answer = browser(Role.AGENT).post(
        reverse("crm:add"), form(company="Sklep", **{"emails": ("x@y.example",)} | changes)
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Sklep" in answer.text
    assert not Customer.objects.exists()


def test_a_forged_form_without_its_counters_is_refused_not_a_crash() -> None:
    assert browser(Role.AGENT).post(reverse("crm:add"), {"name": "Anna"}).status_code == 422


def test_the_record_shows_the_customers_tickets_newest_first() -> None:
    customer = make_customer(emails=("a@mail.example",))
    make_ticket(customer=customer, subject="Broken vase")
    make_ticket(subject="Somebody else's")
    page = browser(Role.AGENT).get(customer.get_absolute_url())
    assert "Broken vase" in page.text
    assert "Somebody else" not in page.text


def test_the_number_of_queries_does_not_grow_with_the_record() -> None:
    client, fields = browser(Role.AGENT), [make_login_field(f"Field {number}") for number in range(9)]
    small, large = make_customer(), make_customer(emails=("a@b.example",), values=dict.fromkeys(fields, "x"))
    for number in range(9):
        make_ticket(customer=large)
        large.notes.create(text=f"Note {number}", author=make_user())
    counts = []
    for customer in (small, large):
        with CaptureQueriesContext(connection) as queries:
            client.get(customer.get_absolute_url())
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 1  # the tickets themselves, once there are any
    assert counts[1] <= 12


def test_what_a_buyer_is_called_is_text_not_markup() -> None:
    customer = make_customer("<script>alert(1)</script>")
    page = browser(Role.AGENT).get(customer.get_absolute_url())
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_a_deleted_customer_leaves_the_tickets() -> None:
    customer = make_customer()
    ticket = make_ticket(customer=customer)
    client = browser(Role.SUPERVISOR)
    address = reverse("crm:delete", args=[customer.pk])

    assert "tickets stay" in client.get(address).text
    assert Customer.objects.exists()
    assert client.post(address).headers["Location"] == reverse("crm:list")
    ticket.refresh_from_db()
    assert ticket.customer is None


def test_only_those_who_may_delete_can() -> None:
    customer = make_customer()
    client = browser(Role.AGENT)
    assert client.post(reverse("crm:delete", args=[customer.pk])).status_code == 403
    assert reverse("crm:delete", args=[customer.pk]) not in client.get(customer.get_absolute_url()).text


@pytest.mark.parametrize("name", ["list", "add", "fields", "field_add"])
def test_strangers_sign_in_first(name: str) -> None:
    answer = browser().get(reverse(f"crm:{name}"))
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["detail", "edit"])
def test_a_customer_who_is_not_there_is_not_found(name: str) -> None:
    assert browser(Role.AGENT).get(reverse(f"crm:{name}", args=[9**30])).status_code == 404


def test_the_audit_log_tells_who_deleted_a_record_but_forgets_its_name() -> None:
    customer, boss = make_customer("Anna Nowak"), make_user(Role.SUPERVISOR, name="Ewa Lis")
    number = customer.pk
    browser(user=boss).post(reverse("crm:delete", args=[number]))
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.kind, entry.name) == (boss, "deleted", "customer", f"{number} (A. N.)")
