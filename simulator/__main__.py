"""`python -m simulator --port 8001 --state DIR`."""

import argparse
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from simulator.app import create_market
from simulator.seed import Seeding
from simulator.serving import listen, server_of


def arguments() -> argparse.Namespace:
    """The command line, with defaults from the environment."""
    parser = argparse.ArgumentParser(prog="simulator", description="A stand-in for Allegro.")
    environment = os.environ
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=int(environment.get("SIMULATOR_PORT") or 8001))
    parser.add_argument("--state", type=Path, default=Path(environment.get("SIMULATOR_STATE") or "var/simulator"))
    parser.add_argument("--reset", action="store_true", help="forget everything and seed again")
    parser.add_argument("--empty", action="store_true", help="sellers, buyers and orders but no cases")
    return parser.parse_args()


def main() -> int:
    """Serve until told to stop. 2 when the port is busy."""
    options = arguments()
    try:
        listener = listen(options.host, options.port)
    except OSError as error:
        sys.stderr.write(
            f"The simulator cannot listen on {options.host}:{options.port}: {error.strerror}. "
            "Choose another port with --port or SIMULATOR_PORT.\n"
        )
        return 2
    if options.reset:
        for leftover in options.state.glob("simulator.sqlite3*"):
            leftover.unlink()
    market = create_market(options.state, seed=Seeding.EMPTY if options.empty else Seeding.DEMO)
    sys.stdout.write(f"The simulator listens on http://{options.host}:{options.port}/\n")
    sys.stdout.flush()
    server = server_of(market)

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn stops on its own handler and then raises the signal again: to be told to stop is no failure.
        signal.signal(number, stop)
    server.run([listener])
    market.world.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
