"""How lists are read to their end, and what they say of how they ended."""

from dataclasses import dataclass
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.allegro.client.errors import AllegroError, NoAnswer, RateLimited
from integrations.allegro.client.paging import (
    MOST_PAGES,
    End,
    LeftOut,
    Listing,
    Page,
    Parsed,
    by_cursor,
    by_offset,
    whole,
)


@dataclass(frozen=True)
class Item:
    id: str


ITEMS = st.integers(0, 30).map(lambda number: Item(str(number)))
NAMELESS = LeftOut("id", "{}")


def parsed(*names: str) -> Parsed[Item]:
    return Parsed(tuple(Item(name) for name in names))


def ids(listing: Listing[Item] | Page[Item]) -> list[str]:
    return [item.id for item in listing.entries]


@given(st.lists(st.lists(ITEMS, max_size=5), max_size=8))
def test_pages_by_offset_end_and_give_each_item_once(pages: list[list[Item]]) -> None:
    asked: list[int] = []

    def read(offset: int) -> Parsed[Item]:
        asked.append(offset)
        number = offset // 5
        return Parsed(tuple(pages[number]) if number < len(pages) else ())

    found = [name for page in by_offset(read, 5) for name in ids(page)]
    assert len(found) == len(set(found))
    assert len(asked) <= len(pages) + 1


@given(st.lists(ITEMS, unique=True, max_size=30), st.integers(1, 7))
def test_a_list_that_behaves_ends_properly_with_all_of_it(items: list[Item], size: int) -> None:
    listing = whole(by_offset(lambda offset: Parsed(tuple(items[offset : offset + size])), size))
    assert (listing.entries, listing.handed_out, listing.end) == (tuple(items), len(items), End.PROPER)
    assert listing.is_whole


def test_an_ignored_offset_is_no_endless_loop_and_no_proper_end() -> None:
    asked = []

    def read(offset: int) -> Parsed[Item]:
        asked.append(offset)
        return parsed("a", "b", "c")

    listing = whole(by_offset(read, 3))
    assert (ids(listing), listing.end, listing.handed_out) == (["a", "b", "c"], End.REPEATED, 6)
    assert asked == [0, 3]


def test_a_short_page_that_brings_nothing_new_is_no_proper_end() -> None:
    pages = {0: parsed("a", "b"), 2: parsed("b")}
    assert whole(by_offset(pages.__getitem__, 2)).end == End.REPEATED


def test_an_empty_page_after_full_ones_is_a_proper_end() -> None:
    pages = {0: parsed("a", "b"), 2: parsed()}
    assert whole(by_offset(pages.__getitem__, 2)).is_whole


def test_pages_are_read_only_as_far_as_they_are_asked_for() -> None:
    asked = []

    def read(offset: int) -> Parsed[Item]:
        asked.append(offset)
        return parsed(*(f"{offset}-{number}" for number in range(5)))

    assert next(by_offset(read, 5)).end is None
    assert asked == [0]


def test_a_page_with_an_entry_without_identity_is_not_the_last_and_the_entry_is_kept_aside() -> None:
    pages = {0: Parsed((Item("a"),), (NAMELESS,)), 2: parsed("b")}
    listing = whole(by_offset(pages.__getitem__, 2))
    assert (ids(listing), listing.left_out, listing.end) == (["a", "b"], (NAMELESS,), End.PROPER)
    assert not listing.is_whole


def test_a_page_of_entries_without_identity_is_news_once() -> None:
    nameless: Parsed[Item] = Parsed((), (NAMELESS,))
    listing = whole(by_offset(lambda _offset: nameless, 1))
    assert (listing.left_out, listing.end) == ((NAMELESS,), End.REPEATED)


def test_more_pages_than_are_ever_read_are_no_proper_end() -> None:
    listing = whole(by_offset(lambda offset: parsed(str(offset)), 1))
    assert (len(listing.entries), listing.end) == (MOST_PAGES, End.LIMIT)
    numbers = count()
    nothing: Parsed[Item] = Parsed(())
    assert whole(by_cursor(lambda _cursor: (nothing, f"cursor {next(numbers)}"))).end == End.LIMIT


def test_what_came_before_a_page_that_cannot_be_read_is_kept() -> None:
    def read(offset: int) -> Parsed[Item]:
        if offset:
            raise NoAnswer("gone")
        return parsed("a", "b")

    listing = whole(by_offset(read, 2))
    assert (ids(listing), listing.end, str(listing.trouble)) == (["a", "b"], End.BROKEN, "gone")


@pytest.mark.parametrize("error", [NoAnswer("gone"), RateLimited("wait", retry_after=1)])
def test_a_first_page_that_cannot_be_read_is_no_reading(error: AllegroError) -> None:
    def read(_offset: int) -> Parsed[Item]:
        raise error

    with pytest.raises(type(error)):
        whole(by_offset(read, 2))


def test_what_concerns_the_whole_account_ends_no_listing() -> None:
    def read(offset: int) -> Parsed[Item]:
        if offset:
            raise RateLimited("wait", retry_after=1)
        return parsed("a", "b")

    with pytest.raises(RateLimited):
        whole(by_offset(read, 2))


def test_a_page_that_comes_back_under_ever_new_cursors_ends_the_reading() -> None:
    numbers = count()
    listing = whole(by_cursor(lambda _cursor: (parsed("a"), f"cursor {next(numbers)}")))
    assert (ids(listing), listing.end) == (["a"], End.REPEATED)
    assert next(numbers) == 2


def test_an_empty_page_with_a_next_cursor_is_not_the_last() -> None:
    pages = {"": (parsed(), "next"), "next": (parsed("a"), "")}
    listing = whole(by_cursor(pages.__getitem__))
    assert (ids(listing), listing.is_whole) == (["a"], True)


@pytest.mark.parametrize("cursor", ["next", None])
def test_a_cursor_that_comes_back_or_is_none_is_no_proper_end(cursor: str | None) -> None:
    pages: dict[str, tuple[Parsed[Item], str | None]] = {"": (parsed("a"), "next"), "next": (parsed("b"), cursor)}
    listing = whole(by_cursor(pages.__getitem__))
    assert (ids(listing), listing.end) == (["a", "b"], End.CURSOR)


@given(st.lists(st.tuples(st.lists(ITEMS, max_size=4), st.sampled_from(["", "a", "b", "c"])), min_size=1, max_size=9))
def test_pages_by_cursor_end_and_give_each_item_once(answers: list[tuple[list[Item], str]]) -> None:
    asked: list[str] = []

    def read(cursor: str) -> tuple[Parsed[Item], str]:
        asked.append(cursor)
        items, following = answers[min(len(asked), len(answers)) - 1]
        return Parsed(tuple(items)), following

    listing = whole(by_cursor(read))
    assert len(listing.entries) == len(set(listing.entries))
    assert len(asked) <= 4 < MOST_PAGES
    assert (listing.end == End.PROPER) == (
        answers[min(len(asked), len(answers)) - 1][1] == "" and _last_was_news(answers, len(asked))
    )


def _last_was_news(answers: list[tuple[list[Item], str]], times: int) -> bool:
    """Whether the last page that was asked for was empty or held something that the ones before did not."""
    taken = [answers[min(number, len(answers) - 1)][0] for number in range(times)]
    before = {item for page in taken[:-1] for item in page}
    return not taken[-1] or bool(set(taken[-1]) - before)
