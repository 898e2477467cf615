"""What happened to a ticket, as plain values for its page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from accounts.fragments import fragment
from tickets.models import Event, Ticket
from tickets.options import Options
from tickets.templatetags.ticket_words import clock

NEWEST = 100  # events; a ticket with more of them is not told from its beginning


@dataclass(frozen=True)
class LoggedEvent:
    """One entry. `old` and `new` are words of ours (`is_in_words`), or names that people gave."""

    at: datetime
    clock: str
    kind: str
    actor: str
    old: str
    new: str
    is_in_words: bool


def event_log_html(ticket: Ticket, options: Options) -> SafeString:
    """The box of the newest events, oldest first."""
    newest = list(ticket.events.order_by("-created_at", "-id")[: NEWEST + 1])
    given = tuple(_logged(event, options) for event in newest[NEWEST - 1 :: -1])
    return fragment("tickets/parts/events.html", (given, len(newest) > NEWEST))


def _logged(event: Event, options: Options) -> LoggedEvent:
    return LoggedEvent(
        at=event.created_at,
        clock=clock(event.created_at),
        kind=event.get_kind_display(),
        actor=options.assignee_names.get(event.actor_id, ""),
        old=event.old,
        new=event.new,
        is_in_words=event.is_in_words,
    )
