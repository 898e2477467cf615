"""`/sale/issues`: discussions and claims (beta.v1)."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from starlette.responses import JSONResponse, Response

from simulator import claims, play
from simulator.api import files
from simulator.api.call import Call
from simulator.api.gate import Endpoint
from simulator.api.issue_shapes import issue_json, message_json
from simulator.errors import BETA, ApiError, invalid
from simulator.records import Author, Case, Kind

STATUSES = {
    "DISPUTE_CLOSED",
    "DISPUTE_ONGOING",
    "DISPUTE_UNRESOLVED",
    "CLAIM_SUBMITTED",
    "CLAIM_ACCEPTED",
    "CLAIM_REJECTED",
}
TYPES = {"REGULAR", "END_REQUEST", *claims.RETURN_TYPES}
TEXT_LIMIT = 20_000
SCOPE = "allegro:api:disputes"


def beta(body: Any, status: int = 200) -> Response:
    """JSON under the resource's own media type."""
    return JSONResponse(body, status, media_type=BETA)


async def list_issues(call: Call) -> Response:
    """Newest `openedDate` first; `limit` 1-100 (10), `offset`, repeated `status`, `checkoutForm.id`."""
    limit = call.number("limit", default=10, low=1, high=100)
    offset = call.number("offset", default=0, low=0)
    found: Sequence[Case] = call.world.issues(call.seller.id)
    statuses = set(call.request.query_params.getlist("status"))
    if not statuses <= STATUSES:
        raise invalid("status", f"status must be one of {', '.join(sorted(STATUSES))}")
    if statuses:
        found = [case for case in found if case.status in statuses]
    order_id = call.request.query_params.get("checkoutForm.id")
    if order_id is not None:
        checked_uuid("checkoutForm.id", order_id)
        found = [case for case in found if case.order_id == order_id]
    page = found[offset : offset + limit]
    return beta({"issues": [issue_json(call.world, c, base=call.base, language=call.language) for c in page]})


async def get_issue(call: Call) -> Response:
    """One case."""
    return beta(issue_json(call.world, case_of(call), base=call.base, language=call.language))


async def get_chat(call: Call) -> Response:
    """Messages and claim state changes, newest first; `limit` 1-100 (10), `offset`."""
    limit = call.number("limit", default=10, low=1, high=100)
    offset = call.number("offset", default=0, low=0)
    newest_first = call.world.chat(case_of(call))[::-1]
    page = newest_first[offset : offset + limit]
    return beta({"chat": [message_json(call.world, message, call.base) for message in page]})


async def post_message(call: Call) -> Response:
    """201 with the message. 409 DISPUTE_ALREADY_RESOLVED when the case takes no more."""
    case, body = case_of(call), await call.body()
    text, type_ = checked_message(case, body)
    attached = files.named_files(call, files.ISSUES, body)
    if not text.strip() and not attached:
        raise invalid("text", "At least one of text and attachments has to be present")
    if case.ended:
        reason = "Cannot add a message: the dispute is already resolved."
        raise ApiError(409, "DISPUTE_ALREADY_RESOLVED", reason)
    message = play.write(call.world, case, Author.SELLER, text, files=attached, type_=type_)
    if type_ in claims.RETURN_TYPES:
        claims.answer_return_question(call.world, case, type_)
    return beta(message_json(call.world, message, call.base), 201)


def checked_message(case: Case, body: dict[str, Any]) -> tuple[str, str]:
    """Text and type. ApiError 422 for too long a text or a type that this kind of case does not take."""
    text, type_ = body.get("text") or "", body.get("type")
    if not isinstance(text, str) or len(text) > TEXT_LIMIT:
        raise invalid("text", f"text may have at most {TEXT_LIMIT} characters")
    if type_ not in TYPES:
        raise invalid("type", f"type must be one of {', '.join(sorted(TYPES))}")
    if type_ == "END_REQUEST" and case.kind is not Kind.DISCUSSION:
        raise invalid("type", "END_REQUEST is only allowed for disputes")
    if type_ in claims.RETURN_TYPES and case.kind is not Kind.CLAIM:
        raise invalid("type", f"{type_} is only allowed for claims")
    return text, str(type_)


