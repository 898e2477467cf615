"""What Allegro answered: read within bounds of size and time, then told apart by what the caller has to decide."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isnan
from time import monotonic
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from integrations.allegro.client.errors import (
    UNKNOWN_ISSUE,
    AccountRestricted,
    CaseClosed,
    Flaky,
    Forbidden,
    NoAnswer,
    NotFound,
    RateLimited,
    Rejected,
    TokenExpired,
)

CHUNK = 64 * 1024
# A body that is larger, or that drips for longer, is cut off: it must fill neither memory nor disk, nor keep a worker.
MOST_BYTES = 20 * 1024 * 1024
MOST_SECONDS = 60.0
BLOCK_SECONDS = 60.0  # what a 429 without Retry-After means: limits count by the minute
LONGEST_BLOCK = 3_600.0  # limits count by the minute: a header that says more is a slip of the pen
CLOSED_CODES = frozenset({"DISPUTE_ALREADY_RESOLVED", "THREAD_CLOSED"})
RESTRICTED = "ACCOUNT_NOT_ALLOWED"  # …_TO_SEND_MESSAGES, and whatever else an account may not
PASSING_CODES = frozenset({"DATA_FETCHING_ERROR", UNKNOWN_ISSUE, "ATTACHMENT_ERROR"})


class TooLarge(Rejected):
    """A body beyond what Allegro itself allows."""


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def trace_id(self) -> str:
        return self.headers.get("Trace-Id", "")


def receive(response: requests.Response, *, most_seconds: float | None = None) -> Answer:
    """Read the answer to its end. NoAnswer when it breaks off, never ends or is too large."""
    try:
        body = b"".join(chunks(response, most_seconds=most_seconds))
    except TooLarge as error:
        raise NoAnswer(str(error), status=response.status_code, code=error.code) from error
    return Answer(response.status_code, response.headers, body)


def chunks(response: requests.Response, *, most_seconds: float | None = None) -> Iterator[bytes]:
    """The body as it comes. TooLarge past the bound; NoAnswer when it breaks off or takes too long."""
    deadline, size = monotonic() + (MOST_SECONDS if most_seconds is None else most_seconds), 0
    try:
        # Not a whole chunk at a time: whoever drips would keep us waiting for it.
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            size += len(chunk)
            if size > MOST_BYTES:
                raise TooLarge("Allegro's answer is larger than it may be", code="TOO_LARGE")
            yield chunk
            if monotonic() > deadline:
                raise NoAnswer("Allegro's answer does not end", code="ENDLESS")
    except (HTTPError, OSError) as error:
        raise NoAnswer("Allegro's answer broke off", code="BROKEN_OFF") from error


def check(answer: Answer) -> Answer:
    """Raise what an answer without success means; the answer itself otherwise."""
    if answer.status < 300:
        return answer
    first = _first_error(answer)
    code, user_message = str(first.get("code") or ""), str(first.get("userMessage") or "")
    message = f"Allegro answered {answer.status} {code}".strip()
    if answer.status == 429:
        raise RateLimited(message, retry_after=_retry_after(answer), trace_id=answer.trace_id)
    is_refusal = 400 <= answer.status < 500 and answer.status != 408  # a gateway's time-out says nothing of the work
    kind = _refusal(answer.status, code, first) if is_refusal else NoAnswer
    raise kind(message, status=answer.status, code=code, user_message=user_message, trace_id=answer.trace_id)


def json_object(answer: Answer) -> dict[str, Any]:
    """The answer's JSON object; NoAnswer for anything else, such as an error page with status 200 (F28)."""
    body = _parsed(answer)
    if isinstance(body, dict):
        return body
    raise NoAnswer("Allegro's answer is not JSON", status=answer.status, code="NOT_JSON", trace_id=answer.trace_id)


def _parsed(answer: Answer) -> object:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def _refusal(status: int, code: str, first: Mapping[str, Any]) -> type[Rejected]:
    if code in CLOSED_CODES:
        return CaseClosed
    if code.startswith(RESTRICTED):
        return AccountRestricted
    if code in PASSING_CODES or (
        status == 400 and not first.get("path") and code in ("", "Bad Request", "BAD_REQUEST")
    ):
        return Flaky
    # An HTML page with status 404 is a broken gateway, not a missing thing.
    if status == 404 and not first:
        return Flaky
    return {401: TokenExpired, 403: Forbidden, 404: NotFound}.get(status, Rejected)


def _first_error(answer: Answer) -> dict[str, Any]:
    """Allegro's first error object; {} for other bodies. OAuth's `error` counts as its code."""
    body = _parsed(answer)
    if not isinstance(body, dict):
        return {}
    errors = body.get("errors")
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        return errors[0]
    return {"code": body["error"]} if isinstance(body.get("error"), str) else {}


def _retry_after(answer: Answer) -> float:
    try:
        seconds = float(answer.headers["Retry-After"])
    except (KeyError, ValueError):
        return BLOCK_SECONDS
    return BLOCK_SECONDS if isnan(seconds) else min(max(1.0, seconds), LONGEST_BLOCK)
