"""What can go wrong between Allegro and us, told apart by what the caller has to decide."""

UNKNOWN_ISSUE = "POST_PURCHASE_ISSUE_NOT_FOUND"


class AllegroError(Exception):
    """A call failed. `str()` is for logs and administrators; it holds no token, header or message text.

    `status` is 0 when no answer came. `transient` says that the same read may go through later.
    """

    transient = False

    def __init__(
        self, message: str, *, status: int = 0, code: str = "", user_message: str = "", trace_id: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.user_message = user_message
        self.trace_id = trace_id


class Unreachable(AllegroError):
    """No connection was made: the request certainly did not reach Allegro."""

    transient = True


class NoAnswer(AllegroError):
    """The request left and no usable answer came: time-out, reset, 5xx, not JSON. A write may have happened."""

    transient = True


class OtherAnswer(NoAnswer):
    """An answer about something that was not asked for: another's case, chat, order or message (tracker 12168)."""


class RateLimited(AllegroError):
    """429: the request was not carried out. Asking on prolongs the block; wait `retry_after` seconds."""

    transient = True

    def __init__(self, message: str, *, retry_after: float, trace_id: str = "") -> None:
        super().__init__(message, status=429, code="RATE_LIMITED", trace_id=trace_id)
        self.retry_after = retry_after


class Rejected(AllegroError):
    """Allegro said no, clearly: nothing was done."""


class Flaky(Rejected):
    """A refusal that integrators know to pass: 404 DATA_FETCHING_ERROR, 400 without a named field (F08, F10)."""

    transient = True


class TokenExpired(Rejected):
    """401: the access token is not (or no longer) good."""


class Forbidden(Rejected):
    """403: this account, or this token's scopes, may not."""


class AccountRestricted(Forbidden):
    """Allegro has restricted the account: it refuses everything, or messages (tracker 13556, 5897)."""


class NotFound(Rejected):
    """404 about a single thing."""


def is_unknown(error: AllegroError) -> bool:
    """Whether Allegro does not know what was asked for by its id. Of a case that a list shows this passes (F09)."""
    return isinstance(error, NotFound) or error.code == UNKNOWN_ISSUE


class CaseClosed(Rejected):
    """The case takes no more messages: 409 DISPUTE_ALREADY_RESOLVED, 422 THREAD_CLOSED."""


class GrantRefused(AllegroError):
    """The token endpoint said no. Code `invalid_grant`: the code or refresh token is dead for good; others, such as
    `invalid_client`, concern the installation's own key."""
