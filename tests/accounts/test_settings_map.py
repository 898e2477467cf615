import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.roles import Role
from accounts.settings_map import Group, groups_for
from tests.factories import make_queue, make_user

pytestmark = pytest.mark.django_db


def titles(role: Role) -> dict[str, list[str]]:
    return {group.value: [str(entry.title) for entry in entries] for group, entries in groups_for(make_user(role))}


def test_an_administrator_finds_everything_in_its_group() -> None:
    assert titles(Role.ADMINISTRATOR) == {
        "workspace": ["People"],
        "tickets": ["Queues", "Categories", "Statuses", "Canned replies", "Tags"],
        "crm": ["Custom fields"],
        "advanced": ["Integrations", "Audit log"],
    }


def test_a_supervisor_finds_what_belongs_to_tickets() -> None:
    assert list(titles(Role.SUPERVISOR)) == ["tickets"]


def test_agents_and_strangers_find_nothing() -> None:
    assert titles(Role.AGENT) == {}
    assert groups_for(AnonymousUser()) == []


def test_a_subject_counts_what_there_is_now() -> None:
    queues = dict(groups_for(make_user(Role.SUPERVISOR)))[Group.TICKETS][0]
    before = queues.number
    make_queue()
    assert (before, queues.number) == (0, 1)
