"""The marketplace's own deadlines as the clock. What has passed is marked, so that lists can put it first."""

from django.utils import timezone

from tickets.models import Ticket


def note_deadline(ticket: Ticket) -> None:
    """Bring the marks up to date with `due_at`; the caller saves. A deadline that was missed once stays missed."""
    ticket.is_overdue = ticket.due_at is not None and ticket.due_at <= timezone.now()
    ticket.missed_deadline = ticket.missed_deadline or ticket.is_overdue
    ticket.last_due_at = ticket.due_at or ticket.last_due_at


def mark_overdue() -> int:
    """Mark the tickets whose deadline has passed since the last time, and say how many. One query, by an index."""
    passed = Ticket.objects.filter(is_overdue=False, due_at__lte=timezone.now())
    return passed.update(is_overdue=True, missed_deadline=True)
