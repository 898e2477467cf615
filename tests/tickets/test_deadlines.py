from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_ticket
from tests.tickets.cases import CASE
from tickets import deadlines, tasks
from tickets.facts import CaseState
from tickets.intake import Rules, receive
from tickets.listing import page_of
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_a_deadline_that_passes_is_marked_and_comes_first() -> None:
    now = timezone.now()
    late = make_ticket(due_at=now - timedelta(seconds=1), last_activity_at=now - timedelta(days=9))
    fresh, later = make_ticket(), make_ticket(due_at=now + timedelta(hours=1))
    assert next(iter(page_of(Ticket.objects.all(), {}))) in (fresh, later)

    tasks.mark_overdue()

    assert next(iter(page_of(Ticket.objects.all(), {}))) == late
    assert list(Ticket.objects.filter(is_overdue=True, missed_deadline=True)) == [late]
    assert deadlines.mark_overdue() == 0


def test_a_missed_deadline_stays_missed_when_the_case_ends(rules: Rules) -> None:
    past = timezone.now() - timedelta(hours=1)
    ticket = receive(None, replace(CASE, due_at=past), rules).ticket
    assert (ticket.is_overdue, ticket.missed_deadline, ticket.last_due_at) == (True, True, past)
    ended = receive(ticket, replace(CASE, due_at=None, state=CaseState.ACCEPTED), rules).ticket
    assert (ended.is_overdue, ended.missed_deadline, ended.last_due_at) == (False, True, past)


def test_a_deadline_that_is_put_off_is_not_overdue_any_more(rules: Rules) -> None:
    ticket = receive(None, replace(CASE, due_at=timezone.now() - timedelta(hours=1)), rules).ticket
    later = timezone.now() + timedelta(days=1)
    assert receive(ticket, replace(CASE, due_at=later), rules).ticket.is_overdue is False