async def post_status(call: Call) -> Response:
    """The decision on a claim; an empty 200. ApiError 400 for anything but a valid one."""
    case, body = case_of(call), await call.body()
    decision, message = body.get("status"), body.get("message")
    if decision not in claims.DECISIONS:
        raise ApiError(400, "VALIDATION_ERROR", "Unknown status.", path="status")
    if not isinstance(message, str) or not message.strip() or len(message) > TEXT_LIMIT:
        raise ApiError(400, "VALIDATION_ERROR", "A message is required.", path="message")
    amount = partial_refund(call, case, body.get("partialRefund"))
    try:
        claims.decide(call.world, case, decision, message, amount=amount)
    except play.NotPossible as error:
        raise ApiError(400, "STATUS_CHANGE_NOT_ALLOWED", f"{error}.", path="status") from error
    return Response(status_code=200)


def partial_refund(call: Call, case: Case, refund: Any) -> Decimal | None:
    """The amount in the order's currency. ApiError 400 when it is no sum of money."""
    if refund is None:
        return None
    order = call.world.orders[case.order_id]
    try:
        amount = Decimal(refund["amount"])
        currency = refund["currency"]
    except (KeyError, TypeError, InvalidOperation) as error:
        raise ApiError(400, "VALIDATION_ERROR", "Not a sum of money.", path="partialRefund") from error
    paid = sum((item.price * item.quantity for item in order.items), Decimal(0))
    if currency != order.currency or not amount.is_finite() or not 0 < amount <= paid:
        message = f"The amount must be above 0 and at most {paid:.2f} {order.currency}."
        raise ApiError(400, "VALIDATION_ERROR", message, path="partialRefund")
    return amount


def case_of(call: Call) -> Case:
    """The seller's own case. ApiError 404 for any other."""
    case = call.world.cases.get(call.part("issue_id"))
    if case is None or case.seller_id != call.seller.id or not case.kind.is_issue:
        raise ApiError(404, "POST_PURCHASE_ISSUE_NOT_FOUND", "Post purchase issue not found.")
    return case


def checked_uuid(name: str, raw: str) -> None:
    """ApiError 422 for a malformed identifier."""
    try:
        UUID(raw)
    except ValueError as error:
        raise invalid(name, f"{name} must be a UUID") from error


async def declare_file(call: Call) -> Response:
    """See files.declare."""
    return await files.declare(call, files.ISSUES)


async def upload_file(call: Call) -> Response:
    """See files.upload."""
    return await files.upload(call, files.ISSUES)


async def download_file(call: Call) -> Response:
    """See files.download."""
    return await files.download(call, files.ISSUES)


ENDPOINTS = [
    Endpoint("issues.attachment.declare", "POST", "/sale/issues/attachments", SCOPE, declare_file),
    Endpoint(
        "issues.attachment.upload",
        "PUT",
        "/sale/issues/attachments/{attachment_id}",
        SCOPE,
        upload_file,
        takes=None,
    ),
    Endpoint(
        "issues.attachment.download",
        "GET",
        "/sale/issues/attachments/{attachment_id}",
        SCOPE,
        download_file,
        answers=None,
    ),
    Endpoint("issues.list", "GET", "/sale/issues", SCOPE, list_issues),
    Endpoint("issues.get", "GET", "/sale/issues/{issue_id}", SCOPE, get_issue),
    Endpoint("issues.chat", "GET", "/sale/issues/{issue_id}/chat", SCOPE, get_chat),
    Endpoint("issues.message", "POST", "/sale/issues/{issue_id}/message", SCOPE, post_message),
    Endpoint("issues.status", "POST", "/sale/issues/{issue_id}/status", SCOPE, post_status),
]
