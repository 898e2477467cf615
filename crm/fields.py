"""Custom fields on a record's form: which form field each type gets, and how a value is kept as text."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from crm.models import CustomField, CustomFieldValue
from crm.values import as_number

LONGEST = CustomFieldValue._meta.get_field("value").max_length or 0


def form_field(field: CustomField, value: str) -> forms.Field:
    """The form field for a custom field that holds this value now (empty for none)."""
    common: dict[str, Any] = {"label": field.name, "required": False, "initial": value}
    if field.type == CustomField.Type.NUMBER:
        return forms.DecimalField(
            max_digits=30, decimal_places=10, localize=True, **common | {"initial": as_number(value)}
        )
    if field.type == CustomField.Type.DATE:
        return forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **common)
    if field.type == CustomField.Type.CHOICE:
        # A choice that was taken off the list since stays valid on the records that hold it.
        options = dict.fromkeys(["", *field.choices, value])
        return forms.ChoiceField(choices=[(option, option or "—") for option in options], **common)
    return forms.CharField(max_length=LONGEST, **common)


def as_text(value: str | Decimal | date | None) -> str:
    """A cleaned value as it is kept: numbers with a point and no empty zeros, dates as ISO 8601."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "" if value is None else str(value)
