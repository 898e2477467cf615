"""One running simulator: its records, rules and switches, shared by the API, the desk and the control routes."""

from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request

from simulator.faults import Faults
from simulator.faults.catalogue import CATALOGUE
from simulator.faults.clocks import DATE, MOMENTS, ahead
from simulator.limits import Limits
from simulator.options import Options
from simulator.requestlog import RequestLog
from simulator.seed import Seeding, sow
from simulator.world import World


@dataclass
class Marketplace:
    """What a request handler finds in `request.app.state.market`."""

    world: World
    options: Options
    limits: Limits
    faults: Faults = field(default_factory=lambda: Faults(CATALOGUE))
    log: RequestLog = field(default_factory=RequestLog)

    def __post_init__(self) -> None:
        """From now on the world's clock is as far off as a fault says."""
        self.world.ahead = lambda: ahead(self.faults, MOMENTS)

    def date(self) -> datetime:
        """What the marketplace writes as the `Date` of an answer."""
        return self.world.true_clock() + ahead(self.faults, DATE)

    def start_afresh(self, seeding: Seeding) -> None:
        """Forget everything, tokens and faults included, and seed again."""
        self.world.reset()
        self.log.clear()
        self.faults.clear()
        self.limits.clear()
        sow(self.world, seeding)


def market_of(request: Request) -> Marketplace:
    """The simulator that serves this request."""
    market: Marketplace = request.app.state.market
    return market
