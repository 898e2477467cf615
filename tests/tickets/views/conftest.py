import pytest
from django.test import Client

from accounts.models import User
from tests.factories import make_user


@pytest.fixture
def agent(db: None) -> User:
    return make_user(name="Anna Nowak", signature="Anna, Shop")


@pytest.fixture
def browser(agent: User) -> Client:
    """The agent's browser, signed in."""
    client = Client()
    client.force_login(agent)
    return client
