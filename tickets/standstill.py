"""Why no reply leaves at all. Whoever looks after the processes registers here when Django starts."""

from collections.abc import Callable

_tellers: list[Callable[[], str]] = []


def register(teller: Callable[[], str]) -> None:
    """`teller` says in plain words why nothing leaves, and "" while everything does."""
    _tellers.append(teller)


def why_nothing_leaves() -> str:
    """In the reader's language; "" while replies leave."""
    return next((words for teller in _tellers if (words := teller())), "")
