"""One thing that Allegro does wrong: what it is called, where it strikes, and how."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

if TYPE_CHECKING:
    from simulator.api.call import Call

Options = Mapping[str, str | int | float | bool]
Handle = Callable[[Any], Awaitable[Response]]

ISSUE_READS = ("issues.list", "issues.get", "issues.chat")
THREAD_READS = ("messaging.list", "messaging.get", "messaging.messages")
READS = (*ISSUE_READS, *THREAD_READS, "orders.get", "me")
MESSAGES = ("issues.message", "messaging.message")
UPLOADS = tuple(f"{api}.attachment.{verb}" for api in ("issues", "messaging") for verb in ("declare", "upload"))
DOWNLOADS = ("issues.attachment.download", "messaging.attachment.download")
API = (*READS, *MESSAGES, *UPLOADS, *DOWNLOADS, "issues.status", "messaging.read")
TOKEN = "oauth.token"  # noqa: S105 - the name of a route


@dataclass(frozen=True)
class Strike:
    """One call that is struck. `handle` answers it as if nothing were wrong, `memory` lasts as long as the switch.

    At the token endpoint `call` is only what is `Asked`.
    """

    call: "Call"
    handle: Handle
    options: Options
    memory: dict[str, Any]

    async def answer(self) -> Response:
        """What would have been answered."""
        return await self.handle(self.call)

    def text(self, name: str) -> str:
        """An option as text."""
        return str(self.options[name])

    def number(self, name: str) -> float:
        """An option as a number."""
        return float(self.options[name])


Act = Callable[[Strike], Awaitable[Response]]


@dataclass(frozen=True)
class Misbehaviour:
    """An entry of the catalogue. `threads` are numbers of Allegro's issue tracker, `options` come with their defaults.

    `elsewhere` names other routes for an option's value, such as `("when", "mid_run")`.
    """

    id: str
    english: str
    polish: str
    routes: tuple[str, ...]
    act: Act
    threads: tuple[int, ...] = ()
    options: Options = field(default_factory=dict)
    elsewhere: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def routes_with(self, options: Options) -> tuple[str, ...]:
        """Where it strikes unless routes are named."""
        for (name, value), routes in self.elsewhere.items():
            if str(options.get(name)) == value:
                return routes
        return self.routes

    def options_with(self, given: Options) -> Options:
        """The defaults with what was given, each of its default's type. ValueError for an unknown or unusable one."""
        unknown = given.keys() - self.options.keys()
        if unknown:
            raise ValueError(f"{self.id} has no option {', '.join(sorted(unknown))}")
        return dict(self.options) | {name: _typed(name, value, self.options[name]) for name, value in given.items()}


def _typed(name: str, value: Any, default: Any) -> Any:
    if isinstance(default, bool):
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true", "on", "yes")
    try:
        return type(default)(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a {type(default).__name__}") from None


def asking(call: "Call", **query: str | None) -> "Call":
    """The same call with other words in its query; None takes one away."""
    pairs = [(name, value) for name, value in call.request.query_params.multi_items() if name not in query]
    pairs += [(name, value) for name, value in query.items() if value is not None]
    scope = {**call.request.scope, "query_string": urlencode(pairs).encode()}
    return replace(call, request=Request(scope, call.request.receive))
