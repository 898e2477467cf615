import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from tests.factories import make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tickets.models import SavedView

LIST = reverse("tickets:list")


def test_filters_are_saved_under_a_name_and_come_back_by_it(browser: Client, agent: User) -> None:
    answer = browser.post(reverse("tickets:save_view"), {"name": "Angry buyers", "query": "priority=3&unread=on"})
    view = SavedView.objects.get()
    assert (view.owner, view.is_shared) == (agent, False)
    assert answer.headers["Location"] == f"{LIST}?priority=3&unread=on&view={view.pk}"
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "Angry buyers" in page
    assert 'aria-current="page"' in page[page.index("Saved views") :]


def test_a_double_click_saves_one_view_and_says_so(browser: Client) -> None:
    browser.post(reverse("tickets:save_view"), {"name": "Mine", "query": "unread=on"})
    answer = browser.post(reverse("tickets:save_view"), {"name": "Mine", "query": "unread=on"})
    assert SavedView.objects.count() == 1
    assert "already" in browser.get(answer.headers["Location"]).content.decode()


def test_an_agent_cannot_share_a_supervisor_can(browser: Client, agent: User) -> None:
    browser.post(reverse("tickets:save_view"), {"name": "One", "query": "", "shared": "on"})
    User.objects.update(role=Role.SUPERVISOR)
    browser.post(reverse("tickets:save_view"), {"name": "Two", "query": "", "shared": "on"})
    assert dict(SavedView.objects.values_list("name", "is_shared")) == {"One": False, "Two": True}


def test_a_view_is_changed_to_what_is_filtered_now_and_deleted(browser: Client, agent: User) -> None:
    view = SavedView.objects.create(owner=agent, name="Mine", query="unread=on")
    page = browser.get(LIST, {"unread": "on", "priority": "3", "view": str(view.pk)}).content.decode()
    assert "Save the changed view" in page
    browser.post(reverse("tickets:change_view", args=[view.pk]), {"query": "unread=on&priority=3"})
    view.refresh_from_db()
    assert view.query == "priority=3&unread=on"
    browser.post(reverse("tickets:delete_view", args=[view.pk]))
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("verb", ["change_view", "delete_view"])
def test_somebody_elses_view_is_not_found(browser: Client, verb: str) -> None:
    view = SavedView.objects.create(owner=make_user(), name="Hers", query="unread=on")
    assert browser.post(reverse(f"tickets:{verb}", args=[view.pk]), {"query": ""}).status_code == 404
    assert browser.get(LIST, {"view": view.pk}).status_code == 200
    assert SavedView.objects.get().query == "unread=on"


def test_counts_come_apart_from_the_page(browser: Client, market: DummyChannel) -> None:
    make_ticket()
    page = browser.get(LIST).content.decode()
    assert reverse("tickets:view_counts") in page
    side = browser.get(reverse("tickets:view_counts")).content.decode()
    assert '<span class="view-count">1</span>' in side
    assert "<html" not in side
    assert "load" in page[page.index('id="views"') :][:400]
    assert "load" not in side  # or it would ask for itself without end


@pytest.mark.parametrize("number", ["x", "0", "99999999999999999999999", "\x00"])
def test_a_view_that_means_nothing_never_breaks_the_list(browser: Client, number: str) -> None:
    assert browser.get(LIST, {"view": number}).status_code == 200
