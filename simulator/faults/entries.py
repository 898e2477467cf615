"""Entries of lists and chats of which a part is missing or of a shape that nobody announced."""

from typing import Any

from starlette.responses import Response

from simulator.faults.answers import edited
from simulator.faults.misbehaviour import Strike

ABSENT = object()
SHAPES: dict[str, Any] = {
    "missing": ABSENT,
    "null": None,
    "object": {"value": "?"},
    "list": ["?"],
    "number": -1,
    "word": "?",
}
LISTS = ("issues", "chat", "threads", "messages")
ALSO = {"createdAt": ("openedDate",)}  # what lists call it


async def entry_is_odd(strike: Strike) -> Response:
    """In the `which` entries of a page, the part that `field` names has the `shape`."""
    names = (strike.text("field"), *ALSO.get(strike.text("field"), ()))
    shape = SHAPES[strike.text("shape")]

    def change(body: Any) -> None:
        entries: list[Any] = next((body[key] for key in LISTS if isinstance(body.get(key), list)), [])
        for entry in _chosen(entries, strike.text("which")):
            holder = entry.get("author") if names[0] == "role" else entry
            for name in names:
                if isinstance(holder, dict) and name in holder:
                    _bend(holder, name, shape)

    return await edited(strike, change)


def _chosen(entries: list[Any], which: str) -> list[Any]:
    return {"newest": entries[:1], "oldest": entries[-1:]}.get(which, entries)


def _bend(holder: dict[str, Any], name: str, shape: Any) -> None:
    if shape is ABSENT:
        del holder[name]
    else:
        holder[name] = shape
