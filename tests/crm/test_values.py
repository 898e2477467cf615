from datetime import date
from decimal import Decimal

import pytest

from crm.models import CustomField, CustomFieldValue
from crm.values import as_day, as_number
from tests.factories import make_customer


@pytest.mark.parametrize("text", ["", "dużo", "Infinity", "NaN", "sNaN"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert as_number(text) is None


def test_a_number_is_read() -> None:
    assert as_number("1.50") == Decimal("1.5")


@pytest.mark.parametrize("text", ["", "wczoraj", "2026-02-30"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert as_day(text) is None


def test_a_day_is_read() -> None:
    assert as_day("2026-02-01") == date(2026, 2, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("type_", [CustomField.Type.NUMBER, CustomField.Type.DATE])
def test_a_value_from_before_the_field_had_its_type_is_shown_as_it_is(type_: CustomField.Type) -> None:
    field = CustomField.objects.create(name="Discount", type=type_)
    value = CustomFieldValue(field=field, customer=make_customer(), value="dużo")
    assert value.shown == "dużo"
