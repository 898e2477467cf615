"""The administrators' list of cases that are not proven to be complete, and accepting one as it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from integrations.allegro.models import Case
from integrations.allegro.views import unproven
from simulator.records import Author
from tests.integrations.allegro.desk import Desk, make_unproven_case
from tests.integrations.allegro.faults import stored, talk, whole
from tickets.models import Event

pytestmark = pytest.mark.django_db


def page_of(client: Client, desk: Desk, query: str = "") -> Any:
    return client.get(reverse("allegro:unproven", args=[desk.integration.pk]) + query)


def accept(client: Client, desk: Desk, case: Case) -> Any:
    address = reverse("allegro:accept_difference", args=[desk.integration.pk, case.pk])
    return client.post(address, follow=True)


def read(response: Any) -> str:
    return str(response.content.decode())


def test_each_case_says_since_when_and_why(client: Client, desk: Desk) -> None:
    case = make_unproven_case(desk.integration, unproven_since=timezone.now() - timedelta(hours=3))
    page = read(page_of(client, desk)).replace("\xa0", " ")
    assert reverse("tickets:detail", args=[case.ticket_id]) in page
    for heading in ("Ticket", "Since", "Why", "Messages", "Read again"):
        assert f'<th scope="col">{heading}</th>' in page
    for words in ("3 hours ago", "Allegro announces 14 messages; there are 10.", "announced: 14", "handed out: 10"):
        assert words in page


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("repeated", "handed out the same messages again"),
        ("cursor", "handed out the same messages again"),
        ("limit", "did not come to an end"),
        ("broken", "A part of the messages could not be read."),
        ("entries", "2 entries could not be told apart"),
        ("newest", "The newest message that Allegro announces"),
        ("odd", "something of one or the other could not be understood"),
        ("unread", "The messages could not be read."),
        ("something new", "something new"),
    ],
)
def test_every_reason_is_told_in_words(client: Client, desk: Desk, reason: str, words: str) -> None:
    make_unproven_case(desk.integration, unproven_reason=reason, left_out=2)
    assert words in read(page_of(client, desk))


def test_reasons_are_told_in_polish(client: Client, desk: Desk, admin: User) -> None:
    User.objects.filter(pk=admin.pk).update(language="pl")
    make_unproven_case(desk.integration)
    assert "Allegro zapowiada wiadomości: 14; jest ich: 10." in read(page_of(client, desk))


def test_what_allegro_sent_can_be_looked_at_and_is_never_markup(client: Client, desk: Desk) -> None:
    make_unproven_case(desk.integration, unproven_reason="entries", set_aside=['{"text": "<b>Halo</b>"}'])
    type(desk.account).objects.update(left_out=1, set_aside=['{"subject": "Reklamacja"}'])
    page = read(page_of(client, desk))
    assert "&lt;b&gt;Halo&lt;/b&gt;" in page
    assert "Reklamacja" in page


def test_the_longest_unproven_come_first_page_by_page(
    client: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unproven, "PAGE_SIZE", 2)
    now = timezone.now()
    cases = [make_unproven_case(desk.integration, unproven_since=now - timedelta(hours=n)) for n in (1, 3, 2, 3, 5)]
    expected = [cases[number].pk for number in (4, 1, 3, 2, 0)]
    context = page_of(client, desk).context
    seen = [row.case.pk for row in context["rows"]]
    for _page in range(2):
        context = page_of(client, desk, f"?after={context['after']}").context
        seen += [row.case.pk for row in context["rows"]]
    assert seen == expected
    back = page_of(client, desk, f"?before={context['before']}").context
    assert [row.case.pk for row in back["rows"]] == expected[2:4]
    assert [row.case.pk for row in page_of(client, desk, "?after=nonsense").context["rows"]] == expected[:2]


def test_the_list_costs_the_same_however_many_there_are(
    client: Client, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    for _number in range(8):
        make_unproven_case(desk.integration)
    with django_assert_max_num_queries(12):
        page_of(client, desk)


def test_only_its_own_cases_are_listed_and_accepted(client: Client, desk: Desk) -> None:
    theirs = make_unproven_case(desk.of_another_seller().integration)
    assert page_of(client, desk).context["rows"] == []
    assert accept(client, desk, theirs).status_code == 404


def test_an_integration_without_such_cases_says_so(client: Client, desk: Desk) -> None:
    assert "Every case is complete" in read(page_of(client, desk))


def test_the_integrations_page_leads_there(client: Client, desk: Desk) -> None:
    detail = reverse("integrations:detail", args=[desk.integration.pk])
    address = reverse("allegro:unproven", args=[desk.integration.pk])
    desk.sweep()
    assert address not in read(client.get(detail))
    make_unproven_case(desk.integration, unproven_since=timezone.now() - timedelta(hours=3))
    page = read(client.get(detail))
    assert address in page
    assert "are not proven to be complete (for 3" in page
    assert ">Not complete</span>" in page


def test_a_difference_is_accepted_until_it_changes(client: Client, desk: Desk, admin: User) -> None:
    case = desk.open_case()
    desk.fault("F04", by=3)
    desk.sweep("first")
    assert "Accepted. Parley asks again" in read(accept(client, desk, stored(case)))
    row = stored(case)
    assert (row.unproven_since, row.retry_at, bool(row.fingerprint)) == (None, None, True)
    ticket = desk.ticket(case)
    assert not ticket.history_incomplete
    event = ticket.events.get(kind=Event.Kind.HISTORY_ACCEPTED)
    assert (event.actor, event.old, event.new) == (admin, "4", "1")
    read_before = desk.requests("issues.chat")
    desk.sweep()
    assert desk.requests("issues.chat") == read_before
    desk.sweep("deep")  # reads it, and finds the same difference
    assert not desk.ticket(case).history_incomplete
    desk.say(case, Author.BUYER, "Halo?")  # five announced, two there: still three more
    desk.sweep()
    assert not desk.ticket(case).history_incomplete
    desk.fault("F04", by=4)
    desk.sweep()
    assert (stored(case).unproven_reason, desk.ticket(case).history_incomplete) == ("count", True)
    whole(desk, case)


def test_what_was_handed_out_oddly_cannot_be_accepted(client: Client, desk: Desk) -> None:
    case = desk.open_case()
    talk(desk, case, 14)
    desk.fault("F01")
    desk.sweep()
    assert "Accept as it is" not in read(page_of(client, desk))
    assert "nothing to accept" in read(accept(client, desk, stored(case)))
    assert stored(case).unproven_reason == "repeated"
    assert desk.ticket(case).history_incomplete
    assert not desk.ticket(case).events.filter(kind=Event.Kind.HISTORY_ACCEPTED).exists()


def test_a_message_that_stays_odd_can_be_accepted_too(client: Client, desk: Desk) -> None:
    case = desk.open_case()
    desk.fault("odd_entry", routes=("issues.chat",), field="createdAt", shape="null", which="all")
    desk.sweep()
    assert stored(case).unproven_reason == "odd"
    accept(client, desk, stored(case))
    Case.objects.update(chat_read_at=F("chat_read_at") - timedelta(hours=1))
    desk.sweep("deep")
    assert stored(case).unproven_reason == ""
    assert "time not known" in read(client.get(reverse("tickets:detail", args=[desk.ticket(case).pk])))


def test_the_ticket_says_why_its_history_may_be_incomplete(client: Client, desk: Desk) -> None:
    case = desk.open_case()
    desk.fault("F04", by=3)
    desk.sweep()
    page = read(client.get(reverse("tickets:detail", args=[desk.ticket(case).pk])))
    assert "This history may be incomplete." in page
    assert "Allegro announces 4 messages; there are 1." in page
