"""The Celery application and its beat. Rows in the database are the queues; beat only makes sure nothing waits."""

import os

from celery import Celery
from celery.signals import task_prerun
from django.utils import translation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("parley")


@task_prerun.connect
def _speak_english(**_details: object) -> None:
    """What workers store of failures is read by people of both languages: stored in English, translated when shown."""
    translation.activate("en")


app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "sync-due": {"task": "integrations.tasks.sync_due", "schedule": 5.0, "options": {"expires": 10}},
    "watch": {"task": "integrations.tasks.watch", "schedule": 60.0, "options": {"expires": 60}},
    "mark-overdue": {"task": "tickets.tasks.mark_overdue", "schedule": 30.0, "options": {"expires": 30}},
    "deliver-due": {"task": "tickets.tasks.deliver_due", "schedule": 30.0, "options": {"expires": 30}},
    "settle-uncertain": {
        "task": "tickets.tasks.settle_uncertain",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "fetch-attachments": {
        "task": "tickets.tasks.fetch_attachments",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
}
