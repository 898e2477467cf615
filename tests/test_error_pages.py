import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from tests.browsing import browser

ENGLISH = {"Accept-Language": "en"}


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_is_told_to_anybody() -> None:
    answer = Client(headers=ENGLISH).get("/nowhere/")
    assert answer.status_code == 404
    assert "This page does not exist" in answer.text


@pytest.mark.django_db
def test_a_page_that_ones_role_does_not_include_says_so() -> None:
    answer = browser(Role.AGENT).get(reverse("accounts:people"))
    assert answer.status_code == 403
    assert "You may not open this page" in answer.text


@pytest.mark.django_db
def test_a_form_without_its_token_changes_nothing_and_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True, headers=ENGLISH).post(reverse("account_login"), {"login": "x"})
    assert answer.status_code == 403
    assert "The form has expired" in answer.text


def test_the_page_of_last_resort_needs_neither_request_nor_database() -> None:
    assert "Something went wrong" in render_to_string("500.html")
