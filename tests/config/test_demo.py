import socket
import stat
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from config.secrets import stored_secret


def test_a_busy_port_is_a_clear_message(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("WEB_PORT", str(port))
        monkeypatch.setenv("SIMULATOR_PORT", "1")
        with pytest.raises(CommandError, match=f"Port {port} is busy. Choose another one: make demo PORT={port + 100}"):
            call_command("demo")


@pytest.mark.parametrize("command", ["demo", "load_demo"])
def test_the_demo_never_touches_a_real_account(settings: LazySettings, command: str) -> None:
    settings.ALLEGRO_ENVIRONMENT = "production"
    with pytest.raises(CommandError):
        call_command(command)


def test_a_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = stored_secret(tmp_path, "secret-key")
    assert stored_secret(tmp_path, "secret-key") == first
    assert len(first) >= 40
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
