"""The Celery application. What beat sends, and how often, is in the settings (CELERY_BEAT_SCHEDULE)."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun
from django.utils import translation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("parley")


@task_prerun.connect
def _speak_english(**_details: object) -> None:
    """What workers store of failures is read by people of both languages: stored in English, translated when shown."""
    translation.activate("en")


@task_prerun.connect
@task_postrun.connect
def _give_a_sign_of_life(task: Any = None, **_details: object) -> None:
    """A worker that is busy from task to task comes to none of beat's: what it does shows that it lives."""
    from integrations import heartbeats

    heartbeats.note_beside_work((task.request.delivery_info or {}).get("routing_key") or "")


app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
