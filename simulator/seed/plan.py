"""Which cases the demo has: the proportions counted on a live account (September 2026)."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from simulator.records import Kind

DAY = 24.0


class Ending(StrEnum):
    """How far a talk has come: who spoke last, or how the case ended."""

    NEW = "new"
    BUYER = "buyer"
    SELLER = "seller"
    ADVISER = "adviser"
    CLOSED = "closed"
    UNRESOLVED = "unresolved"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Planned:
    """One case to tell; `age` in hours before now."""

    kind: Kind
    ending: Ending
    reason: str
    age: float


# seller -> kind -> ending -> how many within the last thirty days
COUNTS: dict[str, dict[Kind, dict[Ending, int]]] = {
    "44120871": {
        Kind.CLAIM: {
            Ending.ACCEPTED: 14, Ending.REJECTED: 5, Ending.NEW: 1, Ending.BUYER: 2, Ending.SELLER: 5,
            Ending.ADVISER: 1,
        },
        Kind.DISCUSSION: {
            Ending.CLOSED: 4, Ending.UNRESOLVED: 1, Ending.BUYER: 2, Ending.SELLER: 5, Ending.ADVISER: 2,
        },
        Kind.PURCHASE_PROBLEM: {
            Ending.CLOSED: 6, Ending.NEW: 5, Ending.BUYER: 4, Ending.SELLER: 3, Ending.ADVISER: 1,
        },
        Kind.QUESTION: {Ending.NEW: 3},
    },
    "51733290": {
        Kind.CLAIM: {
            Ending.ACCEPTED: 8, Ending.REJECTED: 3, Ending.BUYER: 1, Ending.SELLER: 2, Ending.ADVISER: 1,
            Ending.NEW: 1,
        },
        Kind.DISCUSSION: {Ending.CLOSED: 2, Ending.SELLER: 3, Ending.ADVISER: 2, Ending.BUYER: 1},
        Kind.PURCHASE_PROBLEM: {Ending.CLOSED: 4, Ending.NEW: 3, Ending.BUYER: 2, Ending.SELLER: 2},
        Kind.QUESTION: {Ending.NEW: 2},
    },
    "60218844": {
        Kind.CLAIM: {Ending.ACCEPTED: 1, Ending.NEW: 1},
        Kind.DISCUSSION: {Ending.CLOSED: 1},
        Kind.PURCHASE_PROBLEM: {Ending.NEW: 1, Ending.SELLER: 1},
    },
}  # fmt: skip
# Older than thirty days: a first import leaves these out.
OLD: dict[Kind, list[Ending]] = {
    Kind.CLAIM: [Ending.ACCEPTED, Ending.ACCEPTED, Ending.REJECTED, Ending.ACCEPTED],
    Kind.DISCUSSION: [Ending.CLOSED, Ending.CLOSED],
    Kind.PURCHASE_PROBLEM: [Ending.CLOSED, Ending.CLOSED],
}
# kind -> youngest and oldest age in hours
AGES = {
    Kind.CLAIM: (3, 29 * DAY),
    Kind.DISCUSSION: (5 * DAY, 29 * DAY),
    Kind.PURCHASE_PROBLEM: (1, 25 * DAY),
    Kind.QUESTION: (2, 20 * DAY),
}
SMALL_SHOP = 10
OLD_AGES = (33 * DAY, 55 * DAY)
ENDED_AT_LEAST = 4 * DAY
SOON_DUE = (11 * DAY, 14.8 * DAY)
OVERDUE = (15.2 * DAY, 17.5 * DAY)
UNDECIDED_CLAIM_AGES = {
    Ending.ADVISER: OVERDUE,
    Ending.BUYER: SOON_DUE,
    Ending.SELLER: (DAY, 14 * DAY),
}
UNDECIDED = {Ending.NEW, Ending.BUYER, Ending.SELLER, Ending.ADVISER}

REASONS: dict[Kind, dict[str, int]] = {
    Kind.CLAIM: {
        "DEFECT_FOUND_DURING_USE": 34,
        "NOT_AS_DESCRIBED": 17,
        "OTHER": 6,
        "MISSING_PRODUCT_ELEMENT": 5,
        "PRODUCT_DAMAGED_PARCEL_INTACT": 3,
    },
    Kind.DISCUSSION: {
        "DID_NOT_RECEIVE_GOODS_AFTER_PAYMENT": 10,
        "RECEIVED_ITEMS_NOT_MATCHING_DESCRIPTION": 7,
        "RECEIVED_INCOMPLETE_ORDER": 5,
        "ITEM_IS_DAMAGED": 6,
        "PROBLEM_WITH_GOODS_RETURN_CANCELLATION_OF_PURCHASE": 3,
        "NO_REFUND_AFTER_RETURNING_PRODUCT": 3,
        "PROBLEM_WITH_WITHDRAWAL_CANCELLATION_OF_PURCHASE": 1,
    },
    Kind.PURCHASE_PROBLEM: {
        "PRODUCT_INCONSISTENT_WITH_THE_OFFER": 6,
        "PRODUCT_ARRIVED_DAMAGED": 5,
        "DEFECT_DETECTED_DURING_USE": 4,
        "NO_PRODUCT_IN_THE_SHIPMENT": 2,
        "MISSING_PRODUCT_ELEMENTS": 4,
        "NO_REFUND": 4,
        "NO_DOCUMENTATIONS": 3,
        "PROBLEM_WITH_SENDING_PRODUCT_BACK": 2,
        "SELLER_DOES_NOT_WANT_TO_ACCEPT_RETURN": 1,
        "OTHER": 3,
    },
    Kind.QUESTION: {"QUESTION": 1},
}


def planned(random: Random, seller_id: str) -> list[Planned]:
    """The seller's cases, oldest first."""
    recent = [
        Planned(kind, ending, reason(random, kind), age(random, kind, ending))
        for kind, endings in COUNTS[seller_id].items()
        for ending, count in endings.items()
        for _ in range(count)
    ]
    past = {} if len(recent) < SMALL_SHOP else OLD
    old = [
        Planned(kind, ending, reason(random, kind), random.uniform(*OLD_AGES))
        for kind, endings in past.items()
        for ending in endings
    ]
    return sorted(recent + old, key=lambda case: case.age, reverse=True)


def reason(random: Random, kind: Kind) -> str:
    """One of the kind's reasons, by how often buyers choose it."""
    weights = REASONS[kind]
    return random.choices(list(weights), list(weights.values()))[0]


def age(random: Random, kind: Kind, ending: Ending) -> float:
    """Hours: what ended is not brand-new, what nobody answered is, and few claims are overdue."""
    youngest, oldest = AGES[kind]
    if ending is Ending.NEW:
        return random.uniform(0.5, 30)
    if ending not in UNDECIDED:
        return random.uniform(max(youngest, ENDED_AT_LEAST), oldest)
    if kind is Kind.CLAIM:
        return random.uniform(*UNDECIDED_CLAIM_AGES[ending])
    return random.uniform(max(youngest, DAY), oldest)
