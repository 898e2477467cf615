from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import audit, audit_log
from accounts.audit import Action, Change
from accounts.models import AuditEntry, User
from accounts.roles import Role
from tests.browsing import browser
from tests.factories import make_category, make_queue, make_user

pytestmark = pytest.mark.django_db
LOG, EXPORT = reverse("audit:log"), reverse("audit:export")


def look(address: str = LOG, **params: Any) -> Any:
    return browser(Role.ADMINISTRATOR).get(address, params)


def names(page: Any) -> list[str]:
    return [row.entry.name for row in page.context["rows"]]


def some_entries(number: int, actor: User | None = None) -> None:
    category = make_category()
    for index in range(number):
        audit.record(actor, Action.CHANGED, category, name=f"entry {index}")


def test_the_newest_entry_stands_first_with_what_it_changed() -> None:
    actor = make_user(name="Ewa <b>Lis</b>")
    audit.record(actor, Action.CREATED, make_queue("Care"))
    audit.record(actor, Action.CHANGED, make_category("Returns"), [Change("name", "Old", "Returns")])
    page = look()
    assert names(page) == ["Returns", "Care"]
    assert "<del><bdi>Old</bdi></del> → <ins><bdi>Returns</bdi></ins>" in page.text
    assert "Ewa &lt;b&gt;Lis" in page.text


def test_an_empty_log_says_how_it_fills() -> None:
    assert "The next change of a setting is the first entry." in look().text


def test_entries_are_found_by_person_and_by_kind() -> None:
    ewa, ola = make_user(name="Ewa"), make_user(name="Ola")
    audit.record(ewa, Action.CREATED, make_queue("Of Ewa"))
    audit.record(ola, Action.CREATED, make_queue("Of Ola"))
    audit.record(ewa, Action.CREATED, make_category("Returns"))
    assert names(look(person=ewa.pk)) == ["Returns", "Of Ewa"]
    assert names(look(kind="queue")) == ["Of Ola", "Of Ewa"]
    assert names(look(kind="queue", person=ola.pk)) == ["Of Ola"]
    assert "No entry fits" in look(kind="category", person=ola.pk).text


def test_entries_are_found_by_day_both_ends_included() -> None:
    some_entries(3)
    today = timezone.localdate()
    for index, days in enumerate([2, 1, 0]):
        moment = timezone.now() - timedelta(days=days)
        AuditEntry.objects.filter(name=f"entry {index}").update(occurred_at=moment)
    yesterday = today - timedelta(days=1)
    assert names(look(since=yesterday, until=yesterday)) == ["entry 1"]
    assert names(look(since=yesterday)) == ["entry 2", "entry 1"]
    assert names(look(until=yesterday)) == ["entry 1", "entry 0"]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"person": "999999"}, "person"),
        ({"person": "x\x00"}, "person"),
        ({"kind": "made-up"}, "kind"),
        ({"since": "yesterday"}, "since"),
        ({"since": "0001-01-01"}, "since"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "until"),
    ],
)
def test_a_wrong_filter_is_said_beside_it_and_left_out(params: dict[str, str], field: str) -> None:
    some_entries(1)
    page = look(**params)
    assert page.status_code == 200
    assert f'id="id_{field}_error"' in page.text


def test_the_log_goes_by_pages_there_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "PAGE_SIZE", 2)
    some_entries(5)
    first = look()
    second = look(after=first.context["after"])
    third = look(after=second.context["after"])
    assert [names(page) for page in (first, second, third)] == [
        ["entry 4", "entry 3"],
        ["entry 2", "entry 1"],
        ["entry 0"],
    ]
    assert (first.context["before"], third.context["after"]) == (None, None)
    assert names(look(before=third.context["before"])) == ["entry 2", "entry 1"]


def test_the_filter_stays_from_page_to_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "PAGE_SIZE", 1)
    some_entries(2)
    assert "?kind=category&amp;after=" in look(kind="category").text


@pytest.mark.parametrize("cursor", ["nonsense", "żółć", "MXwy", "LTE=", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
@pytest.mark.parametrize("way", ["after", "before"])
def test_a_cursor_that_means_nothing_breaks_nothing(cursor: str, way: str) -> None:
    some_entries(1)
    assert look(**{way: cursor}).status_code == 200


def test_the_file_holds_all_that_fits_and_no_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "PAGE_SIZE", 1)
    some_entries(2)
    changes = [Change("type", "Text", "Choice", is_word=True), Change("text", "", "")]
    audit.record(make_user(name="=Ewa"), Action.CHANGED, make_queue("Care"), changes)
    lines = b"".join(look(EXPORT).streaming_content).decode().splitlines()
    assert len(lines) == 4
    assert "'=Ewa,changed,queue,Care,type: Text → Choice; text" in lines[1]
    assert len(b"".join(look(EXPORT, kind="queue").streaming_content).splitlines()) == 2


def test_nothing_changes_an_entry() -> None:
    some_entries(1)
    client = browser(Role.ADMINISTRATOR)
    for method in (client.post, client.put, client.delete):
        assert method(LOG).status_code == 405
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
@pytest.mark.parametrize("address", [LOG, EXPORT])
def test_only_administrators_read_the_log(role: Role, address: str) -> None:
    assert browser(role).get(address).status_code == 403


@pytest.mark.parametrize("address", [LOG, EXPORT])
def test_strangers_sign_in_first(address: str) -> None:
    assert browser().get(address).headers["Location"].startswith(reverse("account_login"))
