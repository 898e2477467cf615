"""The types of files that people send."""

import mimetypes


def type_of_name(name: str) -> str:
    """A media type from a file's name; unknown endings are plain bytes."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
