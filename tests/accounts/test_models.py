import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from accounts.models import User
from accounts.roles import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_command_makes_an_administrator() -> None:
    call_command("createsuperuser", email="Boss@Example.com", name="Boss", interactive=False, stdout=io.StringIO())
    boss = User.objects.get()
    assert (boss.email, boss.role, boss.is_active) == ("boss@example.com", Role.ADMINISTRATOR, True)


def test_an_address_belongs_to_one_person_whatever_its_case() -> None:
    make_user(email="ewa@example.com")
    with pytest.raises(IntegrityError):
        make_user(email="EWA@example.com")


def test_who_is_inactive_may_do_nothing() -> None:
    assert not make_user(Role.ADMINISTRATOR, is_active=False).has_perm("tickets.view_ticket")


def test_a_role_is_what_it_may_do() -> None:
    agent, administrator = make_user(Role.AGENT), make_user(Role.ADMINISTRATOR)
    assert agent.has_perms(["tickets.reply_ticket", "crm.change_customer"])
    assert not agent.has_perm("accounts.manage_people")
    assert administrator.has_module_perms("accounts")
    assert not agent.has_module_perms("accounts")
