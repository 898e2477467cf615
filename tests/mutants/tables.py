"""A plugin of pytest: the one table that no model describes, for a database that is made without migrations; and
property tests that may run several times in one process, each time in a test case of its own.
"""

from importlib import import_module
from typing import Any

import pytest
from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate
from hypothesis import HealthCheck, settings


def add_search_table(sender: AppConfig, **_more: Any) -> None:
    with connection.cursor() as cursor:
        if sender.label == "tickets" and "tickets_search" not in connection.introspection.table_names(cursor):
            for statement in import_module("tickets.migrations.0005_search").SQLITE:
                cursor.execute(statement)


post_migrate.connect(add_search_table)


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.differing_executors]
    settings.register_profile("mutants", deadline=None, suppress_health_check=checks)
    settings.load_profile("mutants")
