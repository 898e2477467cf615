import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.browsing import browser
from tests.factories import make_user

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
