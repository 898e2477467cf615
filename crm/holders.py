"""Who would not let go of a row: rows that point at it with a protected foreign key, whichever room they live in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models

ENOUGH = 5  # of each kind: a sentence names some, nobody reads fifty


@dataclass(frozen=True)
class Holder:
    """A row that needs another one: what it is, what it is called, and its page where it has one."""

    kind: str
    name: str
    address: str = ""


def holders(row: models.Model, *, besides: Iterable[type[models.Model]] = ()) -> list[Holder]:
    """Those who need this row, at most five of each kind, the kinds `besides` left out."""
    skipped = set(besides)
    found = {
        holder: None
        for relation in _protected_relations(row)
        if relation.field.model not in skipped
        for holder in relation.field.model._base_manager.filter(**{relation.field.name: row})[:ENOUGH]
    }
    return [describe(holder) for holder in found]


def describe(row: models.Model) -> Holder:
    """A row of any room in words."""
    address = getattr(row, "get_absolute_url", str)()
    return Holder(str(row._meta.verbose_name), str(row), address)


def _protected_relations(row: models.Model) -> Iterator[models.ManyToOneRel]:
    for relation in row._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT:
            yield relation
