"""Work in the background. The rows say what is to be done; a task that is lost or doubled changes nothing."""

from celery import shared_task

from tickets import deadlines, delivery, downloads, moderation

FETCH_EVERY = 15  # seconds


@shared_task
def deliver_message(message_id: int) -> None:
    """Send one reply, if it is due."""
    delivery.deliver(message_id)


@shared_task
def deliver_due() -> None:
    """Pick up every due reply, and those whose worker died."""
    delivery.doubt_abandoned()
    for message_id in delivery.due_for_delivery().values_list("pk", flat=True):
        deliver_message.delay(message_id)


@shared_task
def mark_overdue() -> None:
    """Mark the tickets whose deadline has passed."""
    deadlines.mark_overdue()


@shared_task
def settle_message(message_id: int) -> None:
    """Look once for an uncertain reply on the marketplace."""
    delivery.settle(message_id)


@shared_task
def follow_message(message_id: int) -> None:
    """Look once what the marketplace made of a message that it checks."""
    moderation.follow(message_id)


@shared_task
def settle_uncertain() -> None:
    """Look for every uncertain reply, and for every message being checked, whose next reading has come."""
    for message_id in delivery.due_for_settling().values_list("pk", flat=True):
        settle_message.delay(message_id)
    for message_id in moderation.due().values_list("pk", flat=True):
        follow_message.delay(message_id)


@shared_task
def fetch_attachment(attachment_id: int) -> None:
    """Fetch one file of a message."""
    downloads.fetch(attachment_id)


@shared_task
def fetch_attachments() -> None:
    """Fetch the files that are due, the newest messages' first."""
    for attachment_id in downloads.due().values_list("pk", flat=True)[:200]:
        # What is not begun by the next beat is enqueued anew: nothing piles up.
        fetch_attachment.apply_async((attachment_id,), expires=FETCH_EVERY)
