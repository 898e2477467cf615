import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import make_category, make_queue, make_status, make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tickets.models import Event, Tag, Ticket


def choose(browser: Client, verb: str, ticket: Ticket, value: object) -> None:
    response = browser.post(reverse(f"tickets:{verb}", args=[ticket.pk]), {"value": value})
    assert response.headers["Location"] == reverse("tickets:detail", args=[ticket.pk])
    ticket.refresh_from_db()


def test_a_ticket_is_given_to_a_person_and_taken_back(browser: Client, agent: User) -> None:
    ticket = make_ticket()

    choose(browser, "assign", ticket, agent.pk)
    assert ticket.assignee == agent
    choose(browser, "assign", ticket, "")
    assert ticket.assignee is None

    assert [event.kind for event in ticket.events.all()] == [Event.Kind.ASSIGNED] * 2
    assert {event.actor for event in ticket.events.all()} == {agent}


def test_status_queue_and_category_change_one_at_a_time(browser: Client) -> None:
    ticket, status, queue, category = make_ticket(), make_status(), make_queue(), make_category()

    choose(browser, "status", ticket, status.pk)
    choose(browser, "queue", ticket, queue.pk)
    choose(browser, "category", ticket, category.pk)

    assert (ticket.status, ticket.queue, ticket.category) == (status, queue, category)


@pytest.mark.parametrize("verb", ["status", "queue", "category", "assign"])
@pytest.mark.parametrize("value", ["0", "x", "-1", "²", "99999999999999999999999", "\x00"])
def test_a_choice_that_is_gone_changes_nothing_and_says_so(
    browser: Client, market: DummyChannel, verb: str, value: str
) -> None:
    ticket = make_ticket()
    before = Ticket.objects.values().get()

    choose(browser, verb, ticket, value)

    assert Ticket.objects.values().get() == before
    assert "Nothing was changed" in browser.get(reverse("tickets:detail", args=[ticket.pk])).content.decode()


def test_somebody_who_has_left_gets_no_tickets(browser: Client) -> None:
    ticket = make_ticket()
    choose(browser, "assign", ticket, make_user(is_active=False).pk)
    assert ticket.assignee is None


def test_somebody_who_has_left_is_still_named_as_the_assignee(browser: Client) -> None:
    ticket = make_ticket(assignee=make_user(name="Ewa Agentka", is_active=False))
    other = make_ticket()
    assert "Ewa Agentka (has left)" in browser.get(reverse("tickets:detail", args=[ticket.pk])).content.decode()
    assert "has left" not in browser.get(reverse("tickets:detail", args=[other.pk])).content.decode()


@pytest.mark.parametrize("verb", ["status", "queue", "category", "assign", "add_customer", "reply", "comment"])
def test_nothing_changes_by_a_look(browser: Client, verb: str) -> None:
    assert browser.get(reverse(f"tickets:{verb}", args=[make_ticket().pk])).status_code == 405


def test_priority_changes_and_what_is_none_is_said(browser: Client, agent: User) -> None:
    ticket = make_ticket()
    choose(browser, "priority", ticket, "3")
    assert ticket.priority == Ticket.Priority.URGENT
    event = ticket.events.get()
    assert (event.kind, event.old, event.new, event.actor) == (Event.Kind.PRIORITY, "Normal", "Urgent", agent)
    choose(browser, "priority", ticket, "7")
    assert ticket.priority == Ticket.Priority.URGENT
    assert ticket.events.count() == 1


def test_tags_are_those_that_are_ticked_and_each_change_is_an_event(browser: Client, market: DummyChannel) -> None:
    ticket, fragile, late = make_ticket(), Tag.objects.create(name="fragile"), Tag.objects.create(name="late")
    address = reverse("tickets:tags", args=[ticket.pk])
    browser.post(address, {"tag": [fragile.pk, "x", "999", "9" * 30]})
    browser.post(address, {"tag": [late.pk]})
    browser.post(address, {"tag": [late.pk]})
    assert list(ticket.tags.all()) == [late]
    assert list(ticket.events.values_list("kind", "old", "new")) == [
        ("tagged", "", "fragile"),
        ("tagged", "", "late"),
        ("untagged", "fragile", ""),
    ]


def test_closing_and_reopening_are_remembered(browser: Client) -> None:
    ticket = make_ticket()
    choose(browser, "status", ticket, make_status(kind="closed").pk)
    assert ticket.closed_at is not None
    closed_at = ticket.closed_at
    choose(browser, "status", ticket, make_status(kind="closed").pk)
    assert ticket.closed_at == closed_at
    choose(browser, "status", ticket, make_status(kind="pending").pk)
    assert ticket.closed_at is None
