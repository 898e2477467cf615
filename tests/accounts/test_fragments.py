import pytest
from django.utils import timezone, translation

from accounts import fragments
from accounts.fragments import fragment

TEMPLATE = "tickets/parts/events.html"


@pytest.fixture(autouse=True)
def _forget() -> None:
    fragments._written.cache_clear()


def test_what_is_given_again_is_not_written_again() -> None:
    assert fragment(TEMPLATE, ((), False)) is fragment(TEMPLATE, ((), False))
    assert fragment(TEMPLATE, ((), True)) != fragment(TEMPLATE, ((), False))


def test_each_language_has_its_own() -> None:
    english = fragment(TEMPLATE, ((), False))
    with translation.override("pl"):
        assert fragment(TEMPLATE, ((), False)) != english
    assert fragment(TEMPLATE, ((), False)) == english


def test_each_time_zone_has_its_own() -> None:
    fragment(TEMPLATE, ((), False))
    with timezone.override("Asia/Tokyo"):
        fragment(TEMPLATE, ((), False))
    assert fragments._written.cache_info().misses == 2


def test_no_more_is_kept_than_there_is_room_for() -> None:
    assert fragments._written.cache_info().maxsize == fragments.MOST


@pytest.mark.parametrize("is_debugging", [True, False])
def test_who_works_on_a_template_sees_each_change(settings: object, is_debugging: bool) -> None:
    settings.DEBUG = is_debugging  # type: ignore[attr-defined]  # pytest-django's fixture
    fragment(TEMPLATE, ((), False))
    assert fragments._written.cache_info().currsize == (0 if is_debugging else 1)
