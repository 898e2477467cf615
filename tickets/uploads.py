"""Files on their way in: what they are is decided by their content, and names are made harmless."""

import unicodedata
from pathlib import PurePosixPath
from typing import BinaryIO

import puremagic
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from tickets.channels import Limits
from tickets.models import Attachment
from tickets.rejections import Rejected

PICTURES = {
    "PNG": "image/png",
    "GIF": "image/gif",
    "JPEG": "image/jpeg",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "WEBP": "image/webp",
}
# A phone's JPEG may hold a second picture: Pillow opens it as a JPEG and then calls it MPO.
TYPES = PICTURES | {"MPO": "image/jpeg"}
UNKNOWN_TYPE = "application/octet-stream"
# Only these count as recognised besides pictures; anything else stays an unknown file to download.
DOCUMENTS = {b"%PDF-": "application/pdf"}


def accept(upload: UploadedFile, limits: Limits) -> Attachment:
    """Store a file that an agent gives, for a message to come. Raises Rejected with what to change."""
    size = upload.size or 0
    if size == 0:
        raise Rejected(_("The file is empty. Choose another one."))
    if size > limits.attachment_bytes:
        raise Rejected(
            _("The file is too large: %(size)s. At most %(limit)s can be sent.")
            % {"size": filesizeformat(size), "limit": filesizeformat(limits.attachment_bytes)}
        )
    content_type = recognise(upload)
    if content_type not in limits.attachment_types:
        raise Rejected(_("This kind of file cannot be sent. Allowed are: %(types)s.") % {"types": type_names(limits)})
    attachment = Attachment(
        name=safe_name(upload.name or ""), state=Attachment.State.STORED, content_type=content_type, size=size
    )
    attachment.file.save(attachment.name, upload, save=False)
    attachment.save()
    return attachment


def recognise(file: "BinaryIO | UploadedFile") -> str:
    """The content type of a file by its content alone; `UNKNOWN_TYPE` where that cannot be told."""
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    for signature, content_type in DOCUMENTS.items():
        if head.startswith(signature):
            return content_type
    try:
        with Image.open(file, formats=list(PICTURES)) as picture:
            picture.verify()
            return TYPES[picture.format or ""]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError):
        return _by_magic(head)
    finally:
        file.seek(0)


def _by_magic(head: bytes) -> str:
    try:
        found = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return UNKNOWN_TYPE
    # A broken picture is no picture, and markup is never shown.
    if not found or found.startswith(("image/", "text/")):
        return UNKNOWN_TYPE
    return str(found)


def safe_name(name: str) -> str:
    """A file name without paths, control and direction characters, at most 120 long, its ending kept."""
    name = PurePosixPath(name.replace("\\", "/")).name
    name = "".join(character for character in name if unicodedata.category(character)[0] != "C").strip(" .")
    path = PurePosixPath(name)
    suffix = path.suffix[:12]
    return f"{path.stem[: 120 - len(suffix)]}{suffix}" if name else _("file")


def type_names(limits: Limits) -> str:
    """The allowed types as people call them: "PNG, JPEG, PDF"."""
    return ", ".join(content_type.rpartition("/")[2].upper() for content_type in limits.attachment_types)
