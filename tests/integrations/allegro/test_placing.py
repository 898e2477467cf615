"""Where a message stands whose time Allegro does not tell."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.allegro.placing import placed

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_it_stands_between_its_neighbours_whichever_way_the_chat_runs() -> None:
    assert placed([at(0), None, at(10)]) == [at(0), at(5), at(10)]
    assert placed([at(10), None, at(0)]) == [at(10), at(5), at(0)]


def test_several_in_a_row_keep_their_order() -> None:
    assert placed([at(0), None, None, None, at(8)]) == [at(0), at(2), at(4), at(6), at(8)]


def test_at_the_ends_the_case_itself_tells() -> None:
    assert placed([None, at(5), at(1), None], earliest=at(0), latest=at(9)) == [at(9), at(5), at(1), at(0)]


def test_without_anything_to_go_by_at_the_ends_it_stands_beside_its_neighbour() -> None:
    first, second, third = placed([None, at(5), at(1)])
    assert (second, third) == (at(5), at(1))
    assert second < first < at(6)
    assert at(0) < placed([at(5), None])[1] < at(5)


def test_where_no_time_is_told_the_case_tells_them_all() -> None:
    assert placed([None, None, None], earliest=at(0), latest=at(8)) == [at(8), at(4), at(0)]
    assert placed([None], latest=at(8)) == [at(8)]
    with pytest.raises(ValueError, match="no moment"):
        placed([None])


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.booleans(), st.booleans())
def test_whatever_is_missing_the_order_and_what_is_known_stay(
    told: list[bool], newest_first: bool, has_bounds: bool
) -> None:
    true = [at(number + 1) for number in range(len(told))]
    if newest_first or sum(told) < 2:  # one alone tells no direction: newest first is what Allegro mostly does
        true.reverse()
    moments = [moment if is_told else None for moment, is_told in zip(true, told, strict=True)]
    bounds = {"earliest": at(0), "latest": at(len(told) + 1)} if has_bounds or not any(told) else {}
    found = placed(moments, **bounds)
    assert sorted(found) == (found if true == sorted(true) else found[::-1])
    assert len(set(found)) == len(found)
    assert all(moment in (None, place) for moment, place in zip(moments, found, strict=True))
