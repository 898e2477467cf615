"""Many rows at once into empty tables: COPY on PostgreSQL, prepared inserts on SQLite."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, models, transaction

Row = Sequence[Any]
Make = Callable[..., tuple[Any, ...]]
AT_ONCE = 20_000  # rows of one INSERT's loop on SQLite


def columns_of(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]


def maker(model: type[models.Model], **always: Any) -> Make:
    """A function that makes rows of the model from keywords (columns); what is not given is the model's default."""
    fresh = model()
    usual = {
        field.column: field.get_prep_value(field.value_from_object(fresh)) for field in model._meta.concrete_fields
    } | always

    def make(**own: Any) -> tuple[Any, ...]:
        row = usual | own
        assert len(row) == len(usual), own.keys() - usual.keys()
        return tuple(row.values())

    return make


def copy(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Append the rows, which hold a value for every column. Keys are not checked: the caller gives true ones."""
    table, columns = model._meta.db_table, columns_of(model)
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as stream:
            for row in rows:
                stream.write_row([_for_postgresql(value) for value in row])
        return
    insert = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * len(columns))})'  # noqa: S608 - our names
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while some := [tuple(_for_sqlite(value) for value in row) for row in islice(waiting, AT_ONCE)]:
            with transaction.atomic():
                cursor.executemany(insert, some)


@contextmanager
def bare_tables() -> Iterator[None]:
    """While it lasts PostgreSQL keeps no index but the unique ones, and checks no reference."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN"
            " (SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u', 'x')) AND indexdef NOT LIKE '%UNIQUE%'"
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '1GB'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
        for _name, definition in indexes:
            cursor.execute(definition)


def tidy(filled: Iterable[type[models.Model]]) -> None:
    """Set the next ids, and do what autovacuum does within minutes on a live database."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(filled)):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _for_postgresql(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID):
        return value.hex
    return _for_postgresql(value)
