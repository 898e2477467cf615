"""Values that nobody foresaw, as an old row or a newer Parley leaves them: every page opens, and shows them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from integrations.models import SyncRun
from tests.access.house import House
from tests.access.table import EVERY_URL, Line, lines
from tickets.models import Event, Ticket, WorkingHours

WORD, NUMBER = "unforeseen", 7
OURS = ("accounts", "crm", "tickets", "integrations", "allegro")
OPENED = [line for line in lines(EVERY_URL) if line.answers[-1].startswith("200/")]
# Fields whose value is a rule for code and never a word on a page: what is not known has no effect.
NOT_SHOWN = {
    "accounts.User.role",
    "accounts.User.language",
    "tickets.Ticket.case_state",
    "tickets.Attachment.content_type",
}
# They hold what channels and files bring.
WITHOUT_CHOICES = {
    "integrations.Integration.marketplace",
    "tickets.Ticket.source",
    "tickets.Ticket.kind",
    "tickets.Attachment.content_type",
}
# Whoever has an unknown role may do nothing; a file in an unknown state is not handed out; one of
# an unknown type has no picture;
# a marketplace of its own has no page of Allegro's.
STATUSES = {
    "accounts.User.role": (200, 302, 403),
    "tickets.Attachment.state": (200, 404),
    "tickets.Attachment.content_type": (200, 404),
    "integrations.Integration.marketplace": (200, 404),
}


def fields_of_few_values() -> list[Any]:
    """Every column of ours that is meant to hold one of a few values."""
    fields = [field for model in apps.get_models() for field in model._meta.fields]
    found = [field for field in fields if field.choices or str(field) in WITHOUT_CHOICES]
    return [field for field in found if field.model._meta.app_label in OURS]


@contextmanager
def a_row_of_each(house: House) -> Iterator[None]:
    """Beside the house's things, what no line of the table is about; until the block ends."""
    with transaction.atomic():
        Event.objects.create(ticket=Ticket.objects.get(pk=house.things["ticket"]), kind=Event.Kind.COMMENT)
        AuditEntry.objects.create(action=AuditEntry.Action.CHANGED, kind="tickets.queue", name="Care")
        SyncRun.objects.create(integration_id=house.things["integration"], kind=SyncRun.Kind.QUICK)
        WorkingHours.objects.create(queue_id=house.things["queue"], weekday=0, opens=time(8), closes=time(16))
        yield
        transaction.set_rollback(True)


@contextmanager
def holding(house: House, field: Any, value: object) -> Iterator[None]:
    """All rows of the field's table hold this value."""
    with a_row_of_each(house):
        rows = field.model._default_manager.all()
        if str(field) == "tickets.Message.automatic":  # one of each kind to a ticket
            rows = rows.filter(pk=rows.values_list("pk")[:1])
        assert rows.update(**{field.name: value}), f"Nothing has a {field.name}: add one to tests/access/things.py."
        yield


def opened(house: House, line: Line) -> Any:
    administrator = house.visitors[-1]
    return administrator.ask("get", line.address.format(**house.things, **administrator.own))


@pytest.fixture(scope="module")
def readers(furnished: House) -> dict[str, list[Line]]:
    """By table: the pages that read it, for no other page can stumble over what it holds."""
    found: dict[str, list[Line]] = {model._meta.db_table: [] for model in apps.get_models()}
    with a_row_of_each(furnished):
        for line in OPENED:
            with CaptureQueriesContext(connection) as asked:
                opened(furnished, line)
            statements = " ".join(query["sql"] for query in asked)
            for table, pages in found.items():
                if f'"{table}"' in statements:
                    pages.append(line)
    return found


@pytest.mark.parametrize("field", fields_of_few_values(), ids=str)
def test_a_value_that_nobody_foresaw_stops_no_page_and_is_shown(
    house: House, readers: dict[str, list[Line]], field: Any
) -> None:
    value = NUMBER if isinstance(field, models.IntegerField) else WORD[: field.max_length]
    shown = []
    with holding(house, field, value):
        for line in readers[field.model._meta.db_table]:
            response = opened(house, line)
            assert response.status_code in STATUSES.get(str(field), (200,)), line
            shown.append("" if response.streaming else response.content.decode(errors="replace"))
    assert shown
    if str(field) not in NOT_SHOWN:
        assert any(str(value) in page for page in shown)
