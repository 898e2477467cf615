"""Files on S3-compatible storage, against a server that speaks S3 on this machine."""

import logging
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client, override_settings
from django.urls import reverse
from moto.server import ThreadedMotoServer

from config import files
from tests.factories import make_message, make_ticket, make_user
from tests.tickets.test_uploads import picture
from tickets.models import Attachment

pytestmark = pytest.mark.django_db
BUCKET = "parley-files"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"http://{host}:{port}"
    moto.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "never in a log")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    s3 = boto3.client("s3", endpoint_url=server)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    with override_settings(
        STORAGES={"default": files.storage(BUCKET, server), "staticfiles": storages.backends["staticfiles"]}
    ):
        yield s3
    for one in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        s3.delete_object(Bucket=BUCKET, Key=one["Key"])
    s3.delete_bucket(Bucket=BUCKET)


def stored(content: bytes, content_type: str = "image/png") -> Attachment:
    message = make_message(make_ticket())
    attachment = Attachment(message=message, name="zdjęcie.png", content_type=content_type, state="stored")
    attachment.file.save("ignored.png", ContentFile(content))
    return attachment


def test_a_file_is_kept_there_under_a_name_of_ours(bucket: Any) -> None:
    attachment = stored(picture())
    (kept,) = bucket.list_objects_v2(Bucket=BUCKET)["Contents"]
    assert kept["Key"] == attachment.file.name
    assert kept["Key"].startswith("attachments/")
    assert "ignored" not in kept["Key"]


def test_it_is_handed_out_by_parley_to_those_who_may_read_the_ticket(bucket: Any) -> None:
    attachment, client = stored(picture()), Client()
    address = reverse("tickets:attachment", args=[attachment.pk])
    assert client.get(address).status_code == 302
    client.force_login(make_user())
    response = client.get(address, {"download": "1"})
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.getvalue() == picture()


def test_a_thumbnail_is_made_of_it(bucket: Any) -> None:
    attachment, client = stored(picture()), Client()
    client.force_login(make_user())
    response = client.get(reverse("tickets:thumbnail", args=[attachment.pk]))
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("image/")


def test_nothing_is_public(bucket: Any) -> None:
    attachment = stored(picture())
    grants = bucket.get_object_acl(Bucket=BUCKET, Key=attachment.file.name)["Grants"]
    assert all(grant["Grantee"].get("Type") == "CanonicalUser" for grant in grants)


def test_the_key_is_in_no_log(bucket: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        stored(picture())
    assert "never in a log" not in caplog.text


def test_without_a_bucket_files_stay_on_this_machine() -> None:
    assert files.storage("", "")["BACKEND"] == "django.core.files.storage.FileSystemStorage"
