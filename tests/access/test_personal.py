"""What is somebody's own cannot be reached through addresses that name no id of it, and files only through theirs."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from integrations.models import OAuthState
from tests.browsing import browser
from tests.factories import make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tickets.models import Draft, SavedView

pytestmark = pytest.mark.django_db
SUBMISSION = "6f2f1c5e-8a53-4d7c-9f0e-0d6d1c1f6a11"


def test_the_view_of_somebody_else_is_not_named_on_the_list(market: DummyChannel) -> None:
    view = SavedView.objects.create(name="Anna's own", query="state=any", owner=make_user())
    page = browser(Role.ADMINISTRATOR).get("/", {"view": view.pk})
    assert "Anna" not in page.content.decode()


def test_typing_does_not_touch_the_draft_of_somebody_else(market: DummyChannel) -> None:
    ticket = make_ticket()
    theirs = Draft.objects.create(ticket=ticket, author=make_user(), text="Theirs")
    typed = {"reply-text": "Mine", "reply-submission": SUBMISSION}

    assert browser(Role.AGENT).post(f"/tickets/{ticket.pk}/reply/draft/", typed).status_code == 204

    theirs.refresh_from_db()
    assert (theirs.text, Draft.objects.count()) == ("Theirs", 2)


def test_the_draft_of_somebody_else_does_not_show_in_the_composer(market: DummyChannel) -> None:
    ticket = make_ticket()
    Draft.objects.create(ticket=ticket, author=make_user(), text="Not for your eyes")
    page = browser(Role.ADMINISTRATOR).get(f"/tickets/{ticket.pk}/")
    assert "Not for your eyes" not in page.content.decode()


def test_a_profile_is_ones_own_whatever_the_form_says() -> None:
    other, me = make_user(name="Anna"), make_user(name="Jan")
    said = {"id": other.pk, "pk": other.pk, "name": "Changed", "language": "en", "role": "administrator"}

    assert browser(user=me).post("/people/me/", said).status_code == 302

    assert set(User.objects.values_list("name", "role")) == {("Anna", "agent"), ("Changed", "agent")}


def test_the_way_back_from_a_marketplace_is_for_whoever_left_for_it() -> None:
    left = OAuthState.objects.create(state="s", verifier="v", marketplace="allegro", user=make_user(Role.ADMINISTRATOR))
    answer = browser(Role.ADMINISTRATOR).get("/integrations/allegro/callback/", {"state": "s", "code": "c"})
    assert answer.status_code == 400
    assert OAuthState.objects.get() == left


def test_somebody_who_was_put_out_of_action_has_to_sign_in_again() -> None:
    person = make_user(Role.ADMINISTRATOR)
    client = browser(user=person)
    User.objects.update(is_active=False)
    assert client.get("/").headers["Location"] == "/accounts/login/?next=/"


def test_our_own_style_sheets_are_for_everybody() -> None:
    sheet = Path(finders.find("css/tickets.css") or "").read_bytes()
    copy = Path(settings.STATIC_ROOT) / "tickets.css"
    copy.write_bytes(sheet)
    response = Client().get("/static/tickets.css")
    assert b"".join(response) == sheet


@pytest.mark.parametrize("address", ["/{}", "/media/{}", "/static/{}", "/files/{}"])
def test_no_address_leads_to_a_stored_file_past_its_ticket(address: str) -> None:
    name = default_storage.save("attachments/secret", ContentFile(b"secret"))
    assert browser(Role.ADMINISTRATOR).get(address.format(name)).status_code == 404
