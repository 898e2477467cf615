from celery import current_app
from celery.signals import task_prerun
from django.utils import translation

from config.celery import app


def queue_of(task: str) -> str:
    return str(current_app.amqp.router.route({}, task)["queue"].name)


def test_workers_store_their_sentences_in_english() -> None:
    with translation.override("pl"):
        task_prerun.send(sender=app)
        assert translation.get_language() == "en"


def test_files_do_not_stand_in_front_of_replies_and_sweeps() -> None:
    """Behind 200 files whose address does not answer (30 s each, two workers) a reply would wait for 50 minutes."""
    files = queue_of("tickets.tasks.fetch_attachment")
    assert files not in (queue_of("tickets.tasks.deliver_message"), queue_of("integrations.tasks.sync"))


def test_a_long_sweep_does_not_stand_in_front_of_replies() -> None:
    """Sweeps give way to other sweeps only: as many long ones as workers would hold up every reply."""
    assert queue_of("integrations.tasks.sync") != queue_of("tickets.tasks.deliver_message")
