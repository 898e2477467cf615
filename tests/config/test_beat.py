"""Of several beats one sends. Redis keeps the lock, so these need it."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from celery import Celery
from django.conf import settings

pytestmark = pytest.mark.skipif(not settings.REDIS_URL, reason="Without Redis there is one machine, and one beat.")

if settings.REDIS_URL:
    from config.beat import LOCK, LOOK_EVERY, OneAtATime


class Sent(Exception):
    """What the tests let the schedule do."""


@pytest.fixture
def app() -> Iterator[Celery]:
    connection = redis.Redis.from_url(settings.REDIS_URL)
    connection.delete(LOCK)
    app = Celery("beats", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {"often": {"task": "often", "schedule": 0.0}}
    yield app
    connection.delete(LOCK)


def beat(app: Celery) -> "tuple[OneAtATime, list[str]]":
    sent: list[str] = []

    class Noted(OneAtATime):
        def apply_async(self, entry: Any, *_args: Any, **_kwargs: Any) -> Any:
            sent.append(entry.task)

    return Noted(app, lazy=False), sent


def test_one_sends_and_the_other_stands_by(app: Celery) -> None:
    (first, by_first), (second, by_second) = beat(app), beat(app)
    first.tick()
    assert second.tick() == LOOK_EVERY
    assert (by_first, by_second) == (["often"], [])


def test_when_one_is_closed_the_other_takes_over_at_once(app: Celery) -> None:
    (first, _by_first), (second, by_second) = beat(app), beat(app)
    first.tick()
    first.close()
    second.tick()
    assert by_second == ["often"]


def test_when_one_dies_the_other_takes_over_when_the_lock_ends(app: Celery) -> None:
    (first, _by_first), (second, by_second) = beat(app), beat(app)
    first.tick()
    second.tick()
    redis.Redis.from_url(settings.REDIS_URL).pexpire(LOCK, 1)
    time.sleep(0.05)
    second.tick()
    assert by_second == ["often"]


def test_who_lost_the_lock_stops_sending(app: Celery) -> None:
    (first, by_first), (second, _by_second) = beat(app), beat(app)
    first.tick()
    redis.Redis.from_url(settings.REDIS_URL).delete(LOCK)
    second.tick()
    first.tick()
    assert by_first == ["often"]


def test_without_redis_nobody_sends_and_nobody_falls_over(app: Celery, monkeypatch: pytest.MonkeyPatch) -> None:
    scheduler, sent = beat(app)

    def away(*_args: object, **_kwargs: object) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(scheduler._lock, "owned", away)
    assert scheduler.tick() == LOOK_EVERY
    assert sent == []
