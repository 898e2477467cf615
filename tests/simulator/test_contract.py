"""Everything the simulator answers, against Allegro's own description of its API.

The description is not part of the project: its path is in ALLEGRO_OPENAPI, or it lies beside the project.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import yaml
from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse

from simulator.errors import BETA, PUBLIC
from simulator.moments import now
from simulator.seed import Seeding
from simulator.testing import Running
from tests.simulator.conftest import SELLER, Caller, Desk

pytestmark = [
    pytest.mark.contract,
    # The library does not read OAuth 2 schemes; who may ask is tested in test_gate.py.
    pytest.mark.filterwarnings("ignore:Unsupported scheme type"),
]

BESIDE = Path(__file__).parents[3] / "shared" / "allegro" / "openapi.yaml"
SELLERS = [SELLER, "51733290", "60218844"]

Check = Callable[[requests.Response], requests.Response]


@pytest.fixture(scope="module")
def check() -> Check:
    """Raises when the request or the answer breaks Allegro's description; gives the answer back."""
    path = Path(os.environ.get("ALLEGRO_OPENAPI") or BESIDE)
    if not path.exists():
        pytest.skip("Allegro's description of its API is not here; set ALLEGRO_OPENAPI to its path.")
    readers: dict[str, Callable[[bytes], Any]] = {BETA: json.loads, PUBLIC: json.loads}
    described = yaml.safe_load(path.read_text(encoding="utf-8"))
    allow_null_in_enums(described)
    description = OpenAPI.from_dict(described, Config(extra_media_type_deserializers=readers))

    def checked(response: requests.Response) -> requests.Response:
        asked, answer = mocked(response)
        description.validate_request(asked)
        description.validate_response(asked, answer)
        return response

    return checked


def allow_null_in_enums(node: Any) -> None:
    """A nullable enum admits null; the validator wants it listed, the description does not list it."""
    if isinstance(node, dict):
        if node.get("nullable") is True and "enum" in node and None not in node["enum"]:
            node["enum"].append(None)
        for part in node.values():
            allow_null_in_enums(part)
    elif isinstance(node, list):
        for part in node:
            allow_null_in_enums(part)


def mocked(response: requests.Response) -> tuple[MockRequest, MockResponse]:
    """The same exchange, as if it had gone to Allegro."""
    sent, address = response.request, urlsplit(str(response.request.url))
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body
    asked = MockRequest(
        "https://api.allegro.pl",
        str(sent.method).lower(),
        address.path,
        args=parse_qs(address.query),
        headers=dict(sent.headers),
        data=body,
        content_type=sent.headers.get("Content-Type", ""),
    )
    kind = response.headers.get("Content-Type", "")
    return asked, MockResponse(response.content, response.status_code, dict(response.headers), kind)


@pytest.fixture
def demo(allegro: Running) -> Running:
    allegro.market.world.clock = now
    allegro.market.start_afresh(Seeding.DEMO)
    return allegro


@pytest.mark.parametrize("seller_id", SELLERS)
def test_every_discussion_and_claim_of_the_demo_fits(demo: Running, check: Check, seller_id: str) -> None:
    caller = Caller(demo, seller_id)
    listed = check(caller.get("/sale/issues?limit=100", Accept_Language="pl-PL")).json()["issues"]
    assert len(listed) == len(demo.market.world.issues(seller_id))
    for issue in listed:
        check(caller.get(f"/sale/issues/{issue['id']}"))
        check(caller.get(f"/sale/issues/{issue['id']}/chat?limit=100"))
        check(caller.get_public(f"/order/checkout-forms/{issue['checkoutForm']['id']}"))


@pytest.mark.parametrize("seller_id", SELLERS)
def test_every_thread_of_the_demo_fits(demo: Running, check: Check, seller_id: str) -> None:
    caller = Caller(demo, seller_id)
    threads = check(caller.get("/messaging/threads")).json()["threads"]
    assert threads
    for thread in threads:
        check(caller.get(f"/messaging/threads/{thread['id']}"))
        check(caller.get(f"/messaging/threads/{thread['id']}/messages"))


def test_attachments_and_messages_of_a_case_fit(caller: Caller, desk: Desk, check: Check) -> None:
    case_id = desk.open("claim")["id"]
    declared = check(caller.post("/sale/issues/attachments", {"fileName": "a.png", "size": 3}))
    check(caller.put_file(declared.headers["Location"], b"png"))
    body = {"text": "a", "type": "RETURN_NOT_REQUIRED", "attachments": [{"id": declared.json()["id"]}]}
    sent = check(caller.post(f"/sale/issues/{case_id}/message", body)).json()
    check(caller.get_file(sent["attachments"][0]["url"]))
    check(caller.post(f"/sale/issues/{case_id}/status", {"status": "ACCEPTED_REPAIR", "message": "a"}))


def test_attachments_and_messages_of_a_purchase_problem_fit(caller: Caller, desk: Desk, check: Check) -> None:
    case_id, path = desk.open("purchase_problem")["id"], "/messaging/message-attachments"
    file_id = check(caller.post(path, {"filename": "a.png", "size": 3})).json()["id"]
    check(caller.put_file(f"{path}/{file_id}", b"png"))
    body = {"text": "a", "attachments": [{"id": file_id}]}
    check(caller.post(f"/messaging/threads/{case_id}/messages", body))
    check(caller.get_file(f"{path}/{file_id}"))
    check(caller.put(f"/messaging/threads/{case_id}/read", {"read": True}))


def test_me_and_refusals_fit(caller: Caller, desk: Desk, check: Check) -> None:
    check(caller.get_public("/me"))
    check(caller.get("/me", Accept=PUBLIC, Authorization="Bearer wrong"))
    case_id = desk.open("purchase_problem")["id"]
    desk.post(f"/cases/{case_id}/close")
    refused = caller.post(f"/messaging/threads/{case_id}/messages", {"text": "a"})
    assert check(refused).status_code == 422
