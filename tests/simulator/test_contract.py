"""Everything the simulator answers, against Allegro's own description of its API (tests/contract/description.py)."""

from collections.abc import Callable

import pytest
import requests

from simulator.errors import PUBLIC
from simulator.moments import now
from simulator.seed import Seeding
from simulator.testing import Running
from tests.contract.description import load
from tests.simulator.conftest import SELLER, Caller, Desk

pytestmark = [
    pytest.mark.contract,
    # The library does not read OAuth 2 schemes; who may ask is tested in test_gate.py.
    pytest.mark.filterwarnings("ignore:Unsupported scheme type"),
]

SELLERS = [SELLER, "51733290", "60218844"]

Check = Callable[[requests.Response], requests.Response]


@pytest.fixture(scope="module")
def check() -> Check:
    """Raises when the request or the answer breaks Allegro's description; gives the answer back."""
    return load().check


@pytest.fixture
def demo(allegro: Running) -> Running:
    allegro.market.world.true_clock = now
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
