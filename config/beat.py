"""Beat on several machines: one sends, the others stand by and take over when it dies (docs/decisions/0014)."""

import logging
import os
import socket
from typing import Any
from uuid import uuid4

from celery.beat import Scheduler
from django.conf import settings
from redis import Redis, RedisError

LOCK = "parley-beat"
LASTS = 15.0  # seconds that the lock outlives a beat that died
LOOK_EVERY = 3  # seconds between two looks of a beat that stands by, and between two renewals at most

logger = logging.getLogger("parley.beat")


class OneAtATime(Scheduler):
    """Celery's scheduler, which sends only while it holds a lock in Redis.

    It keeps no schedule on disk: everything runs every few seconds, so that whoever takes over sends all of it at once.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex}"
        self._is_active = False
        connection = Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=5)
        self._lock = connection.lock(LOCK, timeout=LASTS, thread_local=False)
        super().__init__(*args, **kwargs | {"max_interval": LOOK_EVERY})

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send at most one task, if the lock is ours; returns the seconds until the next tick."""
        was_active, self._is_active = self._is_active, self._hold()
        if was_active != self._is_active:
            logger.warning("Beat %s %s.", self._name, "is active" if self._is_active else "stands by")
        return super().tick(*args, **kwargs) if self._is_active else LOOK_EVERY

    def close(self) -> None:
        """Let another one take over at once."""
        try:
            if self._lock.owned():
                self._lock.release()
        except RedisError:
            logger.warning("Beat %s could not give up its lock; it ends by itself.", self._name)
        super().close()

    def _hold(self) -> bool:
        """Keep or take the lock. Without Redis nobody is active: what would be sent goes through it too."""
        try:
            if self._lock.owned() and self._lock.reacquire():
                return True
            return bool(self._lock.acquire(blocking=False, token=self._name))
        except RedisError as error:
            logger.warning("Beat %s cannot reach the lock: %s.", self._name, type(error).__name__)
            return False
