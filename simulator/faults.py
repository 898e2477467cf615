"""The one place every API request passes on its way to the answer, where misbehaviour can be put in.

A fault sees the route's name and may answer itself, change the answer, or let it through. None is registered here.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from simulator.api.call import Call

Answer = Callable[[], Awaitable[Response]]
Fault = Callable[["Call", Answer], Awaitable[Response]]


class Faults:
    """Faults by route name, such as `issues.chat`; see `api/` for the names."""

    def __init__(self) -> None:
        """Nothing misbehaves until it is registered."""
        self._by_route: dict[str, list[Fault]] = {}

    def register(self, route: str, fault: Fault) -> None:
        """Put `fault` around the answers of `route`; the last one registered is outermost."""
        self._by_route.setdefault(route, []).append(fault)

    def clear(self) -> None:
        """Behave again."""
        self._by_route.clear()

    async def through(self, call: "Call", answer: Answer) -> Response:
        """The answer, as the registered faults leave it."""
        for fault in self._by_route.get(call.route, []):
            answer = _around(fault, call, answer)
        return await answer()


def _around(fault: Fault, call: "Call", answer: Answer) -> Answer:
    async def answered() -> Response:
        return await fault(call, answer)

    return answered
