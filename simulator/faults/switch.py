"""A misbehaviour that is switched on: whom it strikes, how often still, and what it remembers."""

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from simulator.faults.misbehaviour import Handle, Misbehaviour, Options, Strike

if TYPE_CHECKING:
    from simulator.api.call import Asked


@dataclass(frozen=True)
class Switched:
    """A misbehaviour that is switched on. `left` None means until it is switched off; `struck` counts its strikes."""

    id: str
    routes: tuple[str, ...]
    left: int | None
    probability: float
    only: str
    seller: str
    options: Options
    struck: int


@dataclass
class Switch:
    """The state behind a `Switched`."""

    misbehaviour: Misbehaviour
    routes: tuple[str, ...]
    left: int | None
    probability: float
    only: str
    seller: str
    options: Options
    struck: int = 0
    memory: dict[Any, Any] = field(default_factory=dict)

    def concerns(self, call: "Asked", random: Random) -> bool:
        """Whether this call is struck; it is counted then."""
        if call.route not in self.routes or self.left == 0 or self.only not in call.request.url.path:
            return False
        seller = call.seller
        if self.seller and (seller is None or self.seller not in (seller.id, seller.login)):
            return False
        if self.probability < 1 and random.random() >= self.probability:
            return False
        self._count(1)
        return True

    async def act(self, handle: Handle, call: "Asked") -> Response:
        """The answer of a call that it `concerns`."""
        strike = Strike(call, handle, self.options, self.memory, missed=lambda: self._count(-1))
        return await self.misbehaviour.act(strike)

    def _count(self, strikes: int) -> None:
        self.struck += strikes
        self.left = None if self.left is None else self.left - strikes

    def shown(self) -> Switched:
        """As others may see it."""
        return Switched(
            self.misbehaviour.id,
            self.routes,
            self.left,
            self.probability,
            self.only,
            self.seller,
            self.options,
            self.struck,
        )
