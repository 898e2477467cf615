import pytest

from accounts.models import User
from accounts.people import LastAdministrator, change
from accounts.roles import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("field", "value"), [("role", Role.AGENT), ("is_active", False)])
def test_the_last_active_administrator_stays_one(field: str, value: object) -> None:
    last = make_user(Role.ADMINISTRATOR)
    make_user(Role.ADMINISTRATOR, is_active=False)
    setattr(last, field, value)
    with pytest.raises(LastAdministrator):
        change(last, fields=[field])
    last.refresh_from_db()
    assert (last.role, last.is_active) == (Role.ADMINISTRATOR, True)


def test_one_of_two_administrators_may_step_down() -> None:
    make_user(Role.ADMINISTRATOR)
    one = make_user(Role.ADMINISTRATOR)
    one.role = Role.AGENT
    change(one, fields=["role"])
    assert User.objects.get(pk=one.pk).role == Role.AGENT


def test_only_the_named_fields_are_stored() -> None:
    make_user(Role.ADMINISTRATOR)
    agent = make_user(name="Ewa")
    agent.name, agent.role = "Ola", Role.SUPERVISOR
    change(agent, fields=["role"])
    agent.refresh_from_db()
    assert (agent.name, agent.role) == ("Ewa", Role.SUPERVISOR)
