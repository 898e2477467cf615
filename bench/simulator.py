"""How many requests a second the simulator answers on one core: `python -m bench.simulator`.

It starts a simulator on the demo's data, holds it to one core and reads over one kept-alive connection.
The bar is 300 requests a second for the list and for a chat.
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

PORT = 8791
SECONDS = 4
BAR = 300
HEADERS = {
    "User-Agent": "Bench/1.0 (+https://bench.example/)",
    "Accept": "application/vnd.allegro.beta.v1+json",
}


@contextmanager
def served() -> Iterator[http.client.HTTPConnection]:
    """A connection to a fresh simulator."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "simulator", "--port", str(PORT), "--state", folder]
        environment = os.environ | {"SIMULATOR_LIMITS": "off"}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603  # our own module
        try:
            assert process.stdout is not None
            process.stdout.readline()
            os.sched_setaffinity(process.pid, {0})
            yield http.client.HTTPConnection("127.0.0.1", PORT)
        finally:
            process.terminate()
            process.wait()


def ask(connection: http.client.HTTPConnection, method: str, path: str, body: str | None = None) -> bytes:
    """The body of an answer that must be a good one."""
    connection.request(method, path, body, HEADERS)
    response = connection.getresponse()
    content = response.read()
    assert response.status == http.client.OK, content
    return content


def rate(connection: http.client.HTTPConnection, path: str) -> float:
    """Answers a second, one after the other."""
    count, started = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - started) < SECONDS:
        ask(connection, "GET", path)
        count += 1
    return count / elapsed


def main() -> int:
    """Print the rates; 1 when one is below the bar."""
    with served() as connection:
        pair = json.loads(ask(connection, "POST", "/control/tokens", '{"seller": "sklep-dom-i-ogrod"}'))
        HEADERS["Authorization"] = f"Bearer {pair['access_token']}"
        ask(connection, "POST", "/control/bulk", '{"seller": "sklep-dom-i-ogrod", "cases": 60, "messages": 5}')
        issues = json.loads(ask(connection, "GET", "/sale/issues?limit=100"))["issues"]
        paths = {
            "list of 10": "/sale/issues",
            f"list of {len(issues)}": "/sale/issues?limit=100",
            "chat": f"/sale/issues/{issues[0]['id']}/chat?limit=100",
            "threads": "/messaging/threads",
        }
        rates = {name: rate(connection, path) for name, path in paths.items()}
    for name, value in rates.items():
        print(f"{name:12} {value:7.0f} requests/s")
    return 0 if min(rates.values()) >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
