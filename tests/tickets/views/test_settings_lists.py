from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import Role
from integrations.models import Integration
from tests.browsing import browser
from tests.factories import make_category, make_queue, make_status, make_ticket
from tickets.canned import VARIABLES
from tickets.models import CannedReply, Category, Queue, Status, Tag

pytestmark = pytest.mark.django_db
NO_HOURS = {"hours-TOTAL_FORMS": 0, "hours-INITIAL_FORMS": 0}
LISTS = ["queues", "categories", "statuses"]
THINGS = ["queue", "category", "status", "canned_reply", "tag"]
PAGES = [*LISTS, "canned_replies", "tags", *(f"{thing}_add" for thing in THINGS)]


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


def test_tickets_follow_a_status_that_begins_or_ceases_to_close() -> None:
    status = make_status("Parked")
    ticket = make_ticket(status=status)
    post("status_edit", status.pk, name="Parked", kind="closed", position=0)
    ticket.refresh_from_db()
    assert ticket.closed_at is not None
    post("status_edit", status.pk, name="Parked", kind="pending", position=0)
    ticket.refresh_from_db()
    assert ticket.closed_at is None


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


@pytest.mark.parametrize("page", [*LISTS, "canned_replies", "tags"])
def test_an_empty_list_invites_to_add(page: str) -> None:
    assert "Nothing here yet" in browser(Role.SUPERVISOR).get(reverse(f"settings:{page}")).text


def test_a_list_names_everything_with_its_tickets() -> None:
    queue = make_ticket(queue=make_queue("Claims"), category=make_category("Returns")).queue
    client = browser(Role.SUPERVISOR)
    for page, name in zip(LISTS, ["Claims", "Returns", queue.open_status.name], strict=True):
        answer = client.get(reverse(f"settings:{page}"))
        assert name in answer.text
        assert [row.ticket_count for row in answer.context["rows"]] == [1]


@pytest.mark.parametrize("page", THINGS)
@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_what_is_not_there_is_not_found(page: str, verb: str) -> None:
    assert post(f"{page}_{verb}", 404).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_agents_do_not_manage_settings(page: str) -> None:
    assert browser(Role.AGENT).get(reverse(f"settings:{page}")).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_strangers_sign_in_first(page: str) -> None:
    assert browser().get(reverse(f"settings:{page}")).headers["Location"].startswith(reverse("account_login"))


def test_a_canned_reply_is_saved_and_its_page_explains_the_variables() -> None:
    page = browser(Role.SUPERVISOR).get(reverse("settings:canned_reply_add"))
    assert all(f"<code>{{{{{name}}}}}</code>" in page.text for name in VARIABLES)
    post("canned_reply_add", name="Sorry", text="Hello {{buyer}},\r\nsorry.", position=0)
    assert CannedReply.objects.get().text == "Hello {{buyer}},\nsorry."
    assert "Hello {{buyer}}" in browser(Role.SUPERVISOR).get(reverse("settings:canned_replies")).text


def test_a_variable_that_stands_for_nothing_is_named() -> None:
    answer = post("canned_reply_add", name="Sorry", text="{{byuer}} and {{ odrer }} and {{order}}", position=0)
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"] == ["There are no variables {{byuer}}, {{odrer}}."]


def test_tags_are_kept_by_name_alone() -> None:
    assert post("tag_add", name="courier").headers["Location"] == reverse("settings:tags")
    assert post("tag_add", name="COURIER").status_code == 422
    tag = Tag.objects.get()
    make_ticket().tags.add(tag)
    [row] = browser(Role.SUPERVISOR).get(reverse("settings:tags")).context["rows"]
    assert row.ticket_count == 1


def test_deleting_a_tag_says_how_many_tickets_lose_it() -> None:
    tag = Tag.objects.create(name="courier")
    make_ticket().tags.add(tag)
    make_ticket().tags.add(tag)
    page = browser(Role.SUPERVISOR).get(reverse("settings:tag_delete", args=[tag.pk]))
    assert "2 tickets lose this tag." in page.text
    assert post("tag_delete", tag.pk).status_code == 302
    assert not Tag.objects.exists()


def test_deleting_a_canned_reply_only_asks() -> None:
    reply = CannedReply.objects.create(name="Sorry", text="Sorry")
    page = browser(Role.SUPERVISOR).get(reverse("settings:canned_reply_delete", args=[reply.pk]))
    assert "Nothing uses it." in page.text
    post("canned_reply_delete", reply.pk)
    assert not CannedReply.objects.exists()


def test_every_change_of_a_list_is_in_the_audit_log() -> None:
    post("tag_add", name="courier")
    tag = Tag.objects.get()
    post("tag_edit", tag.pk, name="parcel")
    post("tag_delete", tag.pk)
    entries = AuditEntry.objects.order_by("id").values_list("action", "kind", "name")
    assert list(entries) == [("created", "tag", "courier"), ("changed", "tag", "parcel"), ("deleted", "tag", "parcel")]


def test_hours_are_in_the_time_zone_of_the_installation_wherever_one_is() -> None:
    client = browser(Role.SUPERVISOR)
    with timezone.override("Asia/Tokyo"):
        page = client.get(reverse("settings:queue_add"))
    assert "in the time zone Europe/Warsaw" in page.text
