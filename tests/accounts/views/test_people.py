import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from accounts.roles import Role
from tests.browsing import browser
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
PEOPLE = reverse("accounts:people")
NEW: dict[str, Any] = {"email": "Ewa@Example.com", "name": "Ewa Lis", "role": "agent", "language": "en"}


def post(name: str, /, *args: int, user: User | None = None, **data: Any) -> Any:
    client = browser(Role.ADMINISTRATOR) if user is None else browser(user=user)
    return client.post(reverse(f"accounts:{name}", args=args), data, follow=True)


def invitation_link() -> str:
    match = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[-1].body))
    assert match
    return match[1]


def test_a_new_person_gets_a_mail_sets_a_password_and_signs_in() -> None:
    assert "on its way to ewa@example.com" in post("person_add", **NEW).text
    newcomer = Client()
    form = newcomer.get(invitation_link(), follow=True)
    password = {"password1": PASSWORD, "password2": PASSWORD}
    newcomer.post(form.redirect_chain[-1][0], password)

    newcomer.post(reverse("account_login"), {"login": "ewa@example.com", "password": PASSWORD})
    assert newcomer.get(reverse("accounts:profile")).status_code == 200


@pytest.mark.parametrize(("language", "words"), [("en", "Choose your password"), ("pl", "Ewa Lis")])
def test_the_mail_speaks_the_persons_language(language: str, words: str) -> None:
    post("person_add", **NEW | {"language": language})
    assert words in mail.outbox[0].body
    assert mail.outbox[0].to == ["ewa@example.com"]


def test_an_invitation_works_once() -> None:
    post("person_add", **NEW)
    link = invitation_link()
    User.objects.get(email="ewa@example.com").set_password(PASSWORD)
    newcomer = Client()
    form = newcomer.get(link, follow=True)
    newcomer.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert "password1" not in Client().get(link, follow=True).text


def test_a_mail_that_cannot_be_sent_loses_nobody(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "could not be sent" in post("person_add", **NEW).text
    assert User.objects.filter(email="ewa@example.com").exists()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"email": "TAKEN@example.com"}, "email", "There is a person with this e-mail already."),
        ({"email": "nobody"}, "email", "Enter a valid email address."),
        ({"email": ""}, "email", "This field is required."),
        ({"name": "a\x00b"}, "name", "Null characters are not allowed."),
        ({"role": "owner"}, "role", "Select a valid choice."),
        ({"language": "xx"}, "language", "Select a valid choice."),
    ],
)
def test_a_wrong_entry_is_explained_beside_it(changes: dict[str, Any], field: str, sentence: str) -> None:
    make_user(email="taken@example.com")
    answer = post("person_add", **NEW | changes)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]
    assert not mail.outbox


def test_a_changed_address_signs_in_and_the_former_one_does_not() -> None:
    somebody = make_user(email="old@example.com")
    EmailAddress.objects.create(user=somebody, email="old@example.com", primary=True, verified=True)
    post("person_edit", somebody.pk, **NEW)

    old, new = Client(), Client()
    old.post(reverse("account_login"), {"login": "old@example.com", "password": PASSWORD})
    new.post(reverse("account_login"), {"login": "ewa@example.com", "password": PASSWORD})
    assert "_auth_user_id" not in old.session
    assert "_auth_user_id" in new.session


def test_the_last_administrator_cannot_be_made_an_agent() -> None:
    boss = make_user(Role.ADMINISTRATOR, name="Boss")
    answer = post("person_edit", boss.pk, user=boss, **NEW)
    assert answer.status_code == 422
    assert "last active administrator" in answer.context["form"].errors["role"][0]
    boss.refresh_from_db()
    assert (boss.role, boss.name) == (Role.ADMINISTRATOR, "Boss")


def test_who_is_deactivated_is_out_at_once_and_can_come_back() -> None:
    somebody = make_user()
    their_browser = browser(user=somebody)
    assert "is deactivated" in post("person_deactivate", somebody.pk).text
    assert their_browser.get(reverse("accounts:profile")).status_code == 302

    assert "can sign in again" in post("person_activate", somebody.pk).text
    assert browser(user=User.objects.get(pk=somebody.pk)).get(reverse("accounts:profile")).status_code == 200


def test_nobody_deactivates_themselves() -> None:
    boss = make_user(Role.ADMINISTRATOR)
    assert "You cannot deactivate yourself." in post("person_deactivate", boss.pk, user=boss).text
    boss.refresh_from_db()
    assert boss.is_active


def test_an_invitation_can_be_sent_again_but_not_to_who_is_inactive() -> None:
    post("person_invite", make_user().pk)
    assert len(mail.outbox) == 1
    assert post("person_invite", make_user(is_active=False).pk).status_code == 404


def test_the_list_tells_who_is_inactive_last() -> None:
    make_user(name="Adam", is_active=False)
    page = browser(user=make_user(Role.ADMINISTRATOR, name="Zofia")).get(PEOPLE)
    assert [person.name for person in page.context["people"]] == ["Zofia", "Adam"]
    assert "Inactive" in page.text


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
@pytest.mark.parametrize("name", ["person_edit", "person_deactivate", "person_activate", "person_invite"])
def test_only_administrators_manage_people(role: Role, name: str) -> None:
    somebody = make_user(role)
    assert post(name, somebody.pk, user=somebody, **NEW).status_code == 403
    assert browser(user=somebody).get(PEOPLE).status_code == 403


def test_strangers_sign_in_first() -> None:
    assert browser().get(PEOPLE).headers["Location"].startswith(reverse("account_login"))


def test_an_invitation_that_left_is_in_the_audit_log() -> None:
    post("person_add", **NEW)
    somebody = User.objects.get(email="ewa@example.com")
    post("person_invite", somebody.pk)
    assert [entry.action for entry in AuditEntry.objects.all()] == ["invited", "invited", "created"]


def test_a_form_sent_twice_adds_one_person() -> None:
    post("person_add", **NEW)
    assert post("person_add", **NEW).status_code == 422
    assert User.objects.filter(email="ewa@example.com").count() == 1
    assert len(mail.outbox) == 1


def test_the_list_calls_names_as_the_form_does() -> None:
    assert '<th scope="col">Full name</th>' in browser(Role.ADMINISTRATOR).get(PEOPLE).text
