"""A clock that was weeks ahead is set back: what was put off meanwhile does not wait until it is that late again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from integrations.allegro.late_orders import ORDERS_LATEST
from integrations.allegro.models import Case as StoredCase
from integrations.allegro.proving import LATEST
from simulator import play
from simulator.records import Author
from tests.integrations.allegro.desk import Desk, make_unproven_case
from tests.integrations.allegro.faults import stored, whole
from tickets.due import is_due
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AHEAD = NOON + timedelta(days=60)


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(traveller: time_machine.Traveller, desk: Desk) -> Desk:
    """Connected at noon."""
    return desk


def no_list_shows_it(desk: Desk) -> None:
    desk.rewrite("issues.list", lambda body: body.update(issues=[]))


@pytest.mark.parametrize("has_ended", [False, True])
def test_a_case_that_could_not_be_read_ahead_is_read_at_once(
    desk: Desk, traveller: time_machine.Traveller, *, has_ended: bool
) -> None:
    case = desk.open_case()
    desk.sweep("first")
    desk.say(case, Author.BUYER, "Halo?")
    if has_ended:
        play.close(desk.allegro.market.world, case)
    traveller.move_to(AHEAD)
    desk.sign_in_again()
    desk.misbehave("issues.chat", 503)
    desk.sweep()
    traveller.move_to(NOON)
    desk.sign_in_again()
    desk.behave()
    no_list_shows_it(desk)
    desk.sweep()
    whole(desk, case)


def test_an_order_that_could_not_be_read_ahead_is_asked_for_at_once(
    desk: Desk, traveller: time_machine.Traveller
) -> None:
    traveller.move_to(AHEAD)
    desk.sign_in_again()
    case = desk.open_case()
    desk.misbehave("orders.get", 503)
    desk.sweep("first")
    traveller.move_to(NOON)
    desk.sign_in_again()
    desk.behave()
    desk.sweep()
    assert stored(case).order_read_at == NOON


def test_an_order_is_asked_for_once_a_week_at_least(desk: Desk) -> None:
    """So that a moment further ahead can be told from one that was meant."""
    case = desk.open_case()
    desk.misbehave("orders.get", 404, code="NOT_FOUND")
    desk.sweep("first")
    Ticket.objects.update(created_at=NOON - timedelta(days=40))
    StoredCase.objects.update(order_due_at=NOON)
    desk.sweep()
    assert stored(case).order_due_at == NOON + timedelta(days=7)


@pytest.mark.parametrize(
    ("field", "longest", "index"), [("retry_at", LATEST, "case_retry"), ("order_due_at", ORDERS_LATEST, "case_order")]
)
def test_what_is_due_is_found_by_its_own_index(desk: Desk, field: str, longest: timedelta, index: str) -> None:
    """Among 300 cases that are not."""
    case = make_unproven_case(desk.integration, retry_at=None)
    tickets = Ticket.objects.bulk_create([Ticket(**_but_its_key(case.ticket)) for _number in range(300)])
    StoredCase.objects.bulk_create(
        StoredCase(**_but_its_key(case) | {"ticket_id": ticket.pk, "external_id": f"{ticket.pk}"}) for ticket in tickets
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert index in StoredCase.objects.filter(is_due(longest, field), account=desk.account).explain()


def _but_its_key(row: Ticket | StoredCase) -> dict[str, object]:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value for name, value in fields.items() if name != "id"}
