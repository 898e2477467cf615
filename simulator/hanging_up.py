"""Lets an answer break the connection, as networks do."""

import asyncio
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

KEY = "simulator.transport"


class WithTransport:
    """Hands the connection's transport on to the answers; uvicorn's `send` belongs to a cycle that knows it."""

    def __init__(self, app: ASGIApp) -> None:
        """Around the whole application, where `send` is still the server's own."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve."""
        scope[KEY] = getattr(getattr(send, "__self__", None), "transport", None)
        await self.app(scope, receive, send)


async def hang_up(scope: Scope) -> None:
    """Close the connection at once, whatever was promised. RuntimeError under another server."""
    transport: Any = scope.get(KEY)
    if transport is None:
        raise RuntimeError("This server does not let an answer break the connection")
    # What was written is flushed first, or half an answer would be none.
    while transport.get_write_buffer_size() and not transport.is_closing():
        await asyncio.sleep(0.01)
    transport.close()
    await asyncio.sleep(0.05)
