"""Reading lists to their end although pages may repeat, come empty, or never end."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar


class Identified(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Identified)

MOST_PAGES = 1000


def by_offset(read_page: Callable[[int], tuple[list[T], int]], size: int) -> Iterator[list[T]]:
    """Pages of what was not seen yet; ends at a short page, or at one that brings nothing new (F01, F03).

    A page comes with the number of entries handed out: a malformed one among them does not make the page short.
    """
    seen: set[str] = set()
    for number in range(MOST_PAGES):
        page, handed_out = read_page(number * size)
        new = _unseen(page, seen)
        if new:
            yield new
        if handed_out < size or not new:
            return


def by_cursor(read_page: Callable[[str], tuple[list[T], str]]) -> Iterator[list[T]]:
    """Pages of what was not seen yet; ends without a next cursor, or when a cursor or a whole page comes back (F26).

    An empty page is no end: a filter may have emptied it.
    """
    seen: set[str] = set()
    cursors = {""}
    cursor = ""
    for _number in range(MOST_PAGES):
        page, cursor = read_page(cursor)
        new = _unseen(page, seen)
        if new:
            yield new
        if not cursor or cursor in cursors or (page and not new):
            return
        cursors.add(cursor)


def _unseen(page: list[T], seen: set[str]) -> list[T]:
    new = []
    for item in page:
        if item.id not in seen:
            seen.add(item.id)
            new.append(item)
    return new
