from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from celery import current_app
from django.conf import LazySettings
from django.utils import timezone

from config.celery import app
from integrations import tasks
from integrations.models import SyncRun
from integrations.progress import Sweep
from tests.integrations.dummy import DummyMarketplace, make_integration

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    """Tasks run where they are enqueued."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


def test_every_integration_that_is_due_is_swept(dummy: DummyMarketplace) -> None:
    due = [make_integration(last_quick_at=None, login_field=None), make_integration(last_quick_at=None)]
    make_integration(last_quick_at=timezone.now(), name="not due")
    tasks.sync_due()
    assert list(SyncRun.objects.values_list("integration", flat=True)) == [due[1].pk]


def test_an_account_that_breaks_down_does_not_stop_the_others(dummy: DummyMarketplace) -> None:
    broken = make_integration(last_quick_at=None, name="A, first in the row")
    sound = make_integration(last_quick_at=None, name="B")

    def work(sweep: Sweep) -> None:
        if sweep.integration == broken:
            raise ZeroDivisionError

    dummy.does = work
    tasks.sync_due()

    assert broken.runs.get().outcome == "failed"
    assert sound.runs.get().outcome == "complete"


def test_a_sweep_on_request_does_not_wait_for_its_time(dummy: DummyMarketplace) -> None:
    tasks.sync_now(make_integration().pk)
    assert dummy.swept == ["quick"]


def test_a_sweep_is_enqueued_before_its_time_and_begins_on_it(
    dummy: DummyMarketplace, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.QUICK_SWEEP_SECONDS = 30
    now = timezone.now()
    swept = now - timedelta(seconds=27)
    soon = make_integration(last_quick_at=swept, name="soon")
    late = make_integration(last_quick_at=now - timedelta(seconds=50), name="late")
    make_integration(last_quick_at=now - timedelta(seconds=20), name="after the next look")
    enqueued: dict[int, datetime | None] = {}
    monkeypatch.setattr(tasks.sync, "apply_async", lambda args, **when: enqueued.update({args[0]: when.get("eta")}))

    tasks.sync_due()

    assert enqueued == {soon.pk: swept + timedelta(seconds=30), late.pk: None}


def test_whose_last_sweep_is_oldest_comes_first(dummy: DummyMarketplace, monkeypatch: pytest.MonkeyPatch) -> None:
    importing, waiting, new = (make_integration(last_quick_at=None) for _number in range(3))
    for integration, seconds in ((importing, 1), (waiting, 90)):
        SyncRun.objects.create(integration=integration, kind="quick")
        began = timezone.now() - timedelta(seconds=seconds)
        SyncRun.objects.filter(integration=integration).update(started_at=began)
    enqueued: list[int] = []
    monkeypatch.setattr(tasks.sync, "apply_async", lambda args, **_when: enqueued.append(args[0]))

    tasks.sync_due()

    assert enqueued == [new.pk, waiting.pk, importing.pk]


def test_beat_looks_as_often_as_sweeps_are_enqueued_ahead() -> None:
    assert app.conf.beat_schedule["sync-due"]["schedule"] == tasks.LOOK_EVERY.total_seconds()
