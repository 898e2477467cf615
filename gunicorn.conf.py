"""The web server, wherever it runs; the address is given to it (`--bind`). docs/running.md says how to size it."""

import gc
import os
from pathlib import Path

from django.urls import resolve

workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)

timeout = 60  # seconds without a sign of life until a worker is replaced; a thread may be busy for longer
graceful_timeout = 30  # seconds that requests under way are given when the server stops
keepalive = 65  # seconds; longer than a proxy keeps its connections, so that it is the proxy who closes them
max_requests = 5000
max_requests_jitter = 1000

# Workers share the memory of what was loaded before they were made.
preload_app = True

# Signs of life are written there: a slow disk must not look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - the folder is the point
control_socket_disable = True
loglevel = "warning"


def when_ready(_server: object) -> None:
    """Load the pages' code too, and keep the collector from touching what is loaded: so it stays shared."""
    resolve("/healthz")
    gc.collect()
    gc.freeze()
