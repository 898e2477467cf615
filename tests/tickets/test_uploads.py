from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tickets.channels import Limits
from tickets.models import Attachment
from tickets.rejections import Rejected
from tickets.uploads import UNKNOWN_TYPE, accept, recognise, safe_name

LIMITS = Limits(text=100, attachment_bytes=5_000, attachment_types=("image/png", "image/jpeg", "application/pdf"))


def picture(kind: str = "PNG", size: int = 8) -> bytes:
    file = BytesIO()
    Image.new("RGB", (size, size), "red").save(file, kind)
    return file.getvalue()


@pytest.mark.django_db
def test_a_picture_is_taken_by_its_content_whatever_its_name_says() -> None:
    attachment = accept(SimpleUploadedFile("photo.exe", picture("JPEG"), "text/html"), LIMITS)

    assert attachment.content_type == "image/jpeg"
    assert attachment.state == Attachment.State.STORED
    assert "photo" not in attachment.file.name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", b"<html><script>alert(1)</script></html>"),
        ("photo.png", b"MZ\x90\x00\x03"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("photo.png", picture()[:20]),
        ("photo.gif", picture("GIF")),
    ],
)
def test_what_the_marketplace_does_not_take_is_rejected_before_sending(name: str, content: bytes) -> None:
    with pytest.raises(Rejected, match="Allowed are: PNG, JPEG, PDF"):
        accept(SimpleUploadedFile(name, content), LIMITS)


def test_a_file_that_is_too_large_is_rejected_with_the_limit() -> None:
    with pytest.raises(Rejected, match=r"too large: 5\.9.KB. At most 4\.9.KB"):
        accept(SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * 6000), LIMITS)


def test_an_empty_file_is_rejected() -> None:
    with pytest.raises(Rejected, match="empty"):
        accept(SimpleUploadedFile("a.pdf", b""), LIMITS)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG", "BMP", "TIFF", "WEBP"])
def test_every_picture_of_the_web_is_recognised(kind: str) -> None:
    assert recognise(BytesIO(picture(kind))) == f"image/{kind.lower()}"


def two_pictures() -> bytes:
    """A JPEG of two pictures, as phones and cameras make it."""
    file, second = BytesIO(), Image.new("RGB", (8, 8), "blue")
    Image.new("RGB", (64, 48), "red").save(file, "MPO", save_all=True, append_images=[second])
    return file.getvalue()


@pytest.mark.django_db
def test_a_jpeg_of_two_pictures_is_a_jpeg_that_can_be_sent() -> None:
    assert recognise(BytesIO(two_pictures())) == "image/jpeg"
    assert accept(SimpleUploadedFile("IMG_1.jpg", two_pictures()), LIMITS).content_type == "image/jpeg"


def test_markup_is_never_recognised_as_something_to_show() -> None:
    assert recognise(BytesIO(b"<!doctype html><script>")) == UNKNOWN_TYPE


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\faktura.pdf", "faktura.pdf"),
        ("zdjęcie\u202egpj.exe", "zdjęciegpj.exe"),
        ("a\x00b\nc.png", "abc.png"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_hostile_names_are_made_harmless(name: str, harmless: str) -> None:
    assert safe_name(name) == harmless


@given(st.text(max_size=400))
def test_a_safe_name_is_short_and_has_no_path(name: str) -> None:
    result = safe_name(name)
    assert 1 <= len(result) <= 120
    assert not set(result) & set("/\\\n\r\x00\u202e")
