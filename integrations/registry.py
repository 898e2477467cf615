"""Where marketplaces register: what the catalogue shows of them and how their accounts are swept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from integrations.models import Integration
from integrations.progress import Sweep, SweepFailed


class Sweeper(Protocol):
    """One sweep of one integration. Calls `sweep.checkpoint()` after each request; raises SweepFailed."""

    def __call__(self, sweep: Sweep) -> None: ...


@dataclass(frozen=True)
class Unproven:
    """Cases whose messages are not proven to be complete: how many, since when the oldest, and where they are listed.

    `lasting` counts those of which that is so for longer than a moment.
    """

    count: int = 0
    lasting: int = 0
    since: datetime | None = None
    address: str = ""


@dataclass(frozen=True)
class Connection:
    """The account behind an integration, for pages: who it is, and why it is disconnected ("" while it is not).

    `renewed_at` is when its credential was last renewed, `dies_at` when it ends unless it is renewed before. `missing`
    has a sentence for each permission that was not granted: what does not work without it. `clock_ahead` is how many
    seconds the marketplace's clock was ahead of ours (behind: negative) at `clock_measured_at`.
    """

    account_name: str
    disconnected_reason: str = ""
    renewed_at: datetime | None = None
    dies_at: datetime | None = None
    missing: tuple[str, ...] = ()
    clock_ahead: float | None = None
    clock_measured_at: datetime | None = None
    unproven: Unproven = Unproven()


class ConnectionReader(Protocol):
    """Tells the account behind an integration, without a call to the marketplace."""

    def __call__(self, integration: Integration) -> Connection: ...


@dataclass(frozen=True)
class Allowance:
    """Requests that may still leave in this minute, of how many, and until when none may."""

    left: int
    per_minute: int
    blocked_until: datetime | None = None


@dataclass(frozen=True)
class TestResult:
    """What a call to the marketplace on an account's behalf brought: a sentence, and how long it took."""

    __test__ = False  # no test of pytest's

    ok: bool
    words: str
    trace_id: str = ""
    seconds: float = 0.0


class Support(Protocol):
    """What an administrator can be told about the calls to a marketplace."""

    def allowance(self) -> Allowance:
        """How much may still be asked."""

    def test(self, integration: Integration) -> TestResult:
        """Ask the marketplace who the account is."""

    def explain(self, error: str) -> str:
        """The `error` of a FailedCall in plain words."""

    def client_name(self) -> str:
        """Who we say we are: the marketplace's support asks for it."""


@dataclass(frozen=True)
class Marketplace:
    """One entry of the catalogue. The URL names belong to the marketplace's own pages."""

    slug: str
    name: str
    section: str | Promise
    summary: str | Promise
    logo: str
    start_url: str
    edit_url: str
    sweep: Sweeper
    connection: ConnectionReader
    support: Support


_marketplaces: dict[str, Marketplace] = {}


def register(marketplace: Marketplace) -> None:
    """Make a marketplace known. Called from its AppConfig.ready()."""
    _marketplaces[marketplace.slug] = marketplace


def unregister(slug: str) -> None:
    """Forget a marketplace (for tests that bring their own)."""
    _marketplaces.pop(slug, None)


def get(slug: str) -> Marketplace:
    """The marketplace with this slug. Of one whose code was taken away nothing works, but its pages open."""
    return _marketplaces.get(slug) or _unknown(slug)


def _unknown(slug: str) -> Marketplace:
    words = _("This Parley does not know the marketplace %(slug)s.") % {"slug": slug}

    def refuse(sweep: Sweep) -> None:
        raise SweepFailed(words)

    return Marketplace(
        slug=slug,
        name=slug,
        section="",
        summary="",
        logo="",
        start_url="integrations:catalogue",
        edit_url="integrations:detail",
        sweep=refuse,
        connection=lambda _integration: Connection(account_name="", disconnected_reason=words),
        support=_NoSupport(words),
    )


@dataclass(frozen=True)
class _NoSupport:
    words: str

    def allowance(self) -> Allowance:
        return Allowance(left=0, per_minute=0)

    def test(self, integration: Integration) -> TestResult:
        return TestResult(ok=False, words=self.words)

    def explain(self, error: str) -> str:
        return error

    def client_name(self) -> str:
        return ""


def everything() -> list[Marketplace]:
    """All marketplaces in order of their sections and names."""
    return sorted(_marketplaces.values(), key=lambda entry: (str(entry.section), entry.name))
