"""Attachments: declared, uploaded once, named in a message, downloaded. Both APIs share the rules."""

import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from starlette.responses import JSONResponse, Response

from simulator.api.call import Call
from simulator.errors import BETA, ApiError, invalid
from simulator.records import File


@dataclass(frozen=True)
class Channel:
    """How one API words the same thing. `limit` in bytes."""

    name: str
    path: str
    name_field: str
    limit: int
    one_time_address: bool


ISSUES = Channel("issues", "/sale/issues/attachments", "fileName", 2_097_152, one_time_address=True)
MESSAGING = Channel("messaging", "/messaging/message-attachments", "filename", 5_242_880, one_time_address=False)


async def declare(call: Call, channel: Channel) -> Response:
    """201 with the id; for issues also a one-time `Location` to upload to."""
    body = await call.body()
    name, size = checked_declaration(channel, body)
    file = File(
        id=call.world.new_uuid(),
        seller_id=call.seller.id,
        name=name,
        mime="application/octet-stream",
        size=size,
        created_at=call.world.clock(),
        channel=channel.name,
        upload_key=secrets.token_urlsafe(16),
    )
    call.world.keep(file)
    headers = {}
    if channel.one_time_address:
        headers["Location"] = f"{call.base}{channel.path}/{file.id}?upload={file.upload_key}"
    return JSONResponse({"id": file.id}, 201, headers, media_type=BETA)


def checked_declaration(channel: Channel, body: dict[str, Any]) -> tuple[str, int]:
    """Name and size in bytes. ApiError 422 naming the field at fault."""
    name, size = body.get(channel.name_field), body.get("size")
    if not isinstance(name, str) or not name.strip() or len(name) > 255:
        raise invalid(channel.name_field, f"{channel.name_field} must have 1 to 255 characters")
    if name != PurePosixPath(name).name:
        raise invalid(channel.name_field, f"{channel.name_field} must not be a path")
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= channel.limit:
        raise invalid("size", f"size must be from 1 to {channel.limit} bytes")
    return name, size


async def upload(call: Call, channel: Channel) -> Response:
    """The bytes of a declared file. ApiError 404 for a used or composed address, 413 and 422 for a wrong size."""
    file = call.world.files.get(call.part("attachment_id"))
    key = call.request.query_params.get("upload")
    if file is None or file.channel != channel.name or file.seller_id != call.seller.id or file.uploaded:
        raise ApiError(404, "ATTACHMENT_NOT_FOUND", "There is no such declaration, or it was used.")
    if channel.one_time_address and key != file.upload_key:
        raise ApiError(404, "ATTACHMENT_NOT_FOUND", "Upload to the address given in the Location header.")
    content = await call.request.body()
    if len(content) > channel.limit:
        raise ApiError(413, "CONTENT_TOO_LARGE", f"A file may have at most {channel.limit} bytes.")
    if len(content) != file.size:
        raise invalid("size", "The file does not have the declared size", "ATTACHMENT_SIZE_MISMATCH")
    file.mime = call.request.headers["content-type"].partition(";")[0].strip().lower()
    call.world.keep_content(file, content)
    return JSONResponse({"id": file.id}, media_type=BETA)


async def download(call: Call, channel: Channel) -> Response:
    """The bytes, under the file's own type. ApiError 404 for files of other sellers or of the other API."""
    file = call.world.files.get(call.part("attachment_id"))
    if file is None or file.seller_id != call.seller.id or not file.uploaded or not served_by(call, file, channel):
        raise ApiError(404, "ATTACHMENT_ERROR", "Attachment not found.")
    return Response(call.world.content(file), media_type=file.mime)


def served_by(call: Call, file: File, channel: Channel) -> bool:
    """A buyer's file belongs to the API of the case it was sent in."""
    if file.channel != "buyer" or file.message_id is None:
        return file.channel == channel.name
    case = call.world.cases[call.world.messages[file.message_id].case_id]
    return case.kind.is_issue == (channel is ISSUES)


def named_files(call: Call, channel: Channel, body: dict[str, Any]) -> list[File]:
    """The uploaded files a message names. ApiError 422 for unknown, foreign, empty or used ones."""
    named = body.get("attachments") or []
    if not isinstance(named, list) or not all(isinstance(item, dict) for item in named):
        raise invalid("attachments", "attachments must be a list of objects with an id")
    files = []
    for index, item in enumerate(named):
        file = call.world.files.get(str(item.get("id")))
        usable = file is not None and file.uploaded and file.message_id is None
        if file is None or not usable or file.seller_id != call.seller.id or file.channel != channel.name:
            raise invalid(f"attachments[{index}].id", "No such uploaded attachment", "ATTACHMENT_NOT_FOUND")
        files.append(file)
    return files
