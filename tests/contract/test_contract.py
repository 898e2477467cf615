"""Every call of Parley's client, and what it is answered, against Allegro's own description of its API."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
import requests
from urllib3 import HTTPResponse

from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import AllegroError, CaseClosed, Flaky, NotFound, Rejected
from integrations.allegro.client.issues import Issues
from integrations.allegro.client.messaging import Messaging
from simulator import play
from simulator.records import Case, File, Kind
from simulator.seed import Seeding
from simulator.testing import Running, running
from tests.contract.description import Description, load
from tests.integrations.allegro.client.simulated import SELLER, client_of, open_case, say_often

pytestmark = [
    pytest.mark.contract,
    # The library does not read OAuth 2 schemes; that the token is sent is tested with the client.
    pytest.mark.filterwarnings("ignore:Unsupported scheme type"),
]


@dataclass
class Scene:
    """A seller with one case of each kind, and every exchange between their client and Allegro."""

    allegro: Running
    heard: list[requests.Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        session = requests.Session()
        session.hooks["response"].append(self.hear)
        self.client = client_of(self.allegro, session=session)
        self.discussion = open_case(self.allegro, files=[self.file()])
        self.claim = open_case(self.allegro, Kind.CLAIM, claim=play.Claim())
        self.problem = open_case(self.allegro, Kind.PURCHASE_PROBLEM, files=[self.file()])

    def hear(self, response: requests.Response, **options: Any) -> None:
        # A body is not there any more once somebody has read it: the client gets a copy.
        response.raw = HTTPResponse(BytesIO(response.content), preload_content=False)
        self.heard.append(response)

    def file(self) -> File:
        return play.attach(self.allegro.market.world, SELLER, "a.png", "image/png", b"png")

    def file_of(self, case: Case) -> str:
        return self.allegro.market.world.chat(case)[0].files[0]


def post_with_file(scene: Scene, api: Issues | Messaging, case: Case) -> None:
    file_id = api.upload("b.png", "image/png", 3, BytesIO(b"png"))
    api.post_message(case.id, "Dzień dobry", attachment_id=file_id)


def post_every_type(scene: Scene) -> None:
    issues = scene.client.issues
    post_with_file(scene, issues, scene.discussion)
    issues.post_message(scene.discussion.id, "Czy to koniec?", type_="END_REQUEST")
    issues.post_message(scene.claim.id, "Proszę o zwrot.", type_="RETURN_REQUIRED_CUSTOM")


def take(api: Issues | Messaging, file_id: str) -> None:
    with api.download(file_id) as chunks:
        assert b"".join(chunks) == b"png"


CALLS: dict[str, Callable[[Scene], object]] = {
    "Client.me": lambda scene: scene.client.me(),
    "Client.order": lambda scene: scene.client.order(scene.claim.order_id),
    "Issues.pages": lambda scene: [*scene.client.issues.pages(["DISPUTE_ONGOING", "CLAIM_SUBMITTED"])],
    "Issues.get": lambda scene: [scene.client.issues.get(case.id) for case in (scene.discussion, scene.claim)],
    "Issues.chat": lambda scene: scene.client.issues.chat(scene.discussion.id),
    "Issues.post_message": post_every_type,
    "Issues.upload": lambda scene: scene.client.issues.upload("b.png", "image/png", 3, BytesIO(b"png")),
    "Issues.download": lambda scene: take(scene.client.issues, scene.file_of(scene.discussion)),
    "Messaging.pages": lambda scene: [*scene.client.messaging.pages(status="OPEN"), *scene.client.messaging.pages()],
    "Messaging.get": lambda scene: scene.client.messaging.get(scene.problem.id),
    "Messaging.messages": lambda scene: scene.client.messaging.messages(scene.problem.id),
    "Messaging.post_message": lambda scene: post_with_file(scene, scene.client.messaging, scene.problem),
    "Messaging.upload": lambda scene: scene.client.messaging.upload("b.png", "image/png", 3, BytesIO(b"png")),
    "Messaging.download": lambda scene: take(scene.client.messaging, scene.file_of(scene.problem)),
}


@pytest.fixture(scope="module")
def description() -> Description:
    return load()


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running() as allegro:
        yield allegro


@pytest.fixture
def scene(server: Running) -> Scene:
    server.market.start_afresh(Seeding.EMPTY)
    return Scene(server)


def hold_to(description: Description, scene: Scene) -> None:
    assert scene.heard
    for response in scene.heard:
        description.check(response)
        description.check_our_request(response)
        accepted, kind = response.request.headers["Accept"], response.headers["Content-Type"]
        assert accepted in ("*/*", kind.partition(";")[0])


def test_no_call_of_the_client_is_left_out() -> None:
    public = {
        f"{kind.__name__}.{name}"
        for kind in (Client, Issues, Messaging)
        for name, part in vars(kind).items()
        if not name.startswith("_") and callable(part)
    }
    assert public == CALLS.keys()


@pytest.mark.parametrize("name", CALLS)
def test_a_call_and_its_answer_fit(description: Description, scene: Scene, name: str) -> None:
    CALLS[name](scene)
    assert all(response.ok for response in scene.heard)
    hold_to(description, scene)


def test_pages_after_the_first_fit(description: Description, scene: Scene) -> None:
    say_often(scene.allegro, scene.discussion, 101)
    say_often(scene.allegro, scene.problem, 21)
    for _number in range(20):
        open_case(scene.allegro, Kind.PURCHASE_PROBLEM)
    assert len(scene.client.issues.chat(scene.discussion.id).entries) == 102
    assert len(scene.client.messaging.messages(scene.problem.id).entries) == 22
    assert [len(page.entries) for page in scene.client.messaging.pages()] == [20, 1]
    assert len(scene.heard) == 6
    hold_to(description, scene)


REFUSALS: dict[str, tuple[type[AllegroError], Callable[[Scene], object]]] = {
    "closed discussion": (CaseClosed, lambda scene: scene.client.issues.post_message(scene.discussion.id, "a")),
    "closed purchase problem": (CaseClosed, lambda scene: scene.client.messaging.post_message(scene.problem.id, "a")),
    "blank text": (Rejected, lambda scene: scene.client.messaging.post_message(scene.problem.id, " ")),
    "no such order": (NotFound, lambda scene: scene.client.order("6f552f2e-9626-46b3-af09-bfdbf9690d65")),
    "no such case": (Flaky, lambda scene: scene.client.issues.get("6f552f2e-9626-46b3-af09-bfdbf9690d65")),  # F09
    "type of another kind": (
        Rejected,
        lambda scene: scene.client.issues.post_message(scene.claim.id, "a", type_="END_REQUEST"),
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_fits_and_is_understood(description: Description, scene: Scene, name: str) -> None:
    if "closed" in name:
        play.close(scene.allegro.market.world, scene.discussion)
        play.close(scene.allegro.market.world, scene.problem)
    kind, call = REFUSALS[name]
    with pytest.raises(kind) as caught:
        call(scene)
    assert type(caught.value) is kind
    assert caught.value.trace_id
    hold_to(description, scene)
