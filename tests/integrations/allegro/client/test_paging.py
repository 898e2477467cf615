from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from integrations.allegro.client.paging import MOST_PAGES, by_cursor, by_offset


@dataclass(frozen=True)
class Item:
    id: str


ITEMS = st.integers(0, 30).map(lambda number: Item(str(number)))


@given(st.lists(st.lists(ITEMS, max_size=5), max_size=8))
def test_pages_by_offset_end_and_give_each_item_once(pages: list[list[Item]]) -> None:
    asked: list[int] = []

    def read(offset: int) -> tuple[list[Item], int]:
        asked.append(offset)
        number = offset // 5
        page = pages[number] if number < len(pages) else []
        return page, len(page)

    found = [item.id for page in by_offset(read, 5) for item in page]
    assert len(found) == len(set(found))
    assert len(asked) <= len(pages) + 1


def test_an_ignored_offset_is_no_endless_loop() -> None:
    page = [Item(str(number)) for number in range(5)]
    asked = []

    def read(offset: int) -> tuple[list[Item], int]:
        asked.append(offset)
        return page, 5

    assert [item.id for found in by_offset(read, 5) for item in found] == ["0", "1", "2", "3", "4"]
    assert asked == [0, 5]


def test_pages_are_read_only_as_far_as_they_are_asked_for() -> None:
    asked = []

    def read(offset: int) -> tuple[list[Item], int]:
        asked.append(offset)
        return [Item(f"{offset}-{number}") for number in range(5)], 5

    next(by_offset(read, 5))
    assert asked == [0]


def test_a_page_that_lost_a_malformed_entry_is_not_the_last() -> None:
    pages = {0: ([Item("a")], 2), 2: ([Item("b")], 1)}
    assert [item.id for page in by_offset(pages.__getitem__, 2) for item in page] == ["a", "b"]


def test_a_page_that_comes_back_under_ever_new_cursors_ends_the_reading() -> None:
    asked = []

    def read(cursor: str) -> tuple[list[Item], str]:
        asked.append(cursor)
        return [Item("a")], f"cursor-{len(asked)}"

    assert [[item.id for item in page] for page in by_cursor(read)] == [["a"]]
    assert len(asked) == 2


def test_an_empty_page_with_a_next_cursor_is_not_the_last() -> None:
    pages = {"": ([], "next"), "next": ([Item("a")], "")}
    assert list(by_cursor(pages.__getitem__)) == [[Item("a")]]


@given(st.lists(st.tuples(st.lists(ITEMS, max_size=4), st.sampled_from(["", "a", "b", "c"])), min_size=1, max_size=9))
def test_pages_by_cursor_end_and_give_each_item_once(answers: list[tuple[list[Item], str]]) -> None:
    asked: list[str] = []

    def read(cursor: str) -> tuple[list[Item], str]:
        asked.append(cursor)
        return answers[min(len(asked), len(answers)) - 1]

    found = [item.id for page in by_cursor(read) for item in page]
    assert len(found) == len(set(found))
    assert len(asked) <= 4 < MOST_PAGES
