"""How often the chats of decided claims are read: as often as wished while their share of the budget suffices, and all
of them so many times less often where it does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from integrations.allegro.budget import A_THIRD

# With the 3 minutes from one sweep to the next, and the time it takes, no more than a quarter of an hour.
YOUNG_EVERY, OTHERS_EVERY = timedelta(minutes=5), timedelta(minutes=11)
YOUNG = timedelta(days=14)  # since the last message: where people have just spoken they go on
SHARE = A_THIRD - 200  # requests a minute: some are left for what is found
A_MINUTE = timedelta(minutes=1)
# A sweep may read a little more than its part, to make up for one that could not.
SLACK = 1.1


@dataclass(frozen=True)
class Load:
    """How many decided claims of one account are watched: the `young` ones and the `others`."""

    young: int = 0
    others: int = 0

    @property
    def claims(self) -> int:
        return self.young + self.others


@dataclass(frozen=True)
class Pace:
    """Requests a minute, of all accounts together, and how often each list and each chat is read."""

    list_requests: float
    chat_requests: float
    list_every: timedelta
    young_every: timedelta
    others_every: timedelta

    def chats(self, load: Load, sweep_every: timedelta) -> tuple[int, int]:
        """How many young and other chats one sweep of an account may read."""
        young = load.young * (sweep_every / self.young_every) * SLACK
        others = load.others * (sweep_every / self.others_every) * SLACK
        return ceil(young), ceil(others)


def pace(loads: Iterable[Load], page_size: int, sweep_every: timedelta) -> Pace:
    """For all accounts of one client id. The lists come first: a request tells of `page_size` claims.

    Where they need more than half of the share, a list is not read to its end by each sweep.
    """
    loads = list(loads)
    pages = sum(load.claims // page_size + 1 for load in loads)
    wished = pages / (sweep_every / A_MINUTE)
    lists = min(wished, SHARE / 2)
    young = sum(load.young for load in loads) / (YOUNG_EVERY / A_MINUTE)
    others = sum(load.others for load in loads) / (OTHERS_EVERY / A_MINUTE)
    stretch = max(1.0, (young + others) / (SHARE - lists))
    list_every = sweep_every * (wished / lists) if lists else sweep_every
    return Pace(lists, (young + others) / stretch, list_every, YOUNG_EVERY * stretch, OTHERS_EVERY * stretch)
