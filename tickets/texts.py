"""Plain text on its way in and out."""

import html
import re
import unicodedata

BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def clean(text: str) -> str:
    """Text as we store and send it: one kind of line end, no NUL (PostgreSQL refuses it), no blank edges."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def length(text: str) -> int:
    """Characters as browsers and marketplaces count them: UTF-16 units, so that an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def same(one: str, other: str) -> bool:
    """Whether two texts say the same, though a marketplace has changed how one of them is written."""
    words = normalized(one)
    return words == normalized(other) if words else one.split() == other.split()


def normalized(text: str) -> str:
    """The letters and digits of a text alone, which survive what marketplaces do to it.

    They escape it for HTML, at times twice, compose letters, re-wrap white space, and lose emoji, invisible
    characters and punctuation.
    """
    for _time in range(2):
        text = html.unescape(text)
    composed = unicodedata.normalize("NFKC", BREAK.sub("", text))
    return "".join(character for character in composed if unicodedata.category(character)[0] in "LN")
