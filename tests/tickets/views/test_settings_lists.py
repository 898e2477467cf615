from typing import Any

import pytest
from django.urls import reverse

from accounts.roles import Role
from integrations.models import Integration
from tests.browsing import browser
from tests.factories import make_category, make_queue, make_status, make_ticket
from tickets.models import Category, Queue, Status

pytestmark = pytest.mark.django_db
NO_HOURS = {"hours-TOTAL_FORMS": 0, "hours-INITIAL_FORMS": 0}
LISTS = ["queues", "categories", "statuses"]
PAGES = [*LISTS, "queue_add", "category_add", "status_add"]


def post(name: str, /, *args: int, **data: Any) -> Any:
    return browser(Role.SUPERVISOR).post(reverse(f"settings:{name}", args=args), data)


def test_a_category_is_added_at_the_end() -> None:
    make_category("First")
    page = browser(Role.SUPERVISOR).get(reverse("settings:category_add"))
    assert page.context["form"].initial["position"] == 1
    assert post("category_add", name="Second", position=1).headers["Location"] == reverse("settings:categories")
    assert [category.name for category in Category.objects.all()] == ["First", "Second"]


def test_a_queue_is_saved_with_its_hours() -> None:
    status = make_status()
    data: dict[str, Any] = {"hours-TOTAL_FORMS": 1, "hours-INITIAL_FORMS": 0, "hours-0-weekday": 0}
    data |= {"hours-0-opens": "08:00", "hours-0-closes": "16:00"}
    post("queue_add", name="Claims", position=0, open_status=status.pk, **data)
    assert str(Queue.objects.get().working_hours.get()) == "Monday 08:00–16:00"
    assert "Monday 08:00–16:00" in browser(Role.SUPERVISOR).get(reverse("settings:queues")).text


def test_a_queue_with_impossible_hours_is_not_saved() -> None:
    queue = make_queue("Claims")
    data = {"hours-TOTAL_FORMS": 1, "hours-INITIAL_FORMS": 0, "hours-0-weekday": 0, "hours-0-opens": "08:00"}
    answer = post("queue_edit", queue.pk, name="Renamed", position=0, open_status=queue.open_status_id, **data)
    assert answer.status_code == 422
    assert "Give both times" in answer.text
    queue.refresh_from_db()
    assert queue.name == "Claims"


def test_a_queue_opens_with_an_open_status_only() -> None:
    closed = make_status(kind=Status.Kind.CLOSED)
    answer = post("queue_add", name="Claims", position=0, open_status=closed.pk, **NO_HOURS)
    assert "Select a valid choice" in answer.context["form"].errors["open_status"][0]


def test_a_status_that_a_queue_opens_with_stays_open() -> None:
    queue = make_queue("Claims")
    answer = post("status_edit", queue.open_status_id, name="Done", kind="closed", position=0)
    assert "“Claims”" in answer.context["form"].errors["kind"][0]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("ZWROTY ŻÓŁTE", "There is a category with this name already."),
        ("", "This field is required."),
        ("a\x00b", "Null characters are not allowed."),
        ("x" * 61, "at most 60 characters"),
    ],
)
def test_a_wrong_name_is_explained_beside_it_and_kept(name: str, sentence: str) -> None:
    make_category("Zwroty żółte")
    answer = post("category_add", name=name, position=0)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["name"][0]
    assert Category.objects.count() == 1


@pytest.mark.parametrize("position", ["", "first", "-1", "9" * 30])
def test_a_position_that_is_no_number_is_refused(position: str) -> None:
    assert post("category_add", name="New", position=position).status_code == 422


def test_a_name_may_change_its_case() -> None:
    category = make_category("returns")
    assert post("category_edit", category.pk, name="Returns", position=0).status_code == 302


def test_deleting_asks_where_the_tickets_go_and_moves_them() -> None:
    old, new = make_category("Old"), make_category("New")
    ticket = make_ticket(category=old)
    page = browser(Role.SUPERVISOR).get(reverse("settings:category_delete", args=[old.pk]))
    assert "1 ticket is in it." in page.text

    refused = post("category_delete", old.pk)
    assert refused.status_code == 409
    assert "This field is required." in refused.text

    post("category_delete", old.pk, replacement=new.pk)
    ticket.refresh_from_db()
    assert (ticket.category, list(Category.objects.all())) == (new, [new])


def test_tickets_cannot_move_to_what_is_deleted() -> None:
    category = make_ticket().category
    assert post("category_delete", category.pk, replacement=category.pk).status_code == 409
    assert Category.objects.exists()


@pytest.mark.parametrize(
    ("thing", "field", "page"),
    [
        (make_queue, "queue", "queue_delete"),
        (make_category, "category", "category_delete"),
        (make_status, "status_resolved", "status_delete"),
    ],
)
def test_what_an_integration_uses_stays_with_a_sentence_that_names_it(thing: Any, field: str, page: str) -> None:
    used = thing()
    Integration.objects.create(name="My shop", marketplace="dummy", **{field: used})
    answer = post(page, used.pk)
    assert answer.status_code == 409
    assert "My shop" in answer.text
    used.refresh_from_db()


@pytest.mark.parametrize("page", LISTS)
def test_an_empty_list_invites_to_add(page: str) -> None:
    assert "Nothing here yet" in browser(Role.SUPERVISOR).get(reverse(f"settings:{page}")).text


def test_a_list_names_everything_with_its_tickets() -> None:
    queue = make_ticket(queue=make_queue("Claims"), category=make_category("Returns")).queue
    client = browser(Role.SUPERVISOR)
    for page, name in zip(LISTS, ["Claims", "Returns", queue.open_status.name], strict=True):
        answer = client.get(reverse(f"settings:{page}"))
        assert name in answer.text
        assert [row.ticket_count for row in answer.context["rows"]] == [1]


@pytest.mark.parametrize("page", ["queue", "category", "status"])
@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_what_is_not_there_is_not_found(page: str, verb: str) -> None:
    assert post(f"{page}_{verb}", 404).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_agents_do_not_manage_settings(page: str) -> None:
    assert browser(Role.AGENT).get(reverse(f"settings:{page}")).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_strangers_sign_in_first(page: str) -> None:
    assert browser().get(reverse(f"settings:{page}")).headers["Location"].startswith(reverse("account_login"))
