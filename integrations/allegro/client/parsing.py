"""From JSON to our types: an entry without identity is set aside and logged, it never takes the others along (B10)."""

import json
import logging
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from integrations.allegro.client.answers import Answer, json_object
from integrations.allegro.client.errors import NoAnswer
from integrations.allegro.client.fields import storable
from integrations.allegro.client.paging import LeftOut, Parsed

logger = logging.getLogger(__name__)
T = TypeVar("T", bound=BaseModel)
MOST_RAW = 2000  # characters kept of an entry that was not understood


class Entry(Protocol):
    """An entry of a list: a model that has an identity."""

    @property
    def id(self) -> str: ...

    @classmethod
    def model_validate(cls, obj: Any, /) -> Any: ...


E = TypeVar("E", bound=Entry)


def parse(kind: type[T], value: object) -> T:
    """The value as `kind`; NoAnswer when what we cannot do without is missing."""
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        raise NoAnswer(f"Allegro's answer is not a usable {kind.__name__}", code="MALFORMED") from _names_only(error)


def parse_list(kind: type[E], values: Any) -> Parsed[E]:
    """Every entry of the list; those without identity are left out, and noted in the log by their fields' names.

    NoAnswer without a list: nothing is not the same as none.
    """
    if not isinstance(values, list):
        raise NoAnswer(f"Allegro's answer has no list of {kind.__name__}", code="MALFORMED")
    found: list[E] = []
    left_out: list[LeftOut] = []
    for value in values:
        try:
            found.append(kind.model_validate(value))
        except ValidationError as error:
            reason = str(_names_only(error))
            logger.warning("left out a malformed %s: %s", kind.__name__, reason)
            left_out.append(LeftOut(reason, storable(json.dumps(value, ensure_ascii=False))[:MOST_RAW]))
    return Parsed(tuple(found), tuple(left_out))


def created(answer: Answer) -> str:
    """The id of what a write made. NoAnswer without one: such an answer proves nothing."""
    id_ = json_object(answer).get("id")
    if isinstance(id_, str | int) and id_:
        return str(id_)
    raise NoAnswer("Allegro's answer has no id", status=answer.status, code="NO_ID", trace_id=answer.trace_id)


def _names_only(error: ValidationError) -> ValueError:
    """Which fields are wrong, without what is in them: texts of buyers do not belong into logs."""
    return ValueError(", ".join(".".join(str(part) for part in one["loc"]) for one in error.errors()))
