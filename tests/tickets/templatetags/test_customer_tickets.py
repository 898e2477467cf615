from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context
from django.test import RequestFactory
from django.utils import timezone

from tests.factories import make_customer, make_ticket, make_user
from tickets.templatetags.customer_tickets import SHOWN, tickets_of

pytestmark = pytest.mark.django_db


def shown_to(person: Any, customer: Any) -> dict[str, Any]:
    request = RequestFactory().get("/")
    request.user = person
    return tickets_of(Context({"request": request}), customer)


def test_the_newest_tickets_come_first_and_all_are_counted() -> None:
    customer, now = make_customer(), timezone.now()
    first = make_ticket(customer=customer)
    for number in range(SHOWN):
        make_ticket(
            customer=customer, queue=first.queue, category=first.category, opened_at=now - timedelta(minutes=number)
        )
    make_ticket()

    shown = shown_to(make_user(), customer)

    assert shown["count"] == SHOWN + 1
    assert len(shown["tickets"]) == SHOWN
    assert first not in shown["tickets"]


def test_who_may_see_no_tickets_sees_none() -> None:
    customer = make_ticket(customer=make_customer()).customer
    assert shown_to(AnonymousUser(), customer)["count"] == 0
