"""`/messaging`: purchase problems and ordinary mail (beta.v1)."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

from starlette.responses import JSONResponse, Response

from simulator import play
from simulator.api import files
from simulator.api.call import Call
from simulator.api.gate import Endpoint
from simulator.api.thread_shapes import message_json, thread_json
from simulator.errors import BETA, ApiError, invalid
from simulator.moments import iso
from simulator.records import Author, Case, Kind, Message

TEXT_LIMIT = 2_000
PAGE = 20
SCOPE = "allegro:api:messaging"

Item = TypeVar("Item", Case, Message)


def beta(body: Any, status: int = 200) -> Response:
    """JSON under the resource's own media type."""
    return JSONResponse(body, status, media_type=BETA)


async def list_threads(call: Call) -> Response:
    """Newest `lastMessageDateTime` first; `read`, `status`, `type`, `orderId`, `limit` 1-20, `page.id`."""
    limit = call.number("limit", default=PAGE, low=1, high=PAGE)
    found = filtered(call, call.world.threads(call.seller.id))
    page, cursor = page_of(call, [(last_moment(call, case), case) for case in found], limit)
    return beta({"threads": [thread_json(call.world, case) for case in page], "nextPage": cursor})


def filtered(call: Call, threads: Sequence[Case]) -> list[Case]:
    """What the query asks for. ApiError 422 for words that are not among the choices."""
    status = call.choice("status", {"OPEN", "CLOSED"})
    type_ = call.choice("type", {"COMMON", "POST_PURCHASE_ISSUE"})
    read = call.choice("read", {"true", "false"})
    order_id = call.request.query_params.get("orderId")
    kind = Kind.QUESTION if type_ == "COMMON" else Kind.PURCHASE_PROBLEM
    return [
        case
        for case in threads
        if (status is None or case.status == status)
        and (type_ is None or case.kind is kind)
        and (read is None or case.read == (read == "true"))
        and (order_id is None or case.order_id == order_id)
    ]


def last_moment(call: Call, case: Case) -> str:
    """The moment a thread is sorted by."""
    return iso(call.world.chat(case)[-1].created_at)


def page_of(call: Call, items: Sequence[tuple[str, Item]], limit: int) -> tuple[list[Item], dict[str, str] | None]:
    """One page after the cursor `page.id`, and the next cursor. ApiError 422 for a cursor nobody gave out."""
    start = None
    raw = call.request.query_params.get("page.id")
    if raw is not None:
        try:
            start = tuple(base64.urlsafe_b64decode(raw.encode()).decode().split(" ", 1))
        except (binascii.Error, ValueError) as error:
            raise invalid("page.id", "Unknown page") from error
        if len(start) != 2:
            raise invalid("page.id", "Unknown page")
    rest = [(moment, item) for moment, item in items if start is None or (moment, item.id) < start]
    page = rest[:limit]
    if len(rest) <= limit:
        return [item for _, item in page], None
    moment, item = page[-1]
    cursor = base64.urlsafe_b64encode(f"{moment} {item.id}".encode()).decode()
    return [item for _, item in page], {"id": cursor}


async def get_thread(call: Call) -> Response:
    """One thread."""
    return beta(thread_json(call.world, case_of(call)))


async def put_read(call: Call) -> Response:
    """Set the read flag. ApiError 422 without one."""
    case, body = case_of(call), await call.body()
    if not isinstance(body.get("read"), bool):
        raise invalid("read", "read must be true or false")
    case.read = body["read"]
    call.world.keep(case)
    return beta({"read": case.read})


async def list_messages(call: Call) -> Response:
    """Newest first; `limit` 1-20, `page.id`."""
    case = case_of(call)
    limit = call.number("limit", default=PAGE, low=1, high=PAGE)
    shown = [message for message in reversed(call.world.chat(case)) if play.is_shown(call.world, message)]
    items = [(iso(message.created_at), message) for message in shown]
    page, cursor = page_of(call, items, limit)
    messages = [message_json(call.world, case, message, call.base) for message in page]
    return beta({"messages": messages, "nextPage": cursor})


async def post_message(call: Call) -> Response:
    """201 with the message. 422 THREAD_CLOSED for a closed purchase problem; 429 within a second of the last."""
    case, body = case_of(call), await call.body()
    call.market.limits.count_message(call.seller.id, call.world.clock())
    text = body.get("text")
    if not isinstance(text, str) or len(text) > TEXT_LIMIT:
        raise invalid("text", f"text is required and may have at most {TEXT_LIMIT} characters")
    attached = files.named_files(call, files.MESSAGING, body)
    if not text.strip() and not attached:
        raise invalid("text", "text must not be blank")
    if case.ended:
        message = "Cannot add a message to a closed POST_PURCHASE_ISSUE thread."
        raise ApiError(422, "THREAD_CLOSED", message)
    written = play.write(call.world, case, Author.SELLER, text, files=attached)
    return beta(message_json(call.world, case, written, call.base), 201)


def case_of(call: Call) -> Case:
    """The seller's own thread. ApiError 404 for any other."""
    case = call.world.cases.get(call.part("thread_id"))
    if case is None or case.seller_id != call.seller.id or case.kind.is_issue:
        raise ApiError(404, "THREAD_NOT_FOUND", "Thread not found.")
    return case


async def declare_file(call: Call) -> Response:
    """See files.declare."""
    return await files.declare(call, files.MESSAGING)


async def upload_file(call: Call) -> Response:
    """See files.upload."""
    return await files.upload(call, files.MESSAGING)


async def download_file(call: Call) -> Response:
    """See files.download."""
    return await files.download(call, files.MESSAGING)


FILE_PATH = "/messaging/message-attachments"
ENDPOINTS = [
    Endpoint("messaging.attachment.declare", "POST", FILE_PATH, SCOPE, declare_file),
    Endpoint("messaging.attachment.upload", "PUT", f"{FILE_PATH}/{{attachment_id}}", SCOPE, upload_file, takes=None),
    Endpoint(
        "messaging.attachment.download",
        "GET",
        f"{FILE_PATH}/{{attachment_id}}",
        SCOPE,
        download_file,
        answers=None,
    ),
    Endpoint("messaging.list", "GET", "/messaging/threads", SCOPE, list_threads),
    Endpoint("messaging.get", "GET", "/messaging/threads/{thread_id}", SCOPE, get_thread),
    Endpoint("messaging.read", "PUT", "/messaging/threads/{thread_id}/read", SCOPE, put_read),
    Endpoint("messaging.messages", "GET", "/messaging/threads/{thread_id}/messages", SCOPE, list_messages),
    Endpoint("messaging.message", "POST", "/messaging/threads/{thread_id}/messages", SCOPE, post_message),
]
