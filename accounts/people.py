"""Adding people and deciding what they may do. There is always an active administrator left. The log is told."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts import audit
from accounts.audit import Action
from accounts.models import User
from accounts.roles import Role


class LastAdministrator(Exception):
    """Without this person nobody could manage Parley."""


@transaction.atomic
def add_person(actor: User, **fields: Any) -> User:
    """A new person, who has no password yet."""
    person = User.objects.create_user(**fields)
    labels = audit.labels_of(User, fields)
    audit.record(actor, Action.CREATED, person, audit.differences(labels, {}, audit.state_of(person, labels)))
    return person


@transaction.atomic
def change(person: User, actor: User, *, fields: list[str]) -> None:
    """Store these fields of a person. Raises LastAdministrator, nothing stored, if nobody would be left to manage."""
    # Every active administrator's row is locked, so that two of them cannot demote each other at once.
    administrators = Q(role=Role.ADMINISTRATOR, is_active=True)
    locked = list(User.objects.select_for_update().filter(administrators | Q(pk=person.pk)).order_by("pk"))
    others = [other for other in locked if other.pk != person.pk]
    stays = person.is_active and person.role == Role.ADMINISTRATOR
    if not stays and not others:
        raise LastAdministrator
    former = next(row for row in locked if row.pk == person.pk)
    person.save(update_fields=fields)
    _record(former, person, actor, fields)


def _record(former: User, person: User, actor: User, fields: list[str]) -> None:
    labels = audit.labels_of(User, fields)
    changes = audit.differences(labels, audit.state_of(former, labels), audit.state_of(person, labels))
    if not changes:
        return
    if fields == ["is_active"]:
        audit.record(actor, Action.ACTIVATED if person.is_active else Action.DEACTIVATED, person)
    else:
        audit.record(actor, Action.CHANGED, person, changes)
