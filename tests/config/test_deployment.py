"""docker-compose.yml, the Dockerfile and the Procfile tell one story."""

import re
import runpy
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\$\{(\w+)")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def procfile() -> dict[str, list[str]]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    return {name: shlex.split(command) for name, _colon, command in (line.partition(":") for line in lines)}


def test_every_queue_of_a_task_has_a_worker(compose: dict[str, Any]) -> None:
    queues = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    queues.add(settings.CELERY_TASK_DEFAULT_QUEUE)
    for commands in (
        [shlex.split(one["command"]) for one in compose["services"].values() if "command" in one],
        procfile().values(),
    ):
        served = {words[words.index("--queues") + 1] for words in commands if "--queues" in words}
        assert queues <= served


@pytest.mark.parametrize("name", ["replies", "sweeps", "files"])
def test_workers_run_as_in_the_procfile(compose: dict[str, Any], name: str) -> None:
    assert set(shlex.split(compose["services"][name]["command"])) == set(procfile()[name])


def test_replies_share_their_workers_with_nothing_that_takes_long(compose: dict[str, Any]) -> None:
    words = shlex.split(compose["services"]["replies"]["command"])
    assert words[words.index("--queues") + 1] == "replies"


def test_two_beats_stand_ready(compose: dict[str, Any]) -> None:
    assert compose["services"]["beat"]["deploy"]["replicas"] == 2
    assert settings.REDIS_URL == "" or settings.CELERY_BEAT_SCHEDULER == "config.beat.OneAtATime"


@pytest.mark.parametrize("name", ["replies", "sweeps", "files", "beat", "postgres", "redis", "simulator"])
def test_every_service_says_how_it_is(compose: dict[str, Any], name: str) -> None:
    assert compose["services"][name]["healthcheck"]["test"]


def test_nobody_starts_before_the_database_is_up_to_date(compose: dict[str, Any]) -> None:
    for name in ("web", "replies", "sweeps", "files", "beat"):
        assert compose["services"][name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_what_the_file_asks_for_is_explained(compose: dict[str, Any]) -> None:
    asked = set(VARIABLE.findall((ROOT / "docker-compose.yml").read_text()))
    explained = set(re.findall(r"^#?([A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert asked <= explained


def test_the_image_runs_as_nobody_special_and_says_how_it_is() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER parley$", text, re.M)
    assert text.index("USER parley") < text.index("CMD [")
    assert "HEALTHCHECK" in text


def test_the_image_holds_what_the_processes_import_and_no_more() -> None:
    kept = {
        line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    }
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench", "tests", "docs"}
    assert rooms <= kept
    assert not kept & {".env", "tests", "var", ".git"}


def test_the_web_server_is_sized_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "5")
    monkeypatch.setenv("WEB_THREADS", "3")
    configuration = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert (configuration["workers"], configuration["threads"]) == (5, 3)
    assert configuration["preload_app"] is True
