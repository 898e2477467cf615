"""Plain text on its way in and out."""


def clean(text: str) -> str:
    """Text as we store and send it: one kind of line end, no NUL (PostgreSQL refuses it), no blank edges."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def length(text: str) -> int:
    """Characters as browsers and marketplaces count them: UTF-16 units, so that an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def same(one: str, other: str) -> bool:
    """Whether two texts say the same; marketplaces trim and re-wrap white space."""
    return one.split() == other.split()
