"""What was asked of the API, for tests that count requests."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One answered request; `query` is the raw query string."""

    at: str
    method: str
    path: str
    query: str
    route: str
    status: int
    seller: str | None
    trace_id: str


class RequestLog:
    """The last 10 000 requests, oldest first."""

    def __init__(self) -> None:
        """Empty."""
        self._entries: deque[Entry] = deque(maxlen=10_000)

    def add(self, entry: Entry) -> None:
        """Remember one."""
        self._entries.append(entry)

    def clear(self) -> None:
        """Forget all."""
        self._entries.clear()

    @property
    def entries(self) -> list[Entry]:
        """All of them."""
        return list(self._entries)

    def as_json(self, route: str | None = None) -> list[dict[str, Any]]:
        """All of them, or those of one route."""
        return [asdict(entry) for entry in self._entries if route in {None, entry.route}]
