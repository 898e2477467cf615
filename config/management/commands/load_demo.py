"""`manage.py load_demo`: people, queues and statuses, and one simulated seller connected, with its cases imported."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from config.demo_workspace import make_workspace
from integrations.allegro.client import oauth
from integrations.allegro.connecting import connect
from integrations.allegro.environments import environment
from integrations.allegro.views.signing_in import callback_address
from integrations.models import Integration
from integrations.sweeps import sweep_if_due

SELLER_ID = "44120871"  # sklep-dom-i-ogrod
START_SECONDS = 60


class Command(BaseCommand):
    help = "Fill an empty Parley with a demo workspace: one simulated seller connected, its cases imported."

    def handle(self, *args: object, **options: object) -> None:
        if settings.ALLEGRO_ENVIRONMENT != "simulator":
            raise CommandError("The demo is for the simulator only: set ALLEGRO_ENVIRONMENT=simulator.")
        if Integration.objects.exists():
            return
        self.stdout.write("Loading the demo workspace…")
        with translation.override(settings.LANGUAGE_CODE):
            other_data = make_workspace()
            with _simulator():
                run = sweep_if_due(_connect(other_data))
        if run is None or run.failure:
            raise CommandError(f"The first import failed: {run.failure if run else 'no sweep'}")
        self.stdout.write(f"{run.cases_done} cases imported.")


def _connect(other_data: dict[str, Any]) -> int:
    """Sign in at the simulator's own pages, as a seller would in the browser, and start the integration."""
    verifier = oauth.new_verifier()
    address = oauth.authorize_url(environment(), redirect_uri=callback_address(), state="demo", verifier=verifier)
    asked = dict(parse_qsl(urlsplit(address).query))
    approval = asked | {"seller": SELLER_ID, "decision": "approve"}
    answer = requests.post(address.partition("?")[0], data=approval, allow_redirects=False, timeout=START_SECONDS)
    code = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))["code"]
    connected = connect(code, verifier, callback_address(), None, None)
    pk = int(connected.account.integration_id)
    Integration.objects.filter(pk=pk).update(**other_data, is_running=True, started_at=timezone.now())
    return pk


@contextmanager
def _simulator() -> Iterator[None]:
    """The simulator, for as long as the import takes; the process manager starts it for good afterwards."""
    command = [sys.executable, "-m", "simulator", "--port", os.environ["SIMULATOR_PORT"]]
    state = settings.DATA_DIR / "simulator"
    process = subprocess.Popen([*command, "--state", str(state)], cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        _wait_for_simulator(process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def _wait_for_simulator(process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            requests.get(settings.SIMULATOR_URL, timeout=5)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise CommandError("The simulator did not start.")
