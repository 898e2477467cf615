"""Cases that cannot be read or stored: how many there are, since when, and why.

None is forgotten until it is read, its marketplace does not know it, or a person dismisses it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import User
from integrations.clock import known_since
from integrations.models import Integration, UnreadableCase

# One case that cannot be read happens; so many are trouble of the whole account.
MANY = 5
# What is read at the next try, or the one after it, is no reason to write to anybody.
LASTING = timedelta(minutes=15)


@dataclass(frozen=True)
class Unreadable:
    """The cases of an integration that cannot be read now, `lasting` of them for long; `since` is the oldest one's."""

    count: int
    lasting: int
    since: datetime | None = None

    @property
    def are_many(self) -> bool:
        return self.count >= MANY


def unreadable_of(integration: Integration) -> Unreadable:
    """How many there are now, in one query."""
    lasting = ~known_since("since", timezone.now() - LASTING)
    found = counted(integration.pk).aggregate(
        count=Count("pk"), lasting=Count("pk", filter=lasting), since=Min("since")
    )
    return Unreadable(**found)


def counted(integration_id: int) -> QuerySet[UnreadableCase]:
    """The cases that cannot be read now, the oldest first: all but those that their marketplace does not know."""
    return UnreadableCase.objects.filter(integration_id=integration_id, unknown_at=None)


def unknown(integration_id: int) -> QuerySet[UnreadableCase]:
    """The cases that could not be read and that their marketplace does not know: nothing is left to do there."""
    return UnreadableCase.objects.filter(integration_id=integration_id, unknown_at__isnull=False)


def note(integration_id: int, external_id: str, reason: str, kind: str = "") -> None:
    """This case could not be read or stored; it counts from the first time on, or since it came back."""
    external_id = external_id[:100]
    unknown(integration_id).filter(external_id=external_id).delete()
    UnreadableCase.objects.update_or_create(
        integration_id=integration_id,
        external_id=external_id,
        defaults={"reason": reason[:500], "kind": kind[:40]},
    )


def note_unknown(case: UnreadableCase) -> None:
    """Its marketplace says that it does not know this case. An update: somebody may have dismissed it meanwhile."""
    counted(case.integration_id).filter(pk=case.pk).update(unknown_at=timezone.now())


def note_tried(case: UnreadableCase) -> None:
    """It was asked for once more, whatever came of it."""
    UnreadableCase.objects.filter(pk=case.pk).update(tried_at=timezone.now())


@transaction.atomic
def dismiss(case: UnreadableCase, actor: User) -> bool:
    """Let the case count no longer, until it cannot be read again. False when it was not there any more."""
    deleted, _rows = UnreadableCase.objects.filter(pk=case.pk).delete()
    if deleted:
        audit.record(actor, audit.Action.DISMISSED, case, name=f"{case.integration.name}: {case.external_id}")
    return bool(deleted)


def noted(integration_id: int) -> set[str]:
    """The cases that cannot be read now."""
    return set(counted(integration_id).values_list("external_id", flat=True))


def tried(integration_id: int, external_ids: Sequence[str]) -> dict[str, tuple[datetime, datetime]]:
    """Of these cases those that cannot be read: since when, and when that was last tried."""
    rows = counted(integration_id).filter(external_id__in=external_ids)
    return {external_id: (since, at) for external_id, since, at in rows.values_list("external_id", "since", "tried_at")}


def settle(integration_id: int, external_ids: Iterable[str]) -> None:
    """These cases have been read: those that were unknown, too."""
    UnreadableCase.objects.filter(
        integration_id=integration_id, external_id__in=[external_id[:100] for external_id in external_ids]
    ).delete()
