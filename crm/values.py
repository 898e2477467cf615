"""Values of custom fields, which are kept as text."""

from datetime import date
from decimal import Decimal, InvalidOperation


def as_number(text: str) -> Decimal | None:
    """The number that the text stands for; None for none, and for what is no finite number."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def as_day(text: str) -> date | None:
    """The day that the text stands for as ISO 8601, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
