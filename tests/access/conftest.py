from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from simulator.testing import running
from tests.access.house import House, visitor
from tests.access.things import make_people, make_things
from tests.factories import make_user
from tests.tickets.dummy import dummy_market


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """Made once for all tests of a file; they undo what they do, and in the end all of it is undone."""
    with (
        running() as allegro,
        override_settings(SIMULATOR_URL=allegro.url),
        dummy_market(),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        things, owner = make_things(allegro), make_user()
        people = make_people()
        yield House([visitor(role, person, things["ticket"], owner) for role, person in people.items()], things)
        transaction.set_rollback(True)


@pytest.fixture
def house(furnished: House, db: None) -> House:
    return furnished
