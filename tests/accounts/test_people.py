import pytest

from accounts.models import AuditEntry, User
from accounts.people import LastAdministrator, add_person, change
from accounts.roles import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("field", "value"), [("role", Role.AGENT), ("is_active", False)])
def test_the_last_active_administrator_stays_one(field: str, value: object) -> None:
    last = make_user(Role.ADMINISTRATOR)
    make_user(Role.ADMINISTRATOR, is_active=False)
    setattr(last, field, value)
    with pytest.raises(LastAdministrator):
        change(last, make_user(), fields=[field])
    last.refresh_from_db()
    assert (last.role, last.is_active) == (Role.ADMINISTRATOR, True)


def test_one_of_two_administrators_may_step_down() -> None:
    make_user(Role.ADMINISTRATOR)
    one = make_user(Role.ADMINISTRATOR)
    one.role = Role.AGENT
    change(one, one, fields=["role"])
    assert User.objects.get(pk=one.pk).role == Role.AGENT


def test_only_the_named_fields_are_stored() -> None:
    make_user(Role.ADMINISTRATOR)
    agent = make_user(name="Ewa")
    agent.name, agent.role = "Ola", Role.SUPERVISOR
    change(agent, make_user(), fields=["role"])
    agent.refresh_from_db()
    assert (agent.name, agent.role) == ("Ewa", Role.SUPERVISOR)


def test_adding_and_changing_somebody_is_in_the_audit_log_without_a_password() -> None:
    boss = make_user(Role.ADMINISTRATOR, name="Boss")
    person = add_person(boss, email="ewa@example.com", name="Ewa", role=Role.AGENT, language="pl")
    person.role = Role.SUPERVISOR
    change(person, boss, fields=["email", "role"])
    person.is_active = False
    change(person, boss, fields=["is_active"])

    deactivated, changed, created = AuditEntry.objects.all()
    assert {(entry.actor_name, entry.kind, entry.name) for entry in (deactivated, changed, created)} == {
        ("Boss", "person", "Ewa")
    }
    assert [change["label"] for change in created.changes] == ["e-mail", "full name", "role", "language"]
    assert [(change["old"], change["new"]) for change in changed.changes] == [("Agent", "Supervisor")]
    assert (deactivated.action, deactivated.changes) == ("deactivated", [])


def test_what_is_refused_or_alters_nothing_leaves_no_entry() -> None:
    boss = make_user(Role.ADMINISTRATOR)
    change(boss, boss, fields=["name", "is_active"])
    boss.role = Role.AGENT
    with pytest.raises(LastAdministrator):
        change(boss, boss, fields=["role"])
    assert not AuditEntry.objects.exists()
