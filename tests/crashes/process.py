"""Parley's own processes, armed: `python -m tests.crashes.process worker|beat|web`.

They are the real ones. The step named in PARLEY_CRASH_AT ("reply claimed") ends the whole process group by SIGKILL, as
a power cut would. Times that are too long for a test are shortened here,
so that the product needs no switches for it.
"""

import logging
import os
import signal
import sys
from datetime import timedelta

import django

# Celery's beat names its own steps; the product names the others.
STEPS = ("parley.steps", "celery.beat")


class Killer(logging.Handler):
    """Dies at a step."""

    def __init__(self, step: str) -> None:
        super().__init__(logging.DEBUG)
        self.step = step

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith(self.step):
            os.killpg(os.getpgrp(), signal.SIGKILL)


def arm(point: str) -> None:
    for name in STEPS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)
        logger.addHandler(Killer(point))


def hurry() -> None:
    """Minutes become seconds, and twenty entries a page."""
    from django.conf import settings

    from integrations import leases, sweeps
    from integrations.allegro import pace, proving
    from tickets import delivery

    settings.ALLEGRO_PAGE_SIZE = 20
    delivery.SENDING_LIMIT = timedelta(seconds=4)
    delivery.READING_DELAYS = (timedelta(seconds=0.5), timedelta(seconds=0.5), timedelta(seconds=1))
    delivery.RETRY_FIRST = timedelta(seconds=1)
    leases.LASTS = timedelta(seconds=4)
    sweeps.PAUSE_FIRST = timedelta(seconds=1)
    proving.SOONEST = timedelta(seconds=1)
    pace.YOUNG_EVERY = pace.OTHERS_EVERY = timedelta(seconds=1)


def main(role: str) -> None:
    django.setup()
    hurry()
    if os.environ.get("PARLEY_CRASH_AT"):
        arm(os.environ["PARLEY_CRASH_AT"])
    if role == "web":
        from gunicorn.app.wsgiapp import run

        bind = f"127.0.0.1:{os.environ['WEB_PORT']}"
        sys.argv = [
            "gunicorn",
            "config.wsgi",
            "--bind",
            bind,
            "--workers",
            "1",
            "--threads",
            "4",
            "--no-control-socket",
        ]
        run()
        return
    from config.celery import app

    for entry in app.conf.beat_schedule.values():
        entry["schedule"] = min(entry["schedule"], 1.0)
    quiet = [
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        "--concurrency",
        "2",
        "--queues",
        "replies,sweeps,files",
    ]
    schedule = ["--schedule", f"{os.environ['PARLEY_DATA_DIR']}/beat-{os.getpid()}"]
    app.start([role, "--loglevel", "warning", *(quiet if role == "worker" else schedule)])


if __name__ == "__main__":
    main(sys.argv[1])
