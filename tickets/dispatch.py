"""Wakes the workers that send replies. The rows say what is to be done; this only makes it quick."""

from datetime import timedelta

from celery import current_app
from django.db import transaction


def enqueue(message_id: int, delay: timedelta) -> None:
    """Make it quick, after commit. A lost broker costs seconds: the next `deliver_due` finds the row."""

    def send() -> None:
        current_app.send_task("tickets.tasks.deliver_message", [message_id], countdown=delay.total_seconds() or None)

    transaction.on_commit(send, robust=True)


def enqueue_settling(message_id: int) -> None:
    """Look for an uncertain reply at once, after commit; without a broker the next `settle_uncertain` finds it."""

    def send() -> None:
        current_app.send_task("tickets.tasks.settle_message", [message_id])

    transaction.on_commit(send, robust=True)
