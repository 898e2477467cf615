"""One thing that Allegro does wrong: what it is called, where it strikes, and how."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

if TYPE_CHECKING:
    from simulator.api.call import Asked

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


YES, NO = ("1", "true", "on", "yes"), ("0", "false", "off", "no")


@dataclass(frozen=True)
class Strike:
    """One call that is struck. `handle` answers it as if nothing were wrong, `memory` lasts as long as the switch.

    A misbehaviour that finds nothing to do here calls `missed`, and the strike does not count.
    """

    call: "Asked"
    handle: Handle
    options: Options
    memory: dict[Any, Any]
    missed: Callable[[], None]

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

    It strikes its own `routes` unless others are named; `anywhere` says that it knows how to strike all of them.
    `choices` are the only values of an option, `elsewhere` names other routes for one, such as `("when", "mid_run")`.
    """

    id: str
    english: str
    polish: str
    routes: tuple[str, ...]
    act: Act
    threads: tuple[int, ...] = ()
    options: Options = field(default_factory=dict)
    choices: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)
    elsewhere: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    anywhere: bool = False

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
        typed = {name: _typed(name, value, self.options[name]) for name, value in given.items()}
        for name, value in typed.items():
            if name in self.choices and value not in self.choices[name]:
                raise ValueError(f"{name} must be one of {', '.join(map(str, self.choices[name]))}")
        return dict(self.options) | typed


def _typed(name: str, value: Any, default: Any) -> Any:
    if isinstance(default, bool):
        return _yes_or_no(name, value)
    if isinstance(default, str):
        return str(value)
    try:
        number = type(default)(value)
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    if not isfinite(number):
        raise ValueError(f"{name} must be a number")
    return number


def _yes_or_no(name: str, value: Any) -> bool:
    word = str(value).lower()
    if word not in YES + NO:
        raise ValueError(f"{name} must be true or false")
    return word in YES


def asking(call: "Asked", **query: str | None) -> "Asked":
    """The same call with other words in its query; None takes one away."""
    pairs = [(name, value) for name, value in call.request.query_params.multi_items() if name not in query]
    pairs += [(name, value) for name, value in query.items() if value is not None]
    scope = {**call.request.scope, "query_string": urlencode(pairs).encode()}
    return replace(call, request=Request(scope, call.request.receive))
