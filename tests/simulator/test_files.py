"""Attachments in both APIs."""

import base64

import pytest

from tests.simulator.conftest import Caller, Desk

ISSUES, MAIL = "/sale/issues/attachments", "/messaging/message-attachments"
PICTURE = {"name": "zdjęcie.png", "content": base64.b64encode(b"obraz").decode()}


def test_a_file_of_the_buyer_is_downloaded_from_its_own_api(caller: Caller, desk: Desk) -> None:
    issue, thread = desk.open("claim", files=[PICTURE]), desk.open("purchase_problem", files=[PICTURE])
    file_id = thread["messages"][0]["files"][0]["id"]
    response = caller.get_file(issue["api"]["attachments"][0]["url"])
    assert (response.content, response.headers["Content-Type"]) == (b"obraz", "image/png")
    assert caller.get_file(f"{MAIL}/{file_id}").content == b"obraz"
    assert caller.get_file(f"{ISSUES}/{file_id}").status_code == 404


def test_a_download_is_not_acceptable_as_json(caller: Caller, desk: Desk) -> None:
    url = desk.open("claim", files=[PICTURE])["api"]["attachments"][0]["url"]
    assert caller.get(url).status_code == 406


def test_another_seller_cannot_download(other: Caller, desk: Desk) -> None:
    url = desk.open("claim", files=[PICTURE])["api"]["attachments"][0]["url"]
    assert other.get_file(url).status_code == 404


def test_the_upload_address_works_once(caller: Caller) -> None:
    address = caller.post(ISSUES, {"fileName": "a.png", "size": 3}).headers["Location"]
    assert caller.put_file(address.partition("?")[0], b"png").status_code == 404
    assert caller.put_file(address, b"png").status_code == 200
    assert caller.put_file(address, b"png").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"fileName": "a.png", "size": 2_097_153},
        {"fileName": "a.png", "size": 0},
        {"fileName": "a.png", "size": "3"},
        {"fileName": "", "size": 3},
        {"fileName": "../a.png", "size": 3},
        {"filename": "a.png", "size": 3},
    ],
)
def test_a_bad_declaration_is_refused(caller: Caller, body: dict[str, object]) -> None:
    assert caller.post(ISSUES, body).status_code == 422


def test_the_message_centre_takes_larger_files_and_spells_the_name_its_own_way(caller: Caller) -> None:
    assert caller.post(MAIL, {"filename": "a.png", "size": 5_242_880}).status_code == 201
    assert caller.post(MAIL, {"filename": "a.png", "size": 5_242_881}).status_code == 422
    assert caller.post(MAIL, {"fileName": "a.png", "size": 3}).status_code == 422


def test_an_upload_must_be_what_was_declared(caller: Caller) -> None:
    address = caller.post(ISSUES, {"fileName": "a.png", "size": 3}).headers["Location"]
    assert caller.put_file(address, b"pn").status_code == 422
    assert caller.put_file(address, b"p" * 2_097_153).status_code == 413
    assert caller.put_file(address, b"png", "text/html").status_code == 415


def test_a_file_goes_into_one_message_of_its_own_seller(caller: Caller, other: Caller, desk: Desk) -> None:
    path = f"/sale/issues/{desk.open('discussion')['id']}/message"
    body = {"type": "REGULAR", "attachments": [{"id": caller.upload()}]}
    sent = caller.post(path, body)
    assert (sent.status_code, sent.json()["text"]) == (201, "")
    assert caller.post(path, body).status_code == 422
    foreign = {"type": "REGULAR", "attachments": [{"id": other.upload()}]}
    assert caller.post(path, foreign).status_code == 422
