"""A browser without a screen, signed in."""

from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests.factories import make_user


def browser(role: Role | None = None, user: User | None = None) -> Client:
    """A client that is signed in as this person, as somebody new in this role, or not at all."""
    client = Client()
    if user is None and role is not None:
        user = make_user(role)
    if user is not None:
        client.force_login(user)
    return client
