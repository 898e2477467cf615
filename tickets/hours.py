"""Working hours of a queue, in the installation's time zone."""

from datetime import datetime

from django.utils import timezone

from tickets.models import Queue


def is_staffed(queue: Queue, moment: datetime) -> bool:
    """Whether the queue works at that moment; a queue without working hours always does."""
    spans = list(queue.working_hours.all())
    if not spans:
        return True
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return any(span.weekday == local.weekday() and span.opens <= local.time() < span.closes for span in spans)
