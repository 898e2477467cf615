import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import PERMISSIONS, Role
from tests.factories import make_category, make_queue, make_status, make_ticket, make_user
from tickets import bulk
from tickets.models import Event, Status, Tag, Ticket

BULK = reverse("tickets:bulk")
EVERYTHING = {"everything": "on", "query": "state=any"}


def said(browser: Client, answer: Any) -> str:
    return browser.get(answer.headers["Location"]).content.decode()


def test_what_is_ticked_is_changed_and_nothing_else(browser: Client, agent: User) -> None:
    one, two, other = make_ticket(), make_ticket(), make_ticket()
    queue, category, jan = make_queue("Claims"), make_category("Damage"), make_user(name="Jan")
    wanted = {"assignee": jan.pk, "queue": queue.pk, "category": category.pk, "priority": "3", "unread": "yes"}

    answer = browser.post(BULK, {"ticket": [one.pk, two.pk], **wanted})

    assert "2 tickets were changed." in said(browser, answer)
    for ticket in Ticket.objects.filter(pk__in=[one.pk, two.pk]):
        assert (ticket.assignee, ticket.queue, ticket.category) == (jan, queue, category)
        assert (ticket.priority, ticket.is_unread) == (3, True)
        events = {event.kind: (event.actor, event.new) for event in ticket.events.all()}
        assert events[Event.Kind.ASSIGNED] == (agent, "Jan")
        assert events[Event.Kind.PRIORITY] == (agent, "Urgent")
    assert Ticket.objects.get(pk=other.pk).assignee is None


def test_all_that_fits_the_filters_is_changed_on_every_page(browser: Client) -> None:
    queue, category = make_queue(), make_category()
    for number in range(60):
        make_ticket(queue=queue, category=category, subject="Late" if number % 2 else "Wet")
    tag = Tag.objects.create(name="wave")
    browser.post(BULK, {"everything": "on", "sure": "on", "query": "q=late", "tag": tag.pk})
    assert tag.tickets.count() == 30
    assert set(tag.tickets.values_list("subject", flat=True)) == {"Late"}


def test_everything_is_asked_about_before_it_is_changed(browser: Client) -> None:
    jan, tag = make_user(name="Jan <Lis>"), Tag.objects.create(name="wave")
    for subject in ("Late parcel", "Late again", "Wet"):
        make_ticket(subject=subject)
    sent = {"everything": "on", "query": "q=late&state=any&unread=", "page": "q=late&view=7", "ticket": "1"}
    page = browser.post(BULK, {**sent, "assignee": jan.pk, "tag": tag.pk, "priority": "0", "unread": "no"})
    assert page.status_code == 200
    assert not Event.objects.exists()
    text = " ".join(page.content.decode().split())
    assert "Change 2 tickets?" in text
    for label, value in (
        ("Text", "late"),
        ("Open or closed", "Open and closed"),
        ("Assignee", "Jan &lt;Lis&gt;"),
        ("Add a tag", "wave"),
        ("Priority", "Low"),
        ("Read or unread", "mark as read"),
    ):
        assert f"<dt>{label}</dt> <dd> <bdi>{value}</bdi> </dd>" in text
    assert "<dt>Status</dt>" not in text
    assert f'href="{reverse("tickets:list")}?q=late&amp;view=7"' in text


def test_saying_yes_sends_the_whole_choice_once_more(browser: Client) -> None:
    queue, category = make_queue(), make_category()
    for _ in range(30):
        make_ticket(queue=queue, category=category, assignee=make_user())
    sent = {**EVERYTHING, "assignee": "none", "priority": "3", "page": "state=any&after=abc"}
    page = browser.post(BULK, sent).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    del hidden["csrfmiddlewaretoken"]
    assert {name: unescape(value) for name, value in hidden.items()} == sent
    answer = browser.post(BULK, {**sent, "sure": "on"})
    assert answer.headers["Location"] == f"{reverse('tickets:list')}?state=any&after=abc"
    assert "30 tickets were changed." in said(browser, answer)
    assert Ticket.objects.filter(assignee=None, priority=3).count() == 30


