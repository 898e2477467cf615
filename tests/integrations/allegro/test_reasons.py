import pytest
from django.utils import translation

from integrations.allegro.reasons import REASONS, reason_words


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words_in_polish(reason: str) -> None:
    with translation.override("pl"):
        assert "_" not in reason_words(reason)


def test_a_reason_nobody_announced_is_shown_as_it_came() -> None:
    assert reason_words("BRAND_NEW_REASON") == "BRAND_NEW_REASON"
