"""S5 and S6: where an account's cases land, *Save* and *Save and run*."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from accounts.models import AuditEntry
from accounts.roles import Role
from crm.models import CustomField
from integrations.allegro.forms import DEFAULT_CLOSURE_MESSAGE
from integrations.models import Integration, SyncRun
from integrations.tasks import sync_now
from simulator.testing import Running
from tests.browsing import browser
from tests.factories import make_category, make_login_field, make_queue, make_status
from tests.integrations.allegro.desk import Desk, connected_integration
from tests.integrations.allegro.views.trip import START, words
from tickets.models import Category, Queue, Status, Ticket

pytestmark = pytest.mark.django_db


def other_data(integration: Integration, **changes: object) -> dict[str, object]:
    values = {
        "name": "Main shop",
        "login_field": integration.login_field_id,
        "queue": integration.queue_id,
        "category": integration.category_id,
        "status_resolved": integration.status_resolved_id,
        "status_unresolved": integration.status_unresolved_id,
        "closure_message": "Solved?",
    }
    return {key: value for key, value in (values | changes).items() if value is not None}


@pytest.fixture
def draft(allegro: Running) -> Integration:
    """As authentication leaves it; the object itself still knows what could be chosen."""
    integration = connected_integration(allegro)
    Integration.objects.update(
        is_running=False, started_at=None, queue=None, category=None, login_field=None, closure_message=""
    )
    return integration


def address(integration: Integration) -> str:
    return f"{START}{integration.pk}/"


def test_save_and_run_starts_at_once(client: Client, draft: Integration) -> None:
    response = client.post(address(draft), other_data(draft) | {"run": "1"})
    assert response["Location"] == f"/integrations/{draft.pk}/"
    saved = Integration.objects.get()
    assert (saved.is_running, saved.name, saved.queue) == (True, "Main shop", draft.queue)
    assert saved.started_at is not None


def test_save_keeps_the_data_without_starting(client: Client, draft: Integration) -> None:
    client.post(address(draft), other_data(draft))
    saved = Integration.objects.get()
    assert (saved.is_running, saved.is_configured) == (False, True)


def test_the_first_run_brings_the_cases(client: Client, desk: Desk) -> None:
    desk.open_case()
    Integration.objects.update(is_running=False)
    client.post(address(desk.integration), other_data(desk.integration) | {"run": "1"})
    sync_now(desk.integration.pk)
    assert Ticket.objects.count() == 1
    assert "The first import is complete" in words(client.get(f"/integrations/{desk.integration.pk}/"))


@pytest.mark.parametrize("name", ["status_resolved", "status_unresolved", "status_accepted", "status_rejected"])
@pytest.mark.parametrize("kind", ["open", "pending"])
def test_a_case_that_ended_gets_a_closed_status_only(client: Client, draft: Integration, name: str, kind: str) -> None:
    status = make_status("Waiting for us", kind)
    assert status not in client.get(address(draft)).context["form"].fields[name].queryset
    response = client.post(address(draft), other_data(draft, **{name: status.pk}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [name]


def test_a_status_that_is_added_here_is_a_closed_one(client: Client, draft: Integration) -> None:
    client.post(address(draft), {"add": "status_rejected", "new-status_rejected-name": "Refused"})
    assert Status.objects.get(name="Refused").kind == "closed"


def test_a_double_click_on_save_and_run_starts_once(client: Client, draft: Integration) -> None:
    client.post(address(draft), other_data(draft) | {"run": "1"})
    started_at = Integration.objects.get().started_at
    client.post(address(draft), other_data(draft) | {"run": "1"})
    assert Integration.objects.get().started_at == started_at
    sync_now(draft.pk)
    assert SyncRun.objects.filter(is_first_import=True).count() == 1


@pytest.mark.parametrize(
    "missing", ["login_field", "queue", "category", "status_resolved", "status_unresolved", "name"]
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_saved(
    client: Client, draft: Integration, missing: str
) -> None:
    response = client.post(address(draft), other_data(draft, **{missing: None}) | {"run": "1"})
    assert response.status_code == 422
    assert f'id="id_{missing}_error"' in words(response)
    assert "Solved?" in words(response)
    assert Integration.objects.get().is_running is False


@pytest.mark.parametrize("type_", [CustomField.Type.NUMBER, CustomField.Type.DATE, CustomField.Type.CHOICE])
def test_only_text_fields_are_offered_and_taken(client: Client, draft: Integration, type_: str) -> None:
    other = CustomField.objects.create(name="Of another type", type=type_)
    assert "Of another type</option>" not in words(client.get(address(draft)))
    response = client.post(address(draft), other_data(draft, login_field=other.pk))
    assert response.status_code == 422
    assert 'id="id_login_field_error"' in words(response)


def added(client: Client, integration: Integration, at: str, **new: str) -> Any:
    """Press the *Add* button beside a choice, with the rest of the form filled in."""
    typed = {f"new-{at}-{name}": value for name, value in new.items()}
    return client.post(address(integration), other_data(integration, name="Second shop") | typed | {"add": at})


def test_a_text_field_is_added_on_the_spot_and_chosen(client: Client, draft: Integration) -> None:
    page = added(client, draft, "login_field", name=" Shop login ")
    field = CustomField.objects.get(name="Shop login")
    assert field.type == CustomField.Type.TEXT
    assert f'<option value="{field.pk}" selected>Shop login</option>' in words(page)


@pytest.mark.parametrize(
    ("at", "new", "model"),
    [
        ("queue", {"name": "Parcels"}, Queue),
        ("category", {"name": "Returns"}, Category),
        ("status_unresolved", {"name": "Given up", "kind": "closed"}, Status),
        ("status_rejected", {"name": "Refused", "kind": "closed"}, Status),
    ],
)
def test_what_is_missing_is_added_beside_its_choice_and_the_rest_stays_as_it_was_filled_in(
    client: Client, draft: Integration, at: str, new: dict[str, str], model: Any
) -> None:
    if at == "queue":
        new = new | {"open_status": str(make_status().pk)}
    page = added(client, draft, at, **new)
    thing = model.objects.get(name=new["name"])
    form = page.context["form"]
    assert page.status_code == 200
    assert form[at].value() == thing.pk
    assert (form["name"].value(), form["closure_message"].value()) == ("Second shop", "Solved?")
    assert form["category"].value() == (thing.pk if at == "category" else str(draft.category_id))
    assert not form.errors
    assert AuditEntry.objects.get().name == new["name"]


def test_what_is_added_counts_only_once_it_is_saved(client: Client, desk: Desk) -> None:
    added(client, desk.integration, "login_field", name="Another login")
    saved = Integration.objects.get()
    assert (saved.login_field, saved.name) == (desk.integration.login_field, desk.integration.name)


def test_the_first_queue_brings_its_open_status_along(client: Client, draft: Integration) -> None:
    Queue.objects.all().delete()
    Status.objects.update(kind=Status.Kind.CLOSED)
    page = added(client, draft, "queue", name="Care", status_name="New")
    assert page.status_code == 200
    assert (Queue.objects.get().open_status.name, Queue.objects.get().open_status.kind) == ("New", "open")


def test_the_name_of_the_open_status_must_be_free(client: Client, draft: Integration) -> None:
    Queue.objects.all().delete()
    Status.objects.update(kind=Status.Kind.CLOSED)
    make_status("new", kind=Status.Kind.CLOSED)
    page = added(client, draft, "queue", name="Care", status_name="New")
    assert page.status_code == 422
    assert "There is a status with this name already." in words(page)
    assert not Queue.objects.exists()


def test_enter_in_the_name_of_a_new_queue_adds_it_and_saves_nothing_yet(client: Client, draft: Integration) -> None:
    typed = {"new-queue-name": "Parcels", "new-queue-open_status": make_status().pk}
    page = client.post(address(draft), other_data(draft) | typed)
    assert Queue.objects.filter(name="Parcels").exists()
    assert "It counts once you save." in words(page)
    assert Integration.objects.get().queue is None


def test_a_proposed_name_that_nobody_touched_adds_nothing(client: Client, draft: Integration) -> None:
    response = client.post(address(draft), other_data(draft) | {"new-login_field-name": "", "new-queue-name": " "})
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("shop LOGIN", "There is a field with this name already."), (" ", "This field is required."), ("x" * 81, "80")],
)
def test_a_bad_name_is_said_beside_its_input_and_the_rest_stays(
    client: Client, draft: Integration, name: str, sentence: str
) -> None:
    make_login_field("Shop login")
    before = CustomField.objects.count()
    response = added(client, draft, "login_field", name=name)
    assert response.status_code == 422
    assert sentence in words(response)
    assert "<details open>" in words(response)
    assert response.context["form"]["name"].value() == "Second shop"
    assert CustomField.objects.count() == before


def test_every_choice_tells_its_consequence(client: Client, draft: Integration) -> None:
    form = client.get(address(draft)).context["form"]
    assert [field.name for field in form if not field.help_text] == []


def test_what_was_changed_is_in_the_audit_log_without_the_texts(client: Client, desk: Desk) -> None:
    secret = "Our secret closing words"
    client.post(address(desk.integration), other_data(desk.integration, closure_message=secret, adds_customers="on"))
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.kind, entry.name) == ("changed", "integration", "Main shop")
    labels = {change["label"] for change in entry.changes}
    assert {"integration name", "default closure message", "add buyers to the CRM automatically"} <= labels
    assert secret not in str(entry.changes)


@pytest.mark.parametrize(
    ("switch", "text"), [("answers_new_cases", "new_case_answer"), ("answers_out_of_hours", "out_of_hours_answer")]
)
def test_an_automatic_answer_needs_words(client: Client, draft: Integration, switch: str, text: str) -> None:
    response = client.post(address(draft), other_data(draft, **{switch: "on", text: " "}))
    assert response.status_code == 422
    assert f'id="id_{text}_error"' in words(response)


def test_automatic_answers_are_off_until_switched_on(client: Client, draft: Integration) -> None:
    client.post(address(draft), other_data(draft, new_case_answer="We are on it.") | {"run": "1"})
    saved = Integration.objects.get()
    assert (saved.answers_new_cases, saved.answers_out_of_hours, saved.adds_customers) == (False, False, False)
    assert saved.new_case_answer == "We are on it."


def test_the_default_closure_message_is_in_the_buyers_language(client: Client, draft: Integration) -> None:
    form = client.get(address(draft)).context["form"]
    with translation.override("pl"):
        assert form["closure_message"].value() == str(DEFAULT_CLOSURE_MESSAGE)


def test_a_closure_message_taken_away_later_stays_away(client: Client, draft: Integration) -> None:
    client.post(address(draft), other_data(draft, closure_message=""))
    assert client.get(address(draft)).context["form"]["closure_message"].value() == ""


def test_a_queue_deleted_meanwhile_is_said_beside_the_field(client: Client, draft: Integration) -> None:
    gone = make_queue()
    pk = gone.pk
    gone.delete()
    response = client.post(address(draft), other_data(draft, queue=pk, category=make_category().pk))
    assert response.status_code == 422
    assert 'id="id_queue_error"' in words(response)


def test_a_text_of_markup_is_shown_as_it_is(client: Client, draft: Integration) -> None:
    response = client.post(address(draft), other_data(draft, name="<script>alert(1)</script>", queue=None))
    assert "&lt;script&gt;" in words(response)
    assert "<script>alert" not in words(response)


def test_a_running_integration_is_saved_without_a_new_start(client: Client, desk: Desk) -> None:
    Integration.objects.update(first_import_done_at=timezone.now())
    page = words(client.get(address(desk.integration)))
    assert "Save and run" not in page
    assert 'aria-current="step"' not in page


def test_only_administrators_see_and_change_it(draft: Integration) -> None:
    agent = browser(Role.AGENT)
    assert agent.get(address(draft)).status_code == 403
    assert agent.post(address(draft), {"add": "login_field", "new-login_field-name": "x"}).status_code == 403


def test_an_integration_of_another_marketplace_is_not_found_here(client: Client, draft: Integration) -> None:
    Integration.objects.update(marketplace="another")
    assert client.get(address(draft)).status_code == 404
