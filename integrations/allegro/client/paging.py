"""Reading lists to their end although pages may repeat, come empty, or never end; and saying how they ended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from integrations.allegro.client.errors import AllegroError, RateLimited, TokenExpired, Unreachable


class Identified(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Identified)

MOST_PAGES = 1000
# These concern the whole account or its token: whoever asked has to know.
PASSED_ON = (TokenExpired, RateLimited, Unreachable)


class End(StrEnum):
    """How a listing ended. Only a proper end proves that Allegro has handed out everything."""

    PROPER = "proper"
    REPEATED = "repeated"  # a page brought nothing new
    CURSOR = "cursor"  # a cursor came back, or was none
    LIMIT = "limit"  # there were more pages than are ever read
    BROKEN = "broken"  # a page after the first could not be read


@dataclass(frozen=True)
class LeftOut:
    """An entry that has no identity: which of its fields are wrong, and the entry itself, cut to a bearable length."""

    reason: str
    raw: str


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """What one answer handed out: usable entries, and those that were left out."""

    entries: tuple[T, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def handed_out(self) -> int:
        return len(self.entries) + len(self.left_out)


@dataclass(frozen=True)
class Page(Generic[T]):
    """What a page brought that was not seen before. `end` is None while more pages may follow."""

    entries: tuple[T, ...]
    left_out: tuple[LeftOut, ...] = ()
    handed_out: int = 0
    end: End | None = None


@dataclass(frozen=True)
class Listing(Generic[T]):
    """A whole list as far as it was handed out, each entry once, in the order in which they came.

    `handed_out` counts what came, repetitions included. `trouble` is why a page could not be read (End.BROKEN).
    """

    entries: tuple[T, ...]
    left_out: tuple[LeftOut, ...] = ()
    handed_out: int = 0
    end: End = End.PROPER
    trouble: AllegroError | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it ended properly and every entry was understood."""
        return self.end == End.PROPER and not self.left_out


def by_offset(read_page: Callable[[int], Parsed[T]], size: int) -> Iterator[Page[T]]:
    """Pages until a short one, or one that brings nothing new (F01, F03)."""
    seen: set[str] = set()
    offset = 0
    for number in range(1, MOST_PAGES + 1):
        parsed = read_page(offset)
        offset += parsed.handed_out
        page = _unseen(parsed, seen)
        end: End | None
        if parsed.handed_out and not _has_news(page):
            end = End.REPEATED
        elif parsed.handed_out < size:
            end = End.PROPER
        else:
            end = End.LIMIT if number == MOST_PAGES else None
        yield _ending(page, end)
        if end is not None:
            return


def by_cursor(read_page: Callable[[str], tuple[Parsed[T], str | None]]) -> Iterator[Page[T]]:
    """Pages until there is no next cursor (""), or until a cursor or a whole page comes back (F26).

    An empty page is no end: a filter may have emptied it. A cursor that cannot be understood is None.
    """
    seen: set[str] = set()
    cursors: set[str] = set()
    cursor = ""
    for number in range(1, MOST_PAGES + 1):
        parsed, following = read_page(cursor)
        page = _unseen(parsed, seen)
        end: End | None
        if parsed.handed_out and not _has_news(page):
            end = End.REPEATED
        elif following == "":
            end = End.PROPER
        elif following is None or following in cursors:
            end = End.CURSOR
        else:
            cursors.add(following)
            cursor = following
            end = End.LIMIT if number == MOST_PAGES else None
        yield _ending(page, end)
        if end is not None:
            return


def whole(pages: Iterator[Page[T]]) -> Listing[T]:
    """Every page to the end. What was read before a page that cannot be read is kept; the first one must be readable.

    Raises AllegroError for that one, and for whatever concerns the whole account.
    """
    read: list[Page[T]] = []
    trouble: AllegroError | None = None
    try:
        read.extend(pages)
    except PASSED_ON:
        raise
    except AllegroError as error:
        if not read:
            raise
        trouble = error
    return Listing(
        entries=tuple(entry for page in read for entry in page.entries),
        left_out=tuple(entry for page in read for entry in page.left_out),
        handed_out=sum(page.handed_out for page in read),
        end=read[-1].end or End.BROKEN,
        trouble=trouble,
    )


def _unseen(parsed: Parsed[T], seen: set[str]) -> Page[T]:
    entries: list[T] = []
    for entry in parsed.entries:
        if entry.id not in seen:
            seen.add(entry.id)
            entries.append(entry)
    left_out: list[LeftOut] = []
    for one in parsed.left_out:
        if one.raw not in seen:  # what has no identity is recognised by all that it says
            seen.add(one.raw)
            left_out.append(one)
    return Page(tuple(entries), tuple(left_out), parsed.handed_out)


def _has_news(page: Page[T]) -> bool:
    return bool(page.entries or page.left_out)


def _ending(page: Page[T], end: End | None) -> Page[T]:
    return Page(page.entries, page.left_out, page.handed_out, end)
