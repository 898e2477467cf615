"""The one place that talks to Allegro: headers, time limits, errors, bounded retries of reads."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ssl import SSLCertVerificationError
from time import monotonic, sleep, time
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, SSLError

from integrations.allegro.client import clock
from integrations.allegro.client.answers import Answer, check, chunks, json_object, receive
from integrations.allegro.client.environment import Environment
from integrations.allegro.client.errors import (
    AllegroError,
    NoAnswer,
    OtherAnswer,
    RateLimited,
    Rejected,
    Unreachable,
)

BETA = "application/vnd.allegro.beta.v1+json"
PUBLIC = "application/vnd.allegro.public.v1+json"
TIME_LIMITS = (5.0, 30.0)  # seconds to connect, to wait for an answer
READ_ATTEMPTS = 3


@dataclass(frozen=True)
class Call:
    """One request as an observer sees it: no header, no body, no query. `route` names the endpoint.

    `status` is 0 when no answer came, `seconds` how long it took, `code` Allegro's own, `error` what became of it here,
    `clock_ahead` how many seconds Allegro's clock is ahead of ours (see clock.py), None where that was not told.
    """

    route: str
    method: str
    path: str
    status: int
    trace_id: str
    seconds: float
    code: str = ""
    error: str = ""
    clock_ahead: float | None = None


Observer = Callable[[Call], None]


def ignore(call: Call) -> None:
    """The observer of those who do not count."""


class Gate(Protocol):
    """Lets requests out as fast as Allegro allows, whoever else asks at the same time."""

    def enter(self, route: str, *, writes: bool) -> None:
        """Called before a request leaves; may wait for its turn. RateLimited when it must not leave now."""

    def leave(self, route: str) -> None:
        """Called when a request's answer is in, or will not come any more: whatever was to be sent has arrived."""

    def shut(self, route: str, seconds: float) -> None:
        """Called when Allegro answered 429: nothing of the kind may leave for so long."""


class OpenGate:
    """The gate of those who share Allegro with nobody."""

    def enter(self, route: str, *, writes: bool) -> None:
        """Let everything out."""

    def leave(self, route: str) -> None:
        """Nobody waits for it."""

    def shut(self, route: str, seconds: float) -> None:
        """Stay open: the caller waits by itself."""


@dataclass(frozen=True)
class Http:
    """Calls in the name of one seller. A read is tried so many times; `pause` waits in between (seconds)."""

    environment: Environment
    token: str = field(repr=False)
    observe: Observer = ignore
    gate: Gate = field(default_factory=OpenGate, repr=False)
    pause: Callable[[float], None] = sleep
    attempts: int = READ_ATTEMPTS
    session: requests.Session = field(default_factory=requests.Session, repr=False)

    def read(
        self, route: str, path: str, params: Mapping[str, Any] | None = None, *, media: str = BETA, about: str = ""
    ) -> dict[str, Any]:
        """GET a JSON object; passing failures are tried again. OtherAnswer when it is not `about` this id."""
        attempts = Retrying(
            stop=stop_after_attempt(self.attempts),
            wait=wait_random_exponential(multiplier=0.3, max=3),
            retry=retry_if_exception(_is_worth_another_try),
            sleep=self.pause,
            reraise=True,
        )
        return attempts(self._json, route, self._address(path), media, params, about)

    def write(self, route: str, path: str, body: Mapping[str, Any]) -> Answer:
        """POST JSON once: no write is idempotent, so none is ever repeated here."""
        with self._send("POST", route, self._address(path), media=BETA, json=body) as response:
            return check(receive(response))

    def upload(self, route: str, url: str, content: Any, content_type: str) -> None:
        """PUT a file's bytes to an address of Allegro's."""
        self._check_host(url)
        with self._send("PUT", route, url, media=BETA, data=content, content_type=content_type) as response:
            check(receive(response))

    @contextmanager
    def download(self, route: str, path: str) -> Iterator[Iterator[bytes]]:
        """GET a file in chunks. No Accept of Allegro's: such a request is answered 406."""
        with self._send("GET", route, self._address(path), media="*/*") as response:
            if response.status_code >= 300:
                check(receive(response))
            yield chunks(response)

    def _json(self, route: str, url: str, media: str, params: Mapping[str, Any] | None, about: str) -> dict[str, Any]:
        with self._send("GET", route, url, media=media, params=params) as response:
            answer = check(receive(response))
            body = json_object(answer)
            told = body.get("id")
            if about and told is not None and str(told) != about:  # one without an id is no answer, which parsing says
                message, trace_id = "Allegro answered about something else", answer.trace_id
                raise OtherAnswer(message, status=answer.status, code="OTHER_ID", trace_id=trace_id)
            return body

    def _address(self, path: str) -> str:
        return f"{self.environment.api_url}{path}"

    def _check_host(self, url: str) -> None:
        if not self.environment.may_see_token(url):
            raise Rejected("Allegro named an upload address that is not its own", code="FOREIGN_HOST")

    @contextmanager
    def _send(
        self, method: str, route: str, url: str, *, media: str, content_type: str = "", **options: Any
    ) -> Iterator[requests.Response]:
        """One request; what goes wrong with its answer within the block belongs to it."""
        headers = {
            "Accept": media,
            "Accept-Language": "pl-PL",
            "Authorization": f"Bearer {self.token}",
            "User-Agent": self.environment.user_agent,
        }
        if content_type or "json" in options:
            headers["Content-Type"] = content_type or media
        self.gate.enter(route, writes=method != "GET")
        started, sent_at = monotonic(), time()
        status, trace_id, code, problem, ahead = 0, "", "", "", None
        try:
            # No redirect is followed: the token must not travel to another host.
            with send(self.session, method, url, headers=headers, **options) as response:
                status, trace_id = response.status_code, response.headers.get("Trace-Id", "")
                ahead = clock.ahead(response.headers, sent_at, time())
                yield response
        except AllegroError as error:
            code, problem = error.code, type(error).__name__
            if isinstance(error, RateLimited):
                self.gate.shut(route, error.retry_after)
            raise
        finally:
            seconds = monotonic() - started
            self.gate.leave(route)
            self.observe(Call(route, method, urlsplit(url).path, status, trace_id, seconds, code, problem, ahead))


def send(session: requests.Session, method: str, url: str, **options: Any) -> requests.Response:
    """One request, its body not read yet; raises Unreachable or NoAnswer when there is no response to look at."""
    try:
        return session.request(method, url, allow_redirects=False, stream=True, **{"timeout": TIME_LIMITS} | options)
    except requests.exceptions.ConnectTimeout as error:
        raise Unreachable("Allegro cannot be reached") from error
    except requests.exceptions.ConnectionError as error:
        raise _connection_error(error) from error
    except requests.exceptions.RequestException as error:
        raise NoAnswer(f"Allegro did not answer ({type(error).__name__})") from error


def _connection_error(error: requests.exceptions.ConnectionError) -> AllegroError:
    """Only a connection that never was is certain not to have carried the request."""
    cause: object = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    if isinstance(reason, NewConnectionError | ConnectTimeoutError) or _is_distrust(reason):
        return Unreachable("Allegro cannot be reached")
    return NoAnswer("The connection to Allegro broke")


def _is_distrust(reason: object) -> bool:
    """Whether the certificate was refused, before anything was sent. Other failures of TLS may strike at any time."""
    return isinstance(reason, SSLError) and any(isinstance(part, SSLCertVerificationError) for part in reason.args)


def _is_worth_another_try(error: BaseException) -> bool:
    return isinstance(error, AllegroError) and error.transient and not isinstance(error, RateLimited)
