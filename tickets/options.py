"""What tickets can be given: people, statuses, queues, categories and tags. Every page needs them all, so they are read
in one query, and tickets without them."""

from collections import defaultdict
from dataclasses import dataclass, fields
from functools import cached_property

from django.db import connection
from django.http import HttpRequest

from tickets.models import Status

# In the order of their models: by position, or by name.
_ALL = """
    SELECT 'queues' AS what, id, name, '' AS kind, position AS place, '' AS by_name FROM tickets_queue
    UNION ALL SELECT 'categories', id, name, '', position, '' FROM tickets_category
    UNION ALL SELECT 'statuses', id, name, kind, position, '' FROM tickets_status
    UNION ALL SELECT 'tags', id, name, '', 0, name FROM tickets_tag
    UNION ALL SELECT CASE WHEN is_active THEN 'people' ELSE 'gone' END,
        id, COALESCE(NULLIF(name, ''), email), '', 0, name FROM accounts_user
    ORDER BY place, by_name, id
"""


@dataclass(frozen=True)
class Option:
    """One of them; `kind` is that of a status."""

    pk: int
    name: str
    kind: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Options:
    """All of them, each kind in its order. Who is `gone` is not active any more, but still the assignee of tickets."""

    people: tuple[Option, ...]
    statuses: tuple[Option, ...]
    queues: tuple[Option, ...]
    categories: tuple[Option, ...]
    tags: tuple[Option, ...]
    gone: tuple[Option, ...]

    @property
    def resolved(self) -> Option | None:
        """The status of a ticket that is sent and resolved in one go: the first of those that close."""
        return next((status for status in self.statuses if status.kind == Status.Kind.CLOSED), None)

    @cached_property
    def queue_names(self) -> dict[int, str]:
        return _names(self.queues)

    @cached_property
    def category_names(self) -> dict[int, str]:
        return _names(self.categories)

    @cached_property
    def status_names(self) -> dict[int, str]:
        return _names(self.statuses)

    @cached_property
    def tag_names(self) -> dict[int, str]:
        return _names(self.tags)

    @cached_property
    def assignee_names(self) -> dict[int | None, str]:
        """Of nobody, too."""
        names: dict[int | None, str] = {None: ""}
        return names | _names(self.people) | _names(self.gone)


def read_options() -> Options:
    """As they stand now."""
    found: defaultdict[str, list[Option]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_ALL)
        for what, pk, name, kind, _place, _by_name in cursor.fetchall():
            found[what].append(Option(pk, name, kind))
    return Options(**{kind.name: tuple(found[kind.name]) for kind in fields(Options)})


def _names(options: tuple[Option, ...]) -> dict[int, str]:
    return {option.pk: option.name for option in options}


def options_for(request: HttpRequest) -> Options:
    """The same, read once for each request."""
    if not hasattr(request, "_ticket_options"):
        request._ticket_options = read_options()  # type: ignore[attr-defined]  # only used here
    options: Options = request._ticket_options  # type: ignore[attr-defined]
    return options
