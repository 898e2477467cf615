"""How single fields of Allegro's answers are read: as far as they can be, never at the cost of what they stand in."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

PLACEHOLDER = "TODO"  # F17: stands where an id or a text should be
LONGEST_ID = 100  # characters that are stored of a message's id
YEARS = range(2000, 2100)  # others are slips: such a moment is unknown
MOST_COUNTED = 1_000_000


def storable(value: Any) -> Any:
    """NUL and halves of surrogate pairs can be written in JSON, but not stored; nothing else is changed."""
    if not isinstance(value, str):
        return value
    return value.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _in_a_zone(value: datetime) -> datetime:
    """A moment without a zone cannot be compared with the others; Allegro's are UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _believable(value: datetime) -> datetime:
    if value.year not in YEARS:
        raise ValueError("not a moment of our time")
    return value


def _if_readable(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """What cannot be read must not cost the whole case; Allegro's own example has such a `decisionDueDate`."""
    try:
        return read(value)
    except ValueError:
        return None


def _identity(value: str) -> str:
    if not value.strip() or value == PLACEHOLDER:
        raise ValueError("no identity")
    return value


def _short(value: str) -> str:
    """An id longer than we store is cut, and stays one of its own."""
    return value if len(value) <= LONGEST_ID else f"{value[:60]}~{sha256(value.encode()).hexdigest()[:36]}"


def _as_words(value: Any) -> Any:
    """A text of another shape than announced is shown as it came."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list | bool) else value


def _each(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """A list as far as it can be read: what is odd in it becomes an entry of which nothing is known."""
    try:
        return read(value)
    except ValidationError:
        items = value if isinstance(value, list) else [value]
        return [_readable(item, read) for item in items if item is not None]


def _readable(item: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read([item])[0]
    except ValidationError:
        return read([{}])[0]


Text = Annotated[str, BeforeValidator(storable)]
Words = Annotated[str, BeforeValidator(storable), BeforeValidator(_as_words)]
Id = Annotated[Text, AfterValidator(_identity)]
MessageId = Annotated[Id, AfterValidator(_short)]
Moment = Annotated[datetime, AfterValidator(_in_a_zone), AfterValidator(_believable)]
MaybeMoment = Annotated[Moment | None, WrapValidator(_if_readable)]
Count = Annotated[Annotated[int, Field(ge=0, le=MOST_COUNTED)] | None, WrapValidator(_if_readable)]
Each = WrapValidator(_each)
