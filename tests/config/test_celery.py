from celery import current_app
from celery.signals import task_prerun
from django.utils import translation

from config.celery import app


def test_workers_store_their_sentences_in_english() -> None:
    with translation.override("pl"):
        task_prerun.send(sender=app)
        assert translation.get_language() == "en"


def test_files_do_not_stand_in_front_of_replies_and_sweeps() -> None:
    """One queue for all: behind 200 files whose address does not answer (30 s each, two workers) a reply waits for
    50 minutes, and the tasks of beat (`expires` 10-60 s) die one after the other: no sweeps either."""

    def queue_of(task: str) -> str:
        return str(current_app.amqp.router.route({}, task)["queue"].name)

    files = queue_of("tickets.tasks.fetch_attachment")
    assert files not in (queue_of("tickets.tasks.deliver_message"), queue_of("integrations.tasks.sync"))


def test_a_long_sweep_does_not_stand_in_front_of_replies() -> None:
    """Sweeps give way to other accounts' sweeps only: as many long ones as workers (two first imports) hold up every
    reply until they end."""

    def queue_of(task: str) -> str:
        return str(current_app.amqp.router.route({}, task)["queue"].name)

    assert queue_of("integrations.tasks.sync") != queue_of("tickets.tasks.deliver_message")
