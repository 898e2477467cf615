from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.factories import make_user
from tests.tickets.test_uploads import picture, two_pictures
from tests.tickets.views.test_attachment import stored
from tickets.models import Attachment
from tickets.thumbnails import SIZE

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.force_login(make_user())
    return client


def thumbnail(browser: Client, attachment: Attachment) -> Any:
    return browser.get(reverse("tickets:thumbnail", args=[attachment.pk]))


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("WEBP", "image/webp"), ("BMP", "image/bmp")],
)
def test_every_picture_that_is_shown_has_a_small_one(browser: Client, kind: str, content_type: str) -> None:
    answer = thumbnail(browser, stored(picture(kind, 2000), content_type=content_type))
    with Image.open(BytesIO(answer.content)) as small:
        assert (small.format, small.size) == ("WEBP", SIZE)
    assert answer.headers["Content-Type"] == "image/webp"
    assert "private" in answer.headers["Cache-Control"]


def test_a_jpeg_of_two_pictures_shows_its_first(browser: Client) -> None:
    answer = thumbnail(browser, stored(two_pictures(), content_type="image/jpeg"))
    with Image.open(BytesIO(answer.content)) as small:
        red, green, blue = small.convert("RGB").getpixel((100, 100))  # type: ignore[misc]
    assert red > 200 > 50 > max(green, blue)


def test_what_cannot_be_read_has_none(browser: Client) -> None:
    assert thumbnail(browser, stored(picture()[:40])).status_code == 404
    assert thumbnail(browser, stored(b"%PDF-", content_type="application/pdf")).status_code == 404


def test_a_picture_too_large_to_be_read_safely_has_none(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert thumbnail(browser, stored(picture(size=64))).status_code == 404


def test_who_may_not_read_the_ticket_gets_no_picture(client: Client) -> None:
    assert thumbnail(client, stored(picture())).status_code == 302
