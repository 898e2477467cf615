"""The pages are the same for every marketplace; here they show Allegro, which is a whole one."""

import pytest
from django.test import Client

from accounts.roles import Role
from tests.browsing import browser
from tests.integrations.allegro.conftest import _server, allegro, desk

__all__ = ["_server", "allegro", "desk"]


@pytest.fixture
def client() -> Client:
    return browser(Role.ADMINISTRATOR)
