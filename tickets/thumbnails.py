"""Pictures made small for the ticket page: what buyers send is often ten megabytes large."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from tickets.models import SAFE_PICTURES, Attachment

SIZE = (264, 200)  # pixels: twice what the page shows, for dense screens
TYPE = "image/webp"
FORMATS = sorted(content_type.rpartition("/")[2].upper() for content_type in SAFE_PICTURES)


class NoThumbnail(Exception):
    """The picture cannot be read, or is too large to be read safely."""


def thumbnail_of(attachment: Attachment) -> bytes:
    """The picture cut to SIZE, turned as its camera says, as WebP. Raises NoThumbnail."""
    small = BytesIO()
    try:
        with attachment.file.open("rb") as file, Image.open(file, formats=FORMATS) as picture:
            picture.draft("RGB", (SIZE[0] * 2, SIZE[1] * 2))  # a camera's JPEG is read at a fraction of its size
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
            ground = Image.new("RGBA", upright.size, "white")
            ground.alpha_composite(upright)
            ImageOps.fit(ground.convert("RGB"), SIZE).save(small, "WEBP", quality=70)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoThumbnail from error
    return small.getvalue()
