"""Adding people and deciding what they may do. There is always an active administrator left."""

from django.db import transaction

from accounts.models import User
from accounts.roles import Role


class LastAdministrator(Exception):
    """Without this person nobody could manage Parley."""


@transaction.atomic
def change(person: User, *, fields: list[str]) -> None:
    """Store these fields of a person. Raises LastAdministrator, nothing stored, if nobody would be left to manage."""
    # Every active administrator's row is locked, so that two of them cannot demote each other at once.
    administrators = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    others = [administrator for administrator in administrators if administrator.pk != person.pk]
    stays = person.is_active and person.role == Role.ADMINISTRATOR
    if not stays and not others:
        raise LastAdministrator
    person.save(update_fields=fields)
