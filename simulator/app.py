"""Puts the simulator together."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from simulator import control, oauth
from simulator.api import account, issues, messaging, missing
from simulator.desk import routes as desk
from simulator.limits import Limits
from simulator.marketplace import Marketplace
from simulator.moments import Clock, now
from simulator.options import Options
from simulator.pages import HERE
from simulator.seed import Seeding, sow
from simulator.store import Store
from simulator.world import World


def create_market(
    state_dir: Path | None,
    *,
    seed: Seeding = Seeding.DEMO,
    options: Options | None = None,
    clock: Clock = now,
) -> Marketplace:
    """The marketplace of a folder, or one in memory when `state_dir` is None. A new one is seeded."""
    options = options or Options()
    world = World(Store(state_dir), clock)
    if not world.sellers:
        sow(world, seed)
    limits = Limits(enabled=options.limits, per_minute=options.requests_per_minute)
    return Marketplace(world, options, limits)


def app_of(market: Marketplace) -> Starlette:
    """The application that serves a marketplace, which is its `state.market`."""
    endpoints = [*issues.ENDPOINTS, *messaging.ENDPOINTS, *account.ENDPOINTS]
    routes = [
        *[endpoint.route() for endpoint in endpoints],
        *missing.ROUTES,
        *oauth.ROUTES,
        Mount("/control", routes=control.ROUTES),
        Mount("/static", StaticFiles(directory=HERE / "static"), name="static"),
        *desk.ROUTES,
    ]
    app = Starlette(routes=routes, exception_handlers={404: missing.not_found})
    app.state.market = market
    return app
