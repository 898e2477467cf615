"""A simulator in memory, without cases, and somebody who calls its API as Parley does."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from simulator.errors import BETA, PUBLIC
from simulator.options import SCOPES, Options
from simulator.seed import Seeding
from simulator.testing import Running, running
from simulator.tokens import issue_pair

USER_AGENT = "Parley/1.0 (+https://parley.example/about)"
SELLER = "44120871"
OTHER_SELLER = "51733290"
CREDENTIALS = ("parley-demo", "parley-demo-secret")
LIST = "/sale/issues?limit=100"


class Clock:
    """Time that stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **parts: float) -> None:
        self.moment += timedelta(**parts)


class Caller:
    """Calls the API with a seller's token and the headers that Allegro asks for."""

    def __init__(self, allegro: Running, seller_id: str = SELLER, scope: str = " ".join(SCOPES)) -> None:
        self.url = allegro.url
        self.headers: dict[str, str | None] = {
            "User-Agent": USER_AGENT,
            "Authorization": f"Bearer {issue_pair(allegro.market, seller_id, scope).access}",
            "Accept": BETA,
        }

    def call(self, method: str, path: str, data: bytes | None = None, **headers: Any) -> requests.Response:
        """Header names are written with underscores; None leaves a header out."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = path if path.startswith("http") else f"{self.url}{path}"
        return requests.request(method, address, data=data, headers=self.headers | named, timeout=5)

    def get(self, path: str, **headers: Any) -> requests.Response:
        return self.call("GET", path, **headers)

    def get_public(self, path: str) -> requests.Response:
        return self.get(path, Accept=PUBLIC)

    def chat(self, issue_id: str, query: str = "limit=100") -> list[Any]:
        return list(self.get(f"/sale/issues/{issue_id}/chat?{query}").json()["chat"])

    def post(self, path: str, body: Any, **headers: Any) -> requests.Response:
        return self.call("POST", path, json.dumps(body).encode(), **{"Content_Type": BETA} | headers)

    def put(self, path: str, body: Any) -> requests.Response:
        return self.call("PUT", path, json.dumps(body).encode(), Content_Type=BETA)

    def put_file(self, path: str, content: bytes, mime: str = "image/png") -> requests.Response:
        return self.call("PUT", path, content, Content_Type=mime)

    def get_file(self, path: str) -> requests.Response:
        return self.get(path, Accept="*/*")

    def upload(self, content: bytes = b"png", name: str = "a.png") -> str:
        """A file for a discussion or a claim, ready to be named in a message."""
        declared = self.post("/sale/issues/attachments", {"fileName": name, "size": len(content)})
        assert self.put_file(declared.headers["Location"], content).status_code == 200
        return str(declared.json()["id"])

    def upload_mail(self, content: bytes = b"png", name: str = "a.png") -> str:
        """A file for a purchase problem, ready to be named in a message."""
        path = "/messaging/message-attachments"
        file_id = str(self.post(path, {"filename": name, "size": len(content)}).json()["id"])
        assert self.put_file(f"{path}/{file_id}", content).status_code == 200
        return file_id


def renew(allegro: Running, refresh: str) -> requests.Response:
    form = {"grant_type": "refresh_token", "refresh_token": refresh}
    headers = {"User-Agent": USER_AGENT}
    return requests.post(f"{allegro.url}/auth/oauth/token", form, auth=CREDENTIALS, headers=headers, timeout=5)


class Desk:
    """Plays the marketplace through the control routes."""

    def __init__(self, allegro: Running) -> None:
        self.url = f"{allegro.url}/control"

    def get(self, path: str) -> Any:
        return requests.get(f"{self.url}{path}", timeout=5).json()

    def post(self, path: str, body: Any = None, expect: int = 200) -> Any:
        response = requests.post(f"{self.url}{path}", json=body or {}, timeout=10)
        assert response.status_code == expect, response.text
        return response.json()

    def open(self, kind: str, **fields: Any) -> Any:
        return self.post("/cases", {"seller": SELLER, "kind": kind} | fields)

    def say(self, case_id: str, author: str, text: str = "tekst", **fields: Any) -> Any:
        return self.post(f"/cases/{case_id}/messages", {"author": author, "text": text} | fields)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def served() -> Iterator[Running]:
    """One server for all tests; `allegro` empties it."""
    with running(options=Options(*CREDENTIALS, limits=False)) as simulator:
        yield simulator


@pytest.fixture
def allegro(served: Running, clock: Clock) -> Running:
    served.market.world.true_clock = clock
    served.market.start_afresh(Seeding.EMPTY)
    return served


@pytest.fixture
def caller(allegro: Running) -> Caller:
    return Caller(allegro)


@pytest.fixture
def other(allegro: Running) -> Caller:
    return Caller(allegro, OTHER_SELLER)


@pytest.fixture
def desk(allegro: Running) -> Desk:
    return Desk(allegro)


@pytest.fixture
def case(desk: Desk) -> str:
    return str(desk.open("discussion")["id"])


@pytest.fixture
def switch(allegro: Running) -> Any:
    return allegro.market.faults.switch_on
