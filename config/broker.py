"""The embedded default's broker: kombu's folder of files, hardened against a power cut.

A process that is killed leaves half-written files. Kombu's transport stumbles over them and takes the worker down with
it; here they count as lost, which rows in the database make harmless (docs/decisions/0002).
"""

from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem

SCHEME = "folder"


class Channel(filesystem.Channel):
    """Leaves out what cannot be read."""

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError:
            raise Empty from None

    def get_table(self, exchange: str) -> Any:
        try:
            return super().get_table(exchange)
        except ValueError:
            self._make_anew(exchange)
            return super().get_table(exchange)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:  # type: ignore[override]
        try:
            super()._queue_bind(exchange, routing_key, pattern, queue)
        except ValueError:
            self._make_anew(exchange)
            super()._queue_bind(exchange, routing_key, pattern, queue)

    def _make_anew(self, exchange: str) -> None:
        """Which queues there are, as this process knows; others bind theirs when they start."""
        self._exchange_file(exchange).unlink(missing_ok=True)  # type: ignore[attr-defined]
        for bound in list(self.state.bindings or ()):
            if bound.exchange == exchange:
                super()._queue_bind(exchange, bound.routing_key, "", bound.queue)


class Transport(filesystem.Transport):
    """Files in a folder."""

    Channel = Channel


def register() -> None:
    """Make `folder://` known to kombu."""
    TRANSPORT_ALIASES[SCHEME] = "config.broker:Transport"
