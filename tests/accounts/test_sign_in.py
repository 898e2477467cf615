"""allauth's pages, as they are set up and dressed here."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.browsing import browser
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
SIGN_IN = reverse("account_login")


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


def sign_in(email: str, password: str = PASSWORD) -> Any:
    return Client(headers={"Accept-Language": "en"}).post(SIGN_IN, {"login": email, "password": password})


def test_after_the_sign_in_comes_the_ticket_list() -> None:
    make_user(email="ewa@example.com")
    assert sign_in("EWA@example.com").headers["Location"] == reverse("tickets:list")


@pytest.mark.parametrize(("email", "password"), [("ewa@example.com", "wrong"), ("nobody@example.com", PASSWORD)])
def test_a_refused_sign_in_does_not_tell_whether_the_address_is_known(email: str, password: str) -> None:
    make_user(email="ewa@example.com")
    answer = sign_in(email, password)
    assert answer.status_code == 200
    assert "not correct" in answer.context["form"].non_field_errors()[0]


def test_too_many_attempts_have_to_wait() -> None:
    make_user(email="ewa@example.com")
    answers = [sign_in("ewa@example.com", "wrong") for _ in range(12)]
    assert "Too many failed login attempts" in answers[-1].text
    assert "Too many" in sign_in("ewa@example.com").text


def test_nobody_signs_up_by_themselves() -> None:
    data = {"email": "me@example.com", "password1": PASSWORD, "password2": PASSWORD}
    answer = Client(headers={"Accept-Language": "en"}).post(reverse("account_signup"), data)
    assert "added by an administrator" in answer.text
    assert not User.objects.exists()
    assert reverse("account_signup") not in Client().get(SIGN_IN).text


def test_signing_out_takes_a_form_not_a_link() -> None:
    client = browser(user=make_user())
    assert "_auth_user_id" in client.session
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_set_anew_by_mail() -> None:
    make_user(email="ewa@example.com")
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "ewa@example.com"})
    link = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[0].body))
    assert link
    form = client.get(link[1], follow=True)
    fresh = "another horse battery"
    client.post(form.redirect_chain[-1][0], {"password1": fresh, "password2": fresh})
    assert sign_in("ewa@example.com", fresh).status_code == 302


def test_a_mail_to_an_unknown_address_offers_no_sign_up() -> None:
    Client().post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    assert all(reverse("account_signup") not in message.body for message in mail.outbox)


def test_a_second_factor_can_be_set_up_and_is_asked_for() -> None:
    user = make_user(email="ewa@example.com")
    client = Client()
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 200

    assert sign_in("ewa@example.com").headers["Location"] == reverse("mfa_authenticate")


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive", "account_signup"],
)
def test_pages_before_the_sign_in_stand_in_our_frame(name: str) -> None:
    page = Client().get(reverse(name))
    assert page.status_code == 200
    assert 'class="sign-in"' in page.text
    assert "<style" not in page.text


@pytest.mark.parametrize("name", ["account_change_password", "mfa_index", "account_logout"])
def test_pages_of_ones_own_account_lead_back_to_the_profile(name: str) -> None:
    client = Client()
    client.post(SIGN_IN, {"login": make_user().email, "password": PASSWORD})
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert f'href="{reverse("accounts:profile")}"' in page.text


@pytest.mark.parametrize("name", ["account_reset_password_from_key"])
def test_a_used_or_wrong_link_says_so(name: str) -> None:
    page = Client().get(reverse(name, kwargs={"uidb36": "1", "key": "wrong-key"}))
    assert page.status_code == 200
    assert reverse("account_reset_password") in page.text