def test_what_is_ticked_is_in_sight_and_not_asked_about(browser: Client) -> None:
    ticket = make_ticket()
    browser.post(BULK, {"ticket": ticket.pk, "query": "state=any", "priority": "3"})
    assert Ticket.objects.get().priority == 3


def test_nobody_is_asked_about_nothing(browser: Client) -> None:
    make_ticket()
    page = said(browser, browser.post(BULK, {"everything": "on", "query": "q=nowhere", "priority": "3"}))
    assert "No ticket fits the filters any more." in page


def test_a_status_in_bulk_closes_and_reopens_as_it_does_on_the_ticket(browser: Client) -> None:
    ticket, closed, opened = make_ticket(), make_status(kind=Status.Kind.CLOSED), make_status()
    browser.post(BULK, {"ticket": ticket.pk, "status": closed.pk})
    ticket.refresh_from_db()
    assert ticket.closed_at is not None
    browser.post(BULK, {"ticket": ticket.pk, "status": opened.pk})
    again = Ticket.objects.get()
    assert (again.status, again.closed_at) == (opened, None)


def test_tags_come_and_go_with_an_event_each_time_and_none_for_what_was_so_already(browser: Client) -> None:
    ticket, tag = make_ticket(), Tag.objects.create(name="fragile")
    for _ in range(2):
        browser.post(BULK, {"ticket": ticket.pk, "tag": tag.pk})
    browser.post(BULK, {"ticket": ticket.pk, "untag": tag.pk})
    assert not ticket.tags.exists()
    assert list(ticket.events.values_list("kind", "old", "new")) == [
        ("tagged", "", "fragile"),
        ("untagged", "fragile", ""),
    ]


def test_nobody_can_be_the_assignee_and_what_was_nobodys_gets_no_event(browser: Client) -> None:
    taken, free = make_ticket(assignee=make_user()), make_ticket()
    browser.post(BULK, {"ticket": [taken.pk, free.pk], "assignee": "none"})
    assert not Ticket.objects.exclude(assignee=None).exists()
    assert Event.objects.get().ticket == taken


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"ticket": "1"}, "Choose what shall be changed"),
        ({"assignee": "none"}, "No ticket is ticked"),
        ({"ticket": "1", "status": "999"}, "does not exist any more"),
        ({"ticket": "1", "assignee": "999"}, "does not exist any more"),
        ({"ticket": "1", "priority": "9"}, "does not exist any more"),
        ({"ticket": ["x", "99999999999999999999999", "-1"], "assignee": "none"}, "No ticket is ticked"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(browser: Client, sent: dict[str, Any], words: str) -> None:
    make_ticket()
    assert words in said(browser, browser.post(BULK, sent))
    assert not Event.objects.exists()


def test_the_list_comes_back_as_it_was(browser: Client) -> None:
    answer = browser.post(BULK, {"page": "queue=3&view=7&after=abc", "assignee": "none"})
    assert answer.headers["Location"] == f"{reverse('tickets:list')}?queue=3&view=7&after=abc"


def test_more_than_can_be_overseen_is_refused_and_nothing_is_changed(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    for _ in range(3):
        make_ticket()
    for sure in ({}, {"sure": "on"}):
        page = said(browser, browser.post(BULK, {**EVERYTHING, **sure, "priority": "2"}))
        assert not Ticket.objects.filter(priority=2).exists()
        assert "At most 2 tickets" in page


def test_a_thousand_tickets_cost_as_many_queries_as_three(browser: Client, django_assert_max_num_queries: Any) -> None:
    queue, category = make_queue(), make_category()
    for _ in range(120):
        make_ticket(queue=queue, category=category)
    with django_assert_max_num_queries(16):
        browser.post(BULK, {**EVERYTHING, "sure": "on", "priority": "2", "assignee": "none"})


def test_who_may_not_change_tickets_changes_none(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PERMISSIONS, Role.AGENT, frozenset({"tickets.view_ticket"}))
    ticket = make_ticket()
    assert browser.post(BULK, {"ticket": ticket.pk, "priority": "3"}).status_code == 403
    assert 'id="bulk"' not in browser.get(reverse("tickets:list")).content.decode()
