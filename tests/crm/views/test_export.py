import csv
from typing import Any, cast

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from tests.browsing import browser
from tests.factories import make_customer, make_login_field

pytestmark = pytest.mark.django_db
EXPORT = reverse("crm:export")


def lines(**asked: Any) -> list[dict[str, str]]:
    response = cast("StreamingHttpResponse", browser(Role.AGENT).get(EXPORT, asked))
    return list(csv.DictReader(response.getvalue().decode("utf-8-sig").splitlines()))


def test_every_customer_that_is_found_is_in_the_file_with_all_that_is_known() -> None:
    login = make_login_field("Login")
    make_customer("Żaneta", emails=("a@x.example", "b@x.example"), phones=("+48 600",), values={login: "zan_1"})
    make_customer("Jan", company="=1+1")
    found = {row["Name"]: row for row in lines()}
    assert found["Żaneta"]["E-mails"] == "a@x.example, b@x.example"
    assert (found["Żaneta"]["Phones"], found["Żaneta"]["Login"]) == ("'+48 600", "zan_1")
    assert found["Jan"]["Company"] == "'=1+1"
    assert [row["Name"] for row in lines(q="zaneta")] == ["Żaneta"]


def test_the_list_leads_to_the_file_of_what_it_shows() -> None:
    make_customer("Jan")
    page = browser(Role.AGENT).get(reverse("crm:list"), {"q": "jan"}).content.decode()
    assert f'href="{EXPORT}?q=jan"' in page


def test_who_is_not_signed_in_gets_no_file(client: Client) -> None:
    assert client.get(EXPORT).status_code == 302
