import pytest
from django.urls import reverse

from accounts.roles import Role
from crm.models import Note
from tests.browsing import browser
from tests.factories import make_customer, make_user

pytestmark = pytest.mark.django_db


def test_a_note_bears_its_authors_name() -> None:
    customer, author = make_customer(), make_user(name="Ewa Lis")
    client = browser(user=author)
    page = client.post(reverse("crm:note_add", args=[customer.pk]), {"text": "Likes <b>tea</b>"}, follow=True)
    assert "Ewa Lis" in page.text
    assert "Likes &lt;b&gt;tea&lt;/b&gt;" in page.text


@pytest.mark.parametrize("text", ["", "  ", "x" * 10_001, "a\x00b"])
def test_a_note_that_cannot_be_kept_is_refused_with_its_text(text: str) -> None:
    customer = make_customer()
    answer = browser(Role.AGENT).post(reverse("crm:note_add", args=[customer.pk]), {"text": text})
    assert answer.status_code == 422
    assert answer.context["note_form"].errors["text"]
    assert not Note.objects.exists()


def test_a_note_is_deleted_from_its_own_record_only() -> None:
    customer, another = make_customer(), make_customer()
    note = Note.objects.create(customer=customer, author=None, text="Old")
    client = browser(Role.AGENT)
    assert client.post(reverse("crm:note_delete", args=[another.pk, note.pk])).status_code == 404
    assert client.post(reverse("crm:note_delete", args=[customer.pk, note.pk])).status_code == 302
    assert not Note.objects.exists()


def test_a_link_alone_deletes_nothing() -> None:
    customer = make_customer()
    note = Note.objects.create(customer=customer, author=None, text="Old")
    assert browser(Role.AGENT).get(reverse("crm:note_delete", args=[customer.pk, note.pk])).status_code == 405
