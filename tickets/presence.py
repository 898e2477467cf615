"""Who else has a ticket open, and who of them is writing. An open page says so every few seconds."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from tickets.models import Presence, Ticket

# Two messages of a page that says so every ten seconds may be lost.
GONE_AFTER = timedelta(seconds=25)


@dataclass(frozen=True)
class Companion:
    """Somebody else at the ticket."""

    name: str
    is_writing: bool


def note(ticket: Ticket, person: User, *, is_writing: bool) -> None:
    """This person has the ticket before them now."""
    Presence.objects.update_or_create(
        ticket=ticket, person=person, defaults={"seen_at": timezone.now(), "is_writing": is_writing}
    )


def leave(ticket: Ticket, person: User) -> None:
    """This person has closed the page."""
    Presence.objects.filter(ticket=ticket, person=person).delete()


def others_at(ticket: Ticket, person: User) -> list[Companion]:
    """Everybody else who is there, who writes first."""
    there = Presence.objects.filter(ticket=ticket, seen_at__gt=timezone.now() - GONE_AFTER).exclude(person=person)
    rows = there.select_related("person").order_by("-is_writing", "person__name")
    return [Companion(str(row.person), row.is_writing) for row in rows]
