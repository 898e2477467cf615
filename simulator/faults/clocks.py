"""Time as Allegro sees it: a clock that differs from ours, and messages that are counted to the millisecond."""

import asyncio
from datetime import datetime, timedelta
from email.utils import format_datetime
from time import monotonic
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulator.faults.misbehaviour import Strike
from simulator.limits import SECOND, too_many

if TYPE_CHECKING:
    from simulator.faults.switchboard import Faults
    from simulator.marketplace import Marketplace

CLOCK = "clock"
EVERYWHERE, DATE, MOMENTS = "everywhere", "date", "moments"
BUSY = "busy"


def ahead(faults: "Faults", place: str) -> timedelta:
    """How far the switch puts the clock ahead at that place (DATE or MOMENTS) now; negative when behind."""
    switch = faults.switch(CLOCK)
    if switch is None or (switch.left == 0 and not switch.memory.get(BUSY)):
        return timedelta(0)
    is_there = switch.options["where"] in (EVERYWHERE, place)
    return timedelta(seconds=float(switch.options["seconds"])) if is_there else timedelta(0)


async def clock_differs(strike: Strike) -> Response:
    """Everything that Allegro dates while it answers, and the answer's own `Date`, are that far off."""
    strike.memory[BUSY] = True  # of the last call that it strikes, too
    try:
        response = await strike.answer()
        response.headers["Date"] = http_date(strike.call.market.date())
    finally:
        strike.memory[BUSY] = False
    return response


async def strictly_counted(strike: Strike) -> Response:
    """A message that arrives within a second of the one before it is refused; the ways there and back vary."""
    seller, random = strike.call.seller, strike.call.world.random
    jitter = strike.number("jitter")
    await asyncio.sleep(random.uniform(0, jitter))
    now, key = monotonic(), seller.id if seller else ""
    before = strike.memory.get(key)
    strike.memory[key] = now
    if before is not None and now - before < SECOND.total_seconds():
        response = too_many("Too many messages: one request per second for a user.", SECOND).response("pl")
    else:
        strike.missed()
        response = await strike.answer()
    await asyncio.sleep(random.uniform(0, jitter))
    return response


def http_date(moment: datetime) -> str:
    """As RFC 9110 writes it: whole seconds, GMT."""
    return format_datetime(moment.replace(microsecond=0), usegmt=True)


class Dated:
    """Gives every answer the marketplace's own `Date`, unless a fault has."""

    def __init__(self, app: ASGIApp, market: "Marketplace") -> None:
        """Around the whole application."""
        self.app, self.market = app, market

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                if all(name.lower() != b"date" for name, _value in headers):
                    headers.append((b"date", http_date(self.market.date()).encode()))
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, dated)
