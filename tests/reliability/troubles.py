"""What Allegro does wrong in the stories."""

from collections.abc import Callable

from starlette.responses import JSONResponse, Response

from simulator.api.call import Call
from simulator.faults import Answer
from simulator.marketplace import Marketplace

Trouble = Callable[[Marketplace, int], None]
READS = [
    "issues.list",
    "issues.get",
    "issues.chat",
    "messaging.list",
    "messaging.get",
    "messaging.messages",
    "orders.get",
]
WRITES = ["issues.message", "messaging.message"]


def failing(routes: list[str], status: int, *, stored: bool = False, code: str = "") -> Trouble:
    def switch(market: Marketplace, count: int) -> None:
        left = [count]

        async def fault(call: Call, answer: Answer) -> Response:
            if not left[0]:
                return await answer()
            left[0] -= 1
            if stored:
                await answer()
            return JSONResponse({"errors": [{"code": code}]} if code else None, status)

        for route in routes:
            market.faults.register(route, fault)

    return switch


TROUBLES: dict[str, Trouble] = {
    "reads 503": failing(READS, 503),
    "reads 404": failing(READS, 404, code="DATA_FETCHING_ERROR"),
    "writes 504 stored": failing(WRITES, 504, stored=True),
    "writes 504": failing(WRITES, 504),
    "unauthorised": failing(READS + WRITES, 401),
    "429": failing(READS + WRITES, 429),
}
