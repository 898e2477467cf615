"""The buyer's desk: pages and buttons."""

from typing import Any

import pytest
import requests

from simulator.testing import Running
from tests.simulator.conftest import SELLER, Caller, Desk

MARKUP = "<script>alert(1)</script>"


def act(allegro: Running, case_id: str, verb: str, **form: Any) -> requests.Response:
    return requests.post(f"{allegro.url}/desk/cases/{case_id}/{verb}", form, timeout=5)


def page(allegro: Running, path: str, **cookies: str) -> requests.Response:
    return requests.get(f"{allegro.url}{path}", cookies=cookies, timeout=5)


def test_the_list_shows_cases_by_seller_and_kind(allegro: Running, desk: Desk) -> None:
    case_id = desk.open("claim")["id"]
    assert case_id in page(allegro, f"/?seller={SELLER}&kind=claim").text
    assert case_id not in page(allegro, f"/?seller={SELLER}&kind=discussion").text


def test_the_links_that_parley_shows_lead_to_pages(allegro: Running, desk: Desk) -> None:
    issue, thread = desk.open("claim"), desk.open("purchase_problem")
    assert issue["id"] in page(allegro, f"/claims/{issue['id']}").text
    assert issue["id"] in page(allegro, f"/moje-allegro/sprzedaz/dyskusje/{issue['id']}").text
    assert thread["id"] in page(allegro, f"/wiadomosci/{thread['id']}").text
    assert page(allegro, f"/oferta/{issue['api']['offer']['id']}").status_code == 200
    assert page(allegro, "/oferta/1").status_code == page(allegro, "/wiadomosci/x").status_code == 404


@pytest.mark.parametrize("kind", ["discussion", "claim", "purchase_problem"])
def test_a_person_opens_a_case_with_a_file(allegro: Running, desk: Desk, kind: str) -> None:
    assert page(allegro, f"/desk/cases/new?seller={SELLER}&kind={kind}").status_code == 200
    order = desk.get("/orders?seller=sklep-dom-i-ogrod")[0]["id"]
    form = {"kind": kind, "order": order, "reason": "OTHER", "text": "Halo", "amount": "10,50"}
    files = {"file": ("zdjęcie.png", b"obraz")}
    response = requests.post(f"{allegro.url}/desk/cases", form, files=files, timeout=5)
    case = desk.get(f"/cases/{response.url.rpartition('/')[2]}")
    assert (case["kind"], case["messages"][0]["files"][0]["mime"]) == (kind, "image/png")


@pytest.mark.parametrize("author", ["buyer", "adviser", "system", "seller"])
def test_a_person_writes_in_every_role(allegro: Running, desk: Desk, author: str) -> None:
    case_id = desk.open("discussion")["id"]
    shown = act(allegro, case_id, "messages", author=author, text="a\r\nb")
    message = desk.get(f"/cases/{case_id}")["messages"][-1]
    assert (message["author"], message["text"]) == (author, "a\nb")
    assert message["id"] in shown.text


def test_the_buttons_move_a_discussion_through_its_life(allegro: Running, desk: Desk) -> None:
    case_id = desk.open("discussion")["id"]
    steps = [
        ("close", "DISPUTE_CLOSED"),
        ("reopen", "DISPUTE_ONGOING"),
        ("unresolve", "DISPUTE_UNRESOLVED"),
        ("reopen", "DISPUTE_ONGOING"),
        ("convert", "CLAIM_SUBMITTED"),
    ]
    for verb, status in steps:
        assert act(allegro, case_id, verb).status_code == 200
        assert desk.get(f"/cases/{case_id}")["status"] == status
    act(allegro, case_id, "decide", decision="ACCEPTED_REFUND", message="Zgoda")
    assert desk.get(f"/cases/{case_id}")["status"] == "CLAIM_ACCEPTED"


def test_what_is_not_possible_is_said_and_the_text_is_kept(allegro: Running, desk: Desk) -> None:
    case_id = desk.open("discussion")["id"]
    desk.post(f"/cases/{case_id}/close")
    refused = act(allegro, case_id, "messages", author="buyer", text="jeszcze jedno")
    assert refused.status_code == 409
    assert "nie przyjmuje wiadomości" in refused.text
    assert "jeszcze jedno" in refused.text


def test_a_message_from_the_api_is_on_the_page_once(allegro: Running, caller: Caller, desk: Desk) -> None:
    case_id = desk.open("claim")["id"]
    sent = caller.post(f"/sale/issues/{case_id}/message", {"text": "z Parleya", "type": "REGULAR"}).json()
    assert page(allegro, f"/desk/cases/{case_id}").text.count(sent["id"]) == 1


def test_markup_in_a_message_stays_text(allegro: Running, desk: Desk) -> None:
    shown = page(allegro, f"/desk/cases/{desk.open('claim', text=MARKUP)['id']}")
    assert MARKUP not in shown.text
    assert "script-src" not in shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]


def test_a_file_that_is_no_picture_is_a_download(allegro: Running, desk: Desk) -> None:
    case = desk.open("claim", files=[{"name": "a.html", "content": "PGI+"}])
    response = page(allegro, f"/desk/files/{case['messages'][0]['files'][0]['id']}")
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_the_desk_speaks_polish_and_english(allegro: Running) -> None:
    assert "Nowa sprawa" in page(allegro, "/").text
    assert "New case" in page(allegro, "/", desk_language="en").text


def test_the_buyers_login_can_be_changed_and_taken_away(allegro: Running, desk: Desk) -> None:
    case_id = desk.open("discussion")["id"]
    for login in ("nowy_login", None):
        act(allegro, case_id, "rename", login=login or "")
        assert desk.get(f"/cases/{case_id}")["buyer"]["login"] == login
