"""`make demo`: a whole Parley with a simulated Allegro, on this machine alone, under one process manager."""

import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.demo_workspace import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Run Parley with a simulated Allegro until Ctrl-C. Use it through `make demo`."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ALLEGRO_ENVIRONMENT != "simulator":
            raise CommandError("Start the demo with `make demo`: it must not touch a real account.")
        ports = {name: int(os.environ[name]) for name in ("WEB_PORT", "SIMULATOR_PORT")}
        for name, port in ports.items():
            _check_free(name.removeprefix("WEB_"), port)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_demo")
        self.stdout.write(_welcome(ports))
        self.stdout.flush()
        _become_process_manager()


def _check_free(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"Port {port} is busy. Choose another one: make demo {name}={port + 100}") from error


def _welcome(ports: dict[str, int]) -> str:
    people = "\n".join(f"    {email}" for email in PEOPLE)
    return f"""
  Parley            http://localhost:{ports["WEB_PORT"]}/
  Simulated Allegro http://localhost:{ports["SIMULATOR_PORT"]}/  (the buyer's desk)
  Sign in as
{people}
    with the password {PASSWORD}
  Ctrl-C stops everything; make demo again keeps the data, make demo-reset forgets it.
"""


def _become_process_manager() -> None:
    """Hand this process over to honcho, which starts and stops the real processes together."""
    binaries = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}
    honcho = [str(binaries / "honcho"), "--env", os.devnull, "--app-root", str(settings.BASE_DIR), "start"]
    os.execve(honcho[0], honcho, environment)  # noqa: S606 - our own process manager, no shell wanted
