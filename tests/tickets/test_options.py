import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.factories import make_category, make_queue, make_status, make_user
from tickets.models import Category, Queue, Status, Tag
from tickets.options import options_for, read_options

pytestmark = pytest.mark.django_db


def test_all_are_there_in_the_order_of_their_models() -> None:
    for name in ("b", "a"):
        make_user(name=name)
        make_category(name)
        Tag.objects.create(name=name)
        make_queue(name, position=1 if name == "a" else 2)
    make_status("Done", Status.Kind.CLOSED)
    options = read_options()
    for found, model in (
        (options.people, User),
        (options.statuses, Status),
        (options.queues, Queue),
        (options.categories, Category),
        (options.tags, Tag),
    ):
        assert [(one.pk, str(one)) for one in found] == [(row.pk, str(row)) for row in model._default_manager.all()]


def test_who_is_not_active_is_no_choice_but_has_a_name() -> None:
    gone = make_user(name="Ewa", is_active=False)
    options = read_options()
    assert options.people == ()
    assert options.assignee_names[gone.pk] == "Ewa"
    assert options.assignee_names[None] == ""


def test_who_has_no_name_is_called_by_the_address() -> None:
    person = make_user(name="")
    assert str(read_options().people[0]) == person.email


def test_a_ticket_is_resolved_by_the_first_status_that_closes() -> None:
    assert read_options().resolved is None
    make_status()
    first, _second = (make_status(kind=Status.Kind.CLOSED) for _number in range(2))
    resolved = read_options().resolved
    assert resolved is not None
    assert resolved.pk == first.pk


def test_a_request_reads_them_once() -> None:
    request = RequestFactory().get("/")
    with CaptureQueriesContext(connection) as queries:
        assert options_for(request) is options_for(request)
    assert len(queries) == 1
