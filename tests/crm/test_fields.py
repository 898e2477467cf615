from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from crm.fields import as_text, form_field
from crm.models import CustomField


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1.50"), "1.5"),
        (Decimal("100"), "100"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.10"), "-0.1"),
        (date(2026, 2, 1), "2026-02-01"),
        ("Ż", "Ż"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_value_is_kept_as_text_in_one_form(value: str | Decimal | date | None, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("type_", "field_class"),
    [
        (CustomField.Type.TEXT, forms.CharField),
        (CustomField.Type.NUMBER, forms.DecimalField),
        (CustomField.Type.DATE, forms.DateField),
        (CustomField.Type.CHOICE, forms.ChoiceField),
    ],
)
def test_each_type_has_its_form_field_and_none_is_required(type_: str, field_class: type[forms.Field]) -> None:
    field = form_field(CustomField(name="Extra", type=type_), "")
    assert type(field) is field_class
    assert (field.label, field.required) == ("Extra", False)


def test_a_polish_reader_writes_numbers_with_a_comma() -> None:
    with translation.override("pl"):
        field = form_field(CustomField(name="Discount", type=CustomField.Type.NUMBER), "")
        assert as_text(field.clean("7,5")) == "7.5"
        assert as_text(field.clean("7.5")) == "7.5"
