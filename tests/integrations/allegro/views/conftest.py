import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests.browsing import browser
from tests.factories import make_user


@pytest.fixture
def admin() -> User:
    return make_user(Role.ADMINISTRATOR)


@pytest.fixture
def client(admin: User) -> Client:
    return browser(user=admin)
