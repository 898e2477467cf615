"""From JSON to our types: one malformed entry is left out and counted, it never takes the others along (B10)."""

import logging
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from integrations.allegro.client.errors import NoAnswer

logger = logging.getLogger(__name__)
T = TypeVar("T", bound=BaseModel)


def parse(kind: type[T], value: object) -> T:
    """The value as `kind`; NoAnswer when what we cannot do without is missing."""
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        raise NoAnswer(f"Allegro's answer is not a usable {kind.__name__}", code="MALFORMED") from _names_only(error)


def parse_list(kind: type[T], values: Any) -> list[T]:
    """Every usable entry; the others are noted in the log by the names of their fields."""
    found = []
    for value in values if isinstance(values, list) else []:
        try:
            found.append(kind.model_validate(value))
        except ValidationError as error:
            logger.warning("left out a malformed %s: %s", kind.__name__, _names_only(error))
    return found


def _names_only(error: ValidationError) -> ValueError:
    """Which fields are wrong, without what is in them: texts of buyers do not belong into logs."""
    return ValueError(", ".join(".".join(str(part) for part in one["loc"]) for one in error.errors()))
