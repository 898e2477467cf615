from celery.signals import task_prerun
from django.utils import translation

from config.celery import app


def test_workers_store_their_sentences_in_english() -> None:
    with translation.override("pl"):
        task_prerun.send(sender=app)
        assert translation.get_language() == "en"
