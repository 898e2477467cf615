from collections.abc import Iterator

import pytest
from celery import current_app
from django.utils import timezone

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
