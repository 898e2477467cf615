"""How a claim is decided: by the seller through the API or on the site."""

from datetime import datetime, timedelta
from decimal import Decimal

from simulator.play import NotPossible, write
from simulator.records import Author, Case, Kind
from simulator.world import World

# Value of ClaimStatusChangeRequest.status -> the system's sentence in the chat.
DECISIONS = {
    "ACCEPTED_REPAIR": "Sprzedający uznał reklamację: naprawa produktu.",
    "ACCEPTED_REFUND": "Sprzedający uznał reklamację: zwrot pieniędzy.",
    "ACCEPTED_EXCHANGE": "Sprzedający uznał reklamację: wymiana produktu.",
    "ACCEPTED_PARTIAL_REFUND": "Sprzedający uznał reklamację: częściowy zwrot pieniędzy",
    "REJECTED_ADDITIONAL_REQUIREMENTS_NOT_COMPLETED": (
        "Sprzedający odrzucił reklamację: nie spełniono dodatkowych wymagań."
    ),
    "REJECTED_PRODUCT_NOT_RETURNED": "Sprzedający odrzucił reklamację: produkt nie został odesłany.",
    "REJECTED_PRODUCT_DAMAGED_BY_USER": ("Sprzedający odrzucił reklamację: produkt uszkodzony przez użytkownika."),
    "REJECTED_PRODUCT_CONFORMS_TO_CONTRACT": ("Sprzedający odrzucił reklamację: produkt jest zgodny z umową."),
    "REJECTED_MINOR_DEFECT": "Sprzedający odrzucił reklamację: wada jest nieistotna.",
    "REJECTED_OTHER": "Sprzedający odrzucił reklamację.",
    "REJECTED_CLAIM_WITHDRAWN_BY_BUYER": "Sprzedający zamknął reklamację: kupujący ją wycofał.",
}
RETURN_TYPES = {
    "RETURN_REQUIRED_SELLER_LABEL": True,
    "RETURN_REQUIRED_CUSTOM": True,
    "RETURN_NOT_REQUIRED": False,
}


def decide(
    world: World,
    case: Case,
    decision: str,
    message: str,
    *,
    amount: Decimal | None = None,
    at: datetime | None = None,
) -> None:
    """Accept or reject. `amount` goes with a partial refund, in the order's currency. NotPossible otherwise."""
    if case.kind is not Kind.CLAIM:
        raise NotPossible("Only a claim can be decided")
    if case.status != "CLAIM_SUBMITTED":
        raise NotPossible("The claim has been decided already")
    if decision not in DECISIONS:
        raise NotPossible(f"{decision} is no decision")
    if (decision == "ACCEPTED_PARTIAL_REFUND") != (amount is not None):
        raise NotPossible("A partial refund, and nothing else, needs an amount")
    note = DECISIONS[decision]
    if amount is not None:
        note = f"{note} ({amount:.2f} {world.orders[case.order_id].currency})."
    with world.batch():
        if message:
            write(world, case, Author.SELLER, message, at=at)
        case.status = "CLAIM_ACCEPTED" if decision.startswith("ACCEPTED") else "CLAIM_REJECTED"
        case.decision = decision
        write(world, case, Author.SYSTEM, note, at=at and at + timedelta(milliseconds=1))


def answer_return_question(world: World, case: Case, type_: str) -> None:
    """A `RETURN_…` message says whether the product has to come back."""
    case.return_required = RETURN_TYPES[type_]
    world.keep(case)
