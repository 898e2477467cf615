"""The map of the settings: each room says what can be set in it, and nobody has to know them all."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Group(models.TextChoices):
    """The groups of the map, from top to bottom."""

    WORKSPACE = "workspace", _("Workspace")
    TICKETS = "tickets", _("Tickets")
    CRM = "crm", _("CRM")
    ADVANCED = "advanced", _("Advanced")


@dataclass(frozen=True)
class Entry:
    """One subject: its page, one line about it, who may change it, and how many there are (None: nothing to count)."""

    group: Group
    title: str | Promise
    words: str | Promise
    url_name: str
    permission: str
    count: Callable[[], int] | None = None
    is_last: bool = False

    @property
    def address(self) -> str:
        return reverse(self.url_name)

    @property
    def number(self) -> int | None:
        return self.count() if self.count else None


_entries: list[Entry] = []


def register(*entries: Entry) -> None:
    """Put subjects on the map. Called from AppConfig.ready(); in a group they stand as they come."""
    _entries.extend(entries)
    _entries.sort(key=lambda entry: entry.is_last)


def groups_for(person: User | AnonymousUser) -> list[tuple[Group, list[Entry]]]:
    """What this person may change, in its groups; empty groups are left out."""
    seen = [entry for entry in _entries if person.has_perm(entry.permission)]
    groups = [(group, [entry for entry in seen if entry.group == group]) for group in Group]
    return [(group, entries) for group, entries in groups if entries]
