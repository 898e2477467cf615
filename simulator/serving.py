"""How a marketplace is served: one quiet uvicorn on one socket."""

import socket

import uvicorn

from simulator.app import app_of
from simulator.faults.clocks import Dated
from simulator.hanging_up import WithTransport
from simulator.marketplace import Marketplace

BACKLOG = 128


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Said to be TCP, or asyncio does not switch Nagle's delay off and every small answer takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def server_of(market: Marketplace) -> uvicorn.Server:
    """No access log, no lifespan, warnings only."""
    config = uvicorn.Config(
        WithTransport(Dated(app_of(market), market)),
        date_header=False,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)
