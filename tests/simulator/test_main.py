"""`python -m simulator`: a process of its own."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(state: Path, port: int, *options: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "simulator", "--port", str(port), "--state", str(state), *options]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)  # our own module


@contextmanager
def served(state: Path, *options: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    port = free_port()
    process = start(state, port, *options)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("The simulator listens on")
        wait_for(url := f"http://127.0.0.1:{port}")
        yield url, process
    finally:
        process.kill()
        process.communicate()


def wait_for(url: str) -> None:
    for _ in range(100):
        try:
            requests.get(f"{url}/control/sellers", timeout=5)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("The simulator does not answer")


def test_state_survives_a_kill(tmp_path: Path) -> None:
    with served(tmp_path, "--empty") as (url, process):
        body = {"seller": "elektro-okazje", "kind": "claim", "files": [{"name": "a.png", "content": "b2I="}]}
        case = requests.post(f"{url}/control/cases", json=body, timeout=5).json()
        process.send_signal(signal.SIGKILL)
        process.wait()
    with served(tmp_path) as (url, _process):
        again = requests.get(f"{url}/control/cases/{case['id']}", timeout=5).json()
        assert again["messages"] == case["messages"]
        file_id = case["messages"][0]["files"][0]["id"]
        assert requests.get(f"{url}/desk/files/{file_id}", timeout=5).content == b"ob"
        assert len(requests.get(f"{url}/control/cases", timeout=5).json()) == 1


def test_reset_starts_afresh(tmp_path: Path) -> None:
    for option, seeded in (("--empty", False), ("--reset", True)):
        with served(tmp_path, option) as (url, _process):
            assert bool(requests.get(f"{url}/control/cases", timeout=5).json()) == seeded


def test_a_request_to_stop_stops_it_cleanly(tmp_path: Path) -> None:
    with served(tmp_path, "--empty") as (_url, process):
        process.terminate()
        _, errors = process.communicate(timeout=5)
    assert (process.returncode, errors) == (0, "")


def test_a_busy_port_is_a_clear_message(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(tmp_path, taken.getsockname()[1])
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 2
    assert "cannot listen" in errors
    assert "Traceback" not in errors
