"""The one place every API request passes on its way to the answer, where misbehaviour can be put in.

A fault sees the route's name and may answer itself, change the answer, or let it through. Tests register their own;
those of the catalogue are switched on by their ids.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from random import Random
from typing import TYPE_CHECKING, cast

from starlette.responses import Response

from simulator.faults.misbehaviour import Handle, Misbehaviour, Options
from simulator.faults.switch import Switch, Switched

if TYPE_CHECKING:
    from simulator.api.call import Asked, Call

Answer = Callable[[], Awaitable[Response]]
Fault = Callable[["Call", Answer], Awaitable[Response]]


class Faults:
    """Faults by route name, such as `issues.chat` (see `api/` for the names), and those switched on by id."""

    def __init__(self, catalogue: Mapping[str, Misbehaviour] | None = None) -> None:
        """Nothing misbehaves until it is registered or switched on."""
        self.catalogue = catalogue or {}
        self._by_route: dict[str, list[Fault]] = {}
        self._switches: dict[str, Switch] = {}
        self._random = Random()

    def register(self, route: str, fault: Fault) -> None:
        """Put `fault` around the answers of `route`; the last one registered is outermost."""
        self._by_route.setdefault(route, []).append(fault)

    def switch_on(
        self,
        id_: str,
        *,
        routes: tuple[str, ...] = (),
        count: int | None = None,
        probability: float = 1.0,
        only: str = "",
        seller: str = "",
        options: Options | None = None,
    ) -> None:
        """Misbehave from now on, in place of an earlier switch of the same id.

        `count` strikes at most, each with `probability`; calls that the misbehaviour has nothing to do to do not count.
        `routes` are its own unless named, `only` is a part of the path, `seller` a login or id.
        ValueError for what the catalogue does not know.
        """
        if id_ not in self.catalogue:
            raise ValueError(f"There is no fault {id_}")
        misbehaviour = self.catalogue[id_]
        chosen = misbehaviour.options_with(options or {})
        unknown = set(routes) - self.routes_of(misbehaviour)
        if unknown:
            raise ValueError(f"{id_} does not strike {', '.join(sorted(unknown))}")
        if not 0 < probability <= 1 or (count is not None and count < 1):
            raise ValueError("A count is at least 1, a probability above 0 and at most 1")
        struck = routes or misbehaviour.routes_with(chosen)
        self._switches[id_] = Switch(misbehaviour, struck, count, probability, only, seller, chosen)

    def routes_of(self, misbehaviour: Misbehaviour) -> frozenset[str]:
        """Every route that it can strike."""
        able = self.catalogue.values() if misbehaviour.anywhere else [misbehaviour]
        return frozenset(route for one in able for routes in (one.routes, *one.elsewhere.values()) for route in routes)

    def switch_off(self, id_: str = "") -> None:
        """Stop misbehaving in this way, or in all; one that is not switched on is no error."""
        if id_:
            self._switches.pop(id_, None)
        else:
            self._switches.clear()

    @property
    def active(self) -> tuple[Switched, ...]:
        """What is switched on, in the order of switching; used-up ones are left out."""
        return tuple(switch.shown() for switch in self._switches.values() if switch.left != 0)

    def switch(self, id_: str) -> Switch | None:
        """The state of a switch, for those who must know between two calls."""
        return self._switches.get(id_)

    def struck(self, id_: str) -> int:
        """How often a switch has done something since it was switched on."""
        return self._switches[id_].struck if id_ in self._switches else 0

    def seed(self, number: int) -> None:
        """Make probabilities repeatable."""
        self._random.seed(number)

    def clear(self) -> None:
        """Behave again."""
        self._by_route.clear()
        self._switches.clear()

    async def through(self, call: "Asked", handle: Handle) -> Response:
        """The answer, as the faults leave it."""
        for switch in [one for one in self._switches.values() if one.concerns(call, self._random)]:
            handle = partial(switch.act, handle)
        answer: Answer = partial(handle, call)
        for fault in self._by_route.get(call.route, []):
            answer = partial(fault, cast("Call", call), answer)  # tests register on routes of the API only
        return await answer()
