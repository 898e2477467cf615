import pytest

from crm.folding import LONGEST, digits, fold, level


@pytest.mark.parametrize("text", ["Żółć  Łódź", "ZOLC LODZ", " żółć\nłódź "])
def test_case_marks_and_spaces_are_levelled_for_searching(text: str) -> None:
    assert fold(text) == "zolc lodz"


def test_only_case_is_levelled_when_values_are_compared() -> None:
    assert level("ŁUCJA_Ż") == level("łucja_ż")
    assert level("lucja_z") != level("łucja_ż")


def test_letters_that_grow_when_levelled_still_fit_the_column() -> None:
    assert len(level("ΐ" * LONGEST)) == LONGEST


def test_a_phone_number_is_its_digits() -> None:
    assert digits("+48 600-100-200") == "48600100200"
