import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.models import User
from accounts.roles import Role
from tests.factories import make_status, make_ticket, make_user
from tickets import listing, saved_views
from tickets.models import SavedView, Status
from tickets.rejections import Rejected

pytestmark = pytest.mark.django_db


def asked_by(person: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = person
    return request


def counts(person: User) -> dict[str, str]:
    groups = saved_views.side(asked_by(person), person, current="", current_id=None, counts=True)
    return {view.name: view.count for group in groups for view in group}


def test_the_views_of_everybody_count_what_they_show() -> None:
    anna = make_user()
    make_ticket(assignee=anna, is_unread=True, waiting_for="buyer")
    make_ticket(is_overdue=True)
    make_ticket(status=make_status(kind=Status.Kind.CLOSED))
    shown = counts(anna)
    assert (shown["Open"], shown["Mine"], shown["Nobody's"], shown["All tickets"]) == ("2", "1", "1", "3")
    assert (shown["Unread"], shown["Overdue"], shown["Waiting for us"]) == ("1", "1", "1")


def test_a_count_stops_where_nobody_needs_it_more_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    person = make_user()
    for _ in range(3):
        make_ticket()
    assert counts(person)["Open"] == "2+"


def test_one_sees_ones_own_views_and_the_shared_ones() -> None:
    anna, jan = make_user(), make_user()
    saved_views.save(anna, name="Hers", query="unread=on", is_shared=False)
    saved_views.save(jan, name="His", query="unread=on", is_shared=False)
    saved_views.save(jan, name="Ours", query="unread=on", is_shared=True)
    assert {view.name for view in saved_views.views_for(anna)} == {"Hers", "Ours"}


def test_mine_in_a_shared_view_is_whoever_looks() -> None:
    anna, jan = make_user(), make_user()
    saved_views.save(jan, name="Mine and unread", query="unread=on&assignee=me", is_shared=True)
    make_ticket(assignee=anna, is_unread=True)
    assert counts(anna)["Mine and unread"] == "1"
    assert counts(jan)["Mine and unread"] == "0"


def test_a_view_keeps_filters_and_nothing_else_of_an_address() -> None:
    view = saved_views.save(make_user(), name="  A\x00  view ", query="after=xyz&unread=on&evil=1&q=", is_shared=False)
    assert (view.name, view.query) == ("A view", "unread=on")


def test_a_name_is_given_once_by_each_person() -> None:
    anna = make_user()
    saved_views.save(anna, name="Mine", query="", is_shared=False)
    saved_views.save(make_user(), name="Mine", query="", is_shared=False)
    with pytest.raises(Rejected, match="already"):
        saved_views.save(anna, name="Mine", query="unread=on", is_shared=False)
    with pytest.raises(Rejected, match="name"):
        saved_views.save(anna, name=" ", query="", is_shared=False)
    with pytest.raises(Rejected, match="too long"):
        saved_views.save(anna, name="x" * 61, query="", is_shared=False)


@pytest.mark.parametrize(
    ("role", "is_shared", "may"),
    [(Role.AGENT, True, False), (Role.SUPERVISOR, True, True), (Role.SUPERVISOR, False, False)],
)
def test_others_change_only_what_is_shared_and_only_those_who_keep_the_settings(
    role: Role, is_shared: bool, may: bool
) -> None:
    view = SavedView.objects.create(owner=make_user(), name="x", is_shared=is_shared)
    assert saved_views.may_change(view, make_user(role)) is may
