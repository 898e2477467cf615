from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.browsing import browser
from tests.factories import make_ticket, make_user

pytestmark = pytest.mark.django_db
PROFILE = reverse("accounts:profile")


def test_everybody_changes_their_own_name_language_and_signature() -> None:
    user = make_user()
    answer = browser(user=user).post(PROFILE, {"name": "Ewa", "language": "pl", "signature": "Pozdrawiam\nEwa"})
    user.refresh_from_db()
    assert answer.headers["Location"] == PROFILE
    assert (user.name, user.language, user.signature) == ("Ewa", "pl", "Pozdrawiam\nEwa")


def test_the_page_speaks_the_chosen_language() -> None:
    page = browser(user=make_user(language="pl")).get(PROFILE)
    assert page.headers["Content-Language"] == "pl"
    assert '<html lang="pl">' in page.text


def test_nobody_gives_themselves_a_role_or_an_address() -> None:
    user = make_user()
    data = {"name": "Ewa", "language": "en", "role": Role.ADMINISTRATOR, "email": "x@y.example", "is_active": ""}
    browser(user=user).post(PROFILE, data)
    before = user.email
    user.refresh_from_db()
    assert (user.role, user.email, user.is_active) == (Role.AGENT, before, True)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "This field is required."),
        ("signature", "x" * 501, "at most 500 characters"),
        ("signature", "a\x00b", "Null characters are not allowed."),
        ("language", "tlh", "Select a valid choice."),
    ],
)
def test_a_mistake_is_explained_beside_its_field(field: str, value: str, sentence: str) -> None:
    data = {"name": "Ewa", "language": "en", "signature": "Ewa", field: value}
    answer = browser(Role.AGENT).post(PROFILE, data)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]


def test_times_are_shown_in_ones_own_time_zone_or_else_the_companys() -> None:
    noon = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    make_ticket(last_activity_at=noon, opened_at=noon)
    user = make_user()
    assert "July 1, 2026, 2 p.m." in browser(user=user).get(reverse("tickets:list")).text
    browser(user=user).post(PROFILE, {"name": "Ewa", "language": "en", "time_zone": "America/New_York"})
    user.refresh_from_db()
    assert "July 1, 2026, 8 a.m." in browser(user=user).get(reverse("tickets:list")).text


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "x" * 61])
def test_a_time_zone_that_does_not_exist_is_refused_and_a_stored_one_does_no_harm(zone: str) -> None:
    user = make_user()
    assert browser(user=user).post(PROFILE, {"name": "E", "language": "en", "time_zone": zone}).status_code == 422
    user.time_zone = zone[:60]
    user.save()
    assert browser(user=user).get(PROFILE).status_code == 200
