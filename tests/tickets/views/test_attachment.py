from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import make_message, make_ticket, make_user
from tests.tickets.test_uploads import picture
from tickets.models import Attachment, Draft

pytestmark = pytest.mark.django_db


def stored(content: bytes, name: str = "photo.png", content_type: str = "image/png") -> Attachment:
    attachment = Attachment(
        message=make_message(make_ticket()), name=name, content_type=content_type, state=Attachment.State.STORED
    )
    attachment.file.save(name, ContentFile(content))
    return attachment


def fetch(browser: Client, attachment: Attachment, **query: str) -> Any:
    response: Any = browser.get(reverse("tickets:attachment", args=[attachment.pk]), query)
    response.body = response.getvalue()  # reading it whole closes the file
    return response


def test_a_safe_picture_is_shown_and_can_do_nothing(browser: Client) -> None:
    response = fetch(browser, stored(picture()))

    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "private" in response.headers["Cache-Control"]
    assert response.body == picture()


def test_a_picture_can_be_downloaded_too(browser: Client) -> None:
    assert fetch(browser, stored(picture()), download="1").headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/pdf", "image/tiff", ""])
def test_everything_else_is_a_download_of_bytes(browser: Client, content_type: str) -> None:
    response = fetch(browser, stored(b"<script>alert(1)</script>", "a.html", content_type))
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Type"] == "application/octet-stream"


def test_a_hostile_name_is_made_harmless(browser: Client) -> None:
    response = fetch(browser, stored(b"x", '../..\\etc/"pass\r\nwd\u202e.exe', "text/plain"))
    disposition = response.headers["Content-Disposition"]
    assert "\n" not in disposition
    assert ".." not in disposition
    assert "%E2%80%AE" not in disposition


@pytest.mark.parametrize("state", [Attachment.State.PENDING, Attachment.State.UNAVAILABLE])
def test_a_file_that_is_not_here_is_not_found(browser: Client, state: str) -> None:
    attachment = Attachment.objects.create(message=make_message(make_ticket()), name="a", state=state)
    assert fetch(browser, attachment).status_code == 404


def test_files_are_for_people_who_may_read_the_ticket(client: Client) -> None:
    response = fetch(client, stored(picture()))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_the_file_of_a_draft_is_its_authors_alone(browser: Client, agent: User) -> None:
    mine, another = stored(picture()), stored(picture())
    Attachment.objects.update(message=None)
    ticket = make_ticket()
    Draft.objects.create(ticket=ticket, author=agent, attachment=mine)
    Draft.objects.create(ticket=ticket, author=make_user(), attachment=another)

    assert fetch(browser, mine).status_code == 200
    assert fetch(browser, another).status_code == 404
