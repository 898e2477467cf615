"""The calls of an integration that failed, in words for people and for the marketplace's support."""

from dataclasses import dataclass
from datetime import UTC

from integrations import registry
from integrations.models import FailedCall, Integration

SHOWN = 50


@dataclass(frozen=True)
class Failure:
    """A failed call, what it means, and the lines that the marketplace's support asks for."""

    call: FailedCall
    words: str
    report: str


def failures_of(integration: Integration) -> list[Failure]:
    """The newest first."""
    support = registry.get(integration.marketplace).support
    client = support.client_name()
    return [
        Failure(call, support.explain(call.error), _report(call, client))
        for call in integration.failed_calls.all()[:SHOWN]
    ]


def _report(call: FailedCall, client: str) -> str:
    """In English and in UTC, whoever looks: it leaves the house. No token, no text of anybody's."""
    lines = {
        "Time": f"{call.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
        "Request": f"{call.method} {call.path}",
        "Status": str(call.status or "no answer"),
        "Code": call.code,
        "Trace-Id": call.trace_id,
        "Duration": f"{call.seconds:.2f} s",
        "User-Agent": client,
    }
    return "\n".join(f"{name}: {value}" for name, value in lines.items() if value)
