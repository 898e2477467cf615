"""Where marketplaces register: what the catalogue shows of them and how their accounts are swept."""

from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from integrations.models import Integration
from integrations.progress import Sweep


class Sweeper(Protocol):
    """One sweep of one integration. Calls `sweep.checkpoint()` after each request; raises SweepFailed."""

    def __call__(self, sweep: Sweep) -> None: ...


@dataclass(frozen=True)
class Connection:
    """The account behind an integration, for pages: who it is, and why it is disconnected ("" while it is not)."""

    account_name: str
    disconnected_reason: str = ""


class ConnectionReader(Protocol):
    """Tells the account behind an integration, without a call to the marketplace."""

    def __call__(self, integration: Integration) -> Connection: ...


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


_marketplaces: dict[str, Marketplace] = {}


def register(marketplace: Marketplace) -> None:
    """Make a marketplace known. Called from its AppConfig.ready()."""
    _marketplaces[marketplace.slug] = marketplace


def unregister(slug: str) -> None:
    """Forget a marketplace (for tests that bring their own)."""
    _marketplaces.pop(slug, None)


def get(slug: str) -> Marketplace:
    """The marketplace with this slug; raises KeyError for an unknown one."""
    return _marketplaces[slug]


def everything() -> list[Marketplace]:
    """All marketplaces in order of their sections and names."""
    return sorted(_marketplaces.values(), key=lambda entry: (str(entry.section), entry.name))
