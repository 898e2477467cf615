"""What every list that goes by key has in common; the lists' own cursors are tested with them."""

from collections.abc import Sequence
from typing import Any

import pytest
from cursor_pagination import CursorPage
from django.db.models import QuerySet

from accounts.models import User
from accounts.paging import KeyPages, beyond, cursors, page_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


class People(KeyPages):
    def place_of(self, parts: Sequence[str | None]) -> int:
        (number,) = parts
        return int(number or "")

    def beyond(self, queryset: QuerySet[User], place: int, *, newer: bool) -> QuerySet[User]:
        return queryset.filter(pk__gt=place) if newer else queryset.filter(pk__lt=place)


def page(**params: Any) -> CursorPage:
    return page_of(People(User.objects.all(), ordering=("-pk",)), params, 2)


def test_pages_lead_forth_and_back() -> None:
    e, d, c, b, a = [make_user() for _ in range(5)][::-1]
    first = page()
    second = page(after=cursors(first)["after"])
    third = page(after=cursors(second)["after"])
    assert [list(one) for one in (first, second, third)] == [[e, d], [c, b], [a]]
    assert (cursors(first)["before"], cursors(third)["after"]) == (None, None)
    assert list(page(before=cursors(third)["before"])) == [c, b]


@pytest.mark.parametrize("way", ["after", "before"])
def test_where_nothing_is_left_beyond_a_cursor_the_first_page_is_shown(way: str) -> None:
    people = [make_user() for _ in range(5)]
    gone = people[0] if way == "after" else people[-1]
    cursor = People(User.objects.all(), ordering=("-pk",)).cursor(gone)
    assert list(page(**{way: cursor})) == [people[4], people[3]]


@pytest.mark.parametrize("way", ["after", "before"])
def test_an_empty_list_has_an_empty_page_whatever_the_cursor(way: str) -> None:
    cursor = People(User.objects.all(), ordering=("-pk",)).cursor(make_user())
    User.objects.all().delete()
    assert list(page(**{way: cursor})) == []
    assert cursors(page(**{way: cursor})) == {"before": None, "after": None}


def test_no_page_sorts_nulls_apart_so_that_the_indexes_serve() -> None:
    assert "NULLS" not in str(People(User.objects.all(), ordering=("-pk", "name")).queryset.query)


def test_what_lies_beyond_a_place_is_told_by_the_whole_key() -> None:
    names = [("a", "2"), ("a", "1"), ("b", "1")]
    people = [make_user(name=name, email=f"{number}{name}@example.com") for name, number in names]
    key, place = ("name", "email"), ("a", "2a@example.com")
    newer = beyond(User.objects.all(), key, place, newer=True)
    older = beyond(User.objects.all(), key, place, newer=False)
    assert (set(newer), set(older)) == ({people[2]}, {people[1]})
