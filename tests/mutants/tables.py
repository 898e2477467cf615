"""A plugin of pytest: the one table that no model describes, for a database that is made without migrations."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


def add_search_table(sender: AppConfig, **_more: Any) -> None:
    with connection.cursor() as cursor:
        if sender.label == "tickets" and "tickets_search" not in connection.introspection.table_names(cursor):
            for statement in import_module("tickets.migrations.0005_search").SQLITE:
                cursor.execute(statement)


post_migrate.connect(add_search_table)
