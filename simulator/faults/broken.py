"""Answers that break on the way: F14, F28, and those without a number."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from simulator.faults.answers import edited, html, refusal
from simulator.faults.facts import messages_in
from simulator.faults.misbehaviour import Strike
from simulator.hanging_up import hang_up

PIECE = b" " * 65_536


class HungUp(Response):
    """`whole` is announced, half of it is sent, and the line goes dead; without `whole` nothing is sent at all."""

    def __init__(self, whole: Response | None = None) -> None:
        """A response whose status is what would have been answered."""
        super().__init__(status_code=whole.status_code if whole else 200)
        self.whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Break off."""
        if self.whole is not None:
            body = bytes(getattr(self.whole, "body", b""))  # a stream has none: its head comes, and no more
            headers = self.whole.raw_headers
            await send({"type": "http.response.start", "status": self.whole.status_code, "headers": headers})
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        await hang_up(scope)


async def other_host(strike: Strike) -> Response:
    """F14: a file's address lies on another host of Allegro's."""

    def change(body: Any) -> None:
        for message in messages_in(body):
            for file in message["attachments"]:
                id_ = str(file["url"]).rpartition("/")[2]
                file["url"] = f"{strike.text('host')}/message-center/attachments/{id_}"

    return await edited(strike, change)


async def gateway_page(strike: Strike) -> Response:
    """F28: an HTML page instead of JSON."""
    return html(int(strike.number("status")))


async def slow(strike: Strike) -> Response:
    """The answer takes its time."""
    await asyncio.sleep(strike.number("seconds"))
    return await strike.answer()


async def cut_off(strike: Strike) -> Response:
    """Half of the answer, then nothing."""
    return HungUp(await strike.answer())


async def endless(strike: Strike) -> Response:
    """A body that drips for ever; it ends when the other side hangs up."""
    pause = 1 / max(strike.number("bytes_per_second"), 0.01)

    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(pause)

    return StreamingResponse(drip())


async def huge(strike: Strike) -> Response:
    """A body of that many bytes."""
    total = max(0, int(strike.number("bytes")))

    async def pour() -> AsyncIterator[bytes]:
        left = total
        while left > 0:
            yield PIECE[:left]
            left -= len(PIECE)

    headers = {"Content-Length": str(total)} if strike.options["announced"] else None
    return StreamingResponse(pour(), headers=headers)


async def not_json(_strike: Strike) -> Response:
    """200, and a page."""
    return HTMLResponse("<html><body>Trwają prace techniczne.</body></html>")


async def stored_unanswered(strike: Strike) -> Response:
    """The work is done, and the answer never comes, or is a 504."""
    await strike.answer()
    if strike.text("answer") == "504":
        return refusal(504, "ServiceTimeoutException", "Service did not answer in time.")
    return HungUp()


async def unstored_504(_strike: Strike) -> Response:
    """504, and nothing was done."""
    return refusal(504, "ServiceTimeoutException", "Service did not answer in time.")


async def redirected(strike: Strike) -> Response:
    """302 to somewhere else."""
    return RedirectResponse(strike.text("to"), 302)
