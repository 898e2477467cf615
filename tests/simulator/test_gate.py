"""What every API route asks for."""

import pytest
from starlette.responses import Response

from simulator.api.call import Call
from simulator.errors import BETA, PUBLIC, ApiError
from simulator.faults import Answer
from simulator.options import SCOPES
from simulator.testing import Running
from tests.simulator.conftest import SELLER, Caller, Clock, Desk


@pytest.mark.parametrize("agent", ["python-requests/2.32", "Parley", "Parley/1.0 (https://x.example)", ""])
def test_a_program_must_say_who_it_is(caller: Caller, agent: str) -> None:
    refused = caller.get("/sale/issues", User_Agent=agent)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "INVALID_USER_AGENT")


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic abc", "Bearer ", None])
def test_a_bad_token_gets_oauths_own_error(caller: Caller, header: str | None) -> None:
    refused = caller.get("/sale/issues", Authorization=header)
    assert refused.status_code == 401
    assert set(refused.json()) == {"error", "error_description"}


def test_an_access_token_lives_twelve_hours(caller: Caller, clock: Clock) -> None:
    clock.move(seconds=43198)
    assert caller.get("/sale/issues").status_code == 200
    clock.move(seconds=1)
    assert caller.get("/sale/issues").json()["error"] == "invalid_token"


@pytest.mark.parametrize(
    ("path", "scope"), [("/sale/issues", "allegro:api:disputes"), ("/messaging/threads", "allegro:api:messaging")]
)
def test_a_token_without_the_scope_is_forbidden(allegro: Running, path: str, scope: str) -> None:
    lacking = Caller(allegro, scope=" ".join(set(SCOPES) - {scope}))
    assert lacking.get(path).status_code == 403
    assert Caller(allegro, scope=scope).get(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/sale/issues", BETA, 200),
        ("/sale/issues", PUBLIC, 406),
        ("/sale/issues", "*/*", 406),
        ("/messaging/threads", PUBLIC, 406),
        ("/me", PUBLIC, 200),
        ("/me", "*/*", 200),
        ("/me", BETA, 406),
    ],
)
def test_each_resource_has_its_media_type(caller: Caller, path: str, accept: str, status: int) -> None:
    assert caller.get(path, Accept=accept).status_code == status


def test_a_body_of_the_wrong_type_is_refused(caller: Caller, desk: Desk) -> None:
    path = f"/sale/issues/{desk.open('discussion')['id']}/message"
    body = {"text": "a", "type": "REGULAR"}
    assert caller.post(path, body, Content_Type="application/json").status_code == 415
    assert caller.post(path, body, Content_Type=PUBLIC).status_code == 415


def test_every_answer_has_a_trace_id_of_its_own(caller: Caller) -> None:
    answers = [caller.get("/sale/issues"), caller.get("/sale/issues?limit=0"), caller.get("/sale/nothing")]
    assert len({answer.headers["Trace-Id"] for answer in answers}) == 3


def test_errors_speak_to_people_in_their_language(caller: Caller) -> None:
    error = caller.get("/sale/issues?limit=0", Accept_Language="pl-PL").json()["errors"][0]
    assert error["userMessage"].startswith("Żądanie")
    assert set(error) == {"code", "message", "details", "path", "userMessage"}


def test_me_says_whose_token_it_is(caller: Caller) -> None:
    me = caller.get_public("/me").json()
    assert (me["id"], me["login"]) == (SELLER, "sklep-dom-i-ogrod")


def test_an_order_carries_the_buyer_and_the_products(caller: Caller, other: Caller, desk: Desk) -> None:
    order = next(order for order in desk.get("/orders?seller=sklep-dom-i-ogrod") if len(order["items"]) > 1)
    path = f"/order/checkout-forms/{order['id']}"
    form = caller.get_public(path).json()
    assert form["buyer"]["email"] == order["email"]
    assert [item["offer"]["id"] for item in form["lineItems"]] == [item["offer_id"] for item in order["items"]]
    assert other.get_public(path).status_code == 404
    assert caller.get_public("/order/checkout-forms/x").status_code == 422


def test_a_registered_fault_meets_its_route_only(allegro: Running, caller: Caller, desk: Desk) -> None:
    async def fail(_call: Call, _answer: Answer) -> Response:
        raise ApiError(503, "ServiceTimeoutException", "Timeout.")

    allegro.market.faults.register("issues.list", fail)
    assert caller.get("/sale/issues").status_code == 503
    assert caller.get(f"/sale/issues/{desk.open('claim')['id']}").status_code == 200
    allegro.market.faults.clear()
    assert caller.get("/sale/issues").status_code == 200


def test_requests_are_logged_by_route(caller: Caller, desk: Desk) -> None:
    caller.get("/sale/issues?limit=100")
    caller.get("/sale/issues", Accept=PUBLIC)
    caller.get_public("/me")
    log = desk.get("/requests?route=issues.list")
    assert [(one["status"], one["query"]) for one in log["requests"]] == [(200, "limit=100"), (406, "")]
    assert desk.get("/requests")["count"] == 3
