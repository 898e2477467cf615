from datetime import timedelta

import pytest
from django.utils import timezone

from config.celery import app
from integrations import heartbeats, tasks
from integrations.heartbeats import BEAT, FILES, QUEUES, REPLIES, SWEEPS
from integrations.models import Heartbeat
from integrations.progress import Sweep
from integrations.sweeps import sweep_if_due
from tests.integrations.dummy import DummyMarketplace, make_integration

pytestmark = pytest.mark.django_db


def late() -> list[str]:
    return [name for name, sign in heartbeats.signs().items() if sign.is_late]


def silent_for(seconds: int) -> None:
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=seconds))


@pytest.fixture(autouse=True)
def _just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process has given no sign beside its work yet."""
    monkeypatch.setattr(heartbeats, "_noted", {})


def test_before_anything_ran_nothing_lives() -> None:
    assert late() == [BEAT, SWEEPS, REPLIES, FILES]


def test_who_has_never_given_a_sign_is_late_once_the_others_have_lived_for_so_long() -> None:
    tasks.heartbeat(SWEEPS)
    assert late() == []
    silent_for(50)
    tasks.heartbeat(SWEEPS)
    assert late() == [REPLIES, FILES]


def test_each_queue_is_asked_by_beat_in_time() -> None:
    entries = [one for name, one in app.conf.beat_schedule.items() if name.startswith("heartbeat-")]
    assert {entry["args"][0] for entry in entries} == set(QUEUES)
    for entry in entries:
        assert entry["options"]["queue"] == entry["args"][0]
        assert entry["schedule"] == heartbeats.EVERY.total_seconds()
        options = app.amqp.router.route(dict(entry["options"]), entry["task"], entry["args"])
        assert getattr(options["queue"], "name", options["queue"]) == entry["args"][0]
    assert heartbeats.EVERY * 4 <= heartbeats.LATE


def test_a_long_sweep_shows_that_its_worker_lives(dummy: DummyMarketplace) -> None:
    heartbeats.note(BEAT)
    silent_for(50)

    def work(sweep: Sweep) -> None:
        sweep.saved_at -= timedelta(seconds=2)
        sweep.checkpoint()

    dummy.does = work
    sweep_if_due(make_integration(last_quick_at=None).pk)
    assert late() == [BEAT, REPLIES, FILES]


def test_a_worker_that_goes_from_task_to_task_shows_that_it_lives() -> None:
    heartbeats.note(BEAT)
    silent_for(50)
    heartbeats.note_beside_work(REPLIES)
    assert late() == [BEAT, SWEEPS, FILES]
    silent_for(50)
    heartbeats.note_beside_work(REPLIES)
    assert REPLIES in late()  # not with every task
    heartbeats.note_beside_work("elsewhere")
    assert not Heartbeat.objects.filter(name="elsewhere").exists()
