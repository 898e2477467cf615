"""The simulator on a free port, for tests and benchmarks in the same process."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from simulator.app import create_market
from simulator.marketplace import Marketplace
from simulator.moments import Clock, now
from simulator.options import Options
from simulator.seed import Seeding
from simulator.serving import listen, server_of

START_SECONDS = 10


@dataclass(frozen=True)
class Running:
    """`url` has no trailing slash; `market` is the live state, which a test may play through directly."""

    url: str
    market: Marketplace


@contextmanager
def running(
    *,
    seed: Seeding = Seeding.EMPTY,
    options: Options | None = None,
    clock: Clock = now,
    state_dir: Path | None = None,
) -> Iterator[Running]:
    """Serve on 127.0.0.1 until the block ends. Allegro's rate limits are off unless `options` say otherwise."""
    market = create_market(state_dir, seed=seed, options=options or Options(limits=False), clock=clock)
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        server = server_of(market)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            wait_until_started(server, thread)
            yield Running(f"http://127.0.0.1:{port}", market)
        finally:
            server.should_exit = True
            thread.join()
            market.world.store.close()


def wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    """RuntimeError when the server dies or takes more than ten seconds."""
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("The simulator did not start")
        time.sleep(0.01)
