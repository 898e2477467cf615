"""What a container asks about its own process: `python -m config.healthcheck web|worker|beat`; 1 when it is ill."""

import os
import socket
import sys
from collections.abc import Callable
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from config.celery import app

SECONDS = 5


def web(address: str = "http://127.0.0.1:8000") -> bool:
    """The server answers. It is asked by the name of SITE_URL, since Django refuses names that it does not know."""
    name = urlsplit(os.environ.get("SITE_URL", "")).hostname or "localhost"
    try:
        with urlopen(Request(f"{address}/healthz", headers={"Host": name}), timeout=SECONDS) as response:  # noqa: S310 - http
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def worker() -> bool:
    """The worker of this container answers through the broker."""
    return _answers("celery")


def beat() -> bool:
    """The beat of this container answers, and has ticked within a minute; it may stand by."""
    return _answers("celerybeat")


def _answers(kind: str) -> bool:
    return bool(app.control.inspect([f"{kind}@{socket.gethostname()}"], timeout=SECONDS).ping())


CHECKS: dict[str, Callable[[], bool]] = {"web": web, "worker": worker, "beat": beat}


if __name__ == "__main__":
    sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
