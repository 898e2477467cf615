"""The Celery application. What beat sends, and how often, is in the settings (CELERY_BEAT_SCHEDULE)."""

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
