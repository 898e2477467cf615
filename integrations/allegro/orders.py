"""What an order tells of a case: its products, and the buyer with both forms of the masked e-mail."""

from dataclasses import dataclass
from datetime import datetime

from integrations.allegro.client.types import Order
from tickets.facts import BuyerFacts

MASKING_DOMAIN = "allegromail."  # .pl, and the other countries' endings


@dataclass(frozen=True)
class Product:
    """One product of a case. `price` is Allegro's string ("49.90"), "" when not known."""

    offer_id: str
    name: str = ""
    quantity: int = 1
    price: str = ""
    currency: str = ""


def order_buyer(order: Order) -> BuyerFacts:
    """The buyer as the order knows them, the masked e-mail in both its forms."""
    buyer = order.buyer
    return BuyerFacts(
        external_id=buyer.id,
        login=buyer.login,
        name=f"{buyer.first_name} {buyer.last_name}".strip(),
        company=buyer.company_name,
        emails=masked_addresses(buyer.email),
        phones=(buyer.phone_number,) if buyer.phone_number else (),
    )


def order_products(order: Order) -> list[Product]:
    """The order's products, once per line item."""
    return [
        Product(item.offer.id, item.offer.name, item.quantity, item.price.amount, item.price.currency)
        for item in order.line_items
        if item.offer.id
    ]


def bought_at(order: Order) -> datetime | None:
    """When the first of its items was bought; None when the order does not say."""
    return min((item.bought_at for item in order.line_items if item.bought_at is not None), default=None)


def total(order: Order) -> str:
    """What the buyer paid with delivery, as Allegro writes it ("123.40 PLN"); "" when the order does not say."""
    price = order.summary.total_to_pay
    return f"{price.amount} {price.currency}".strip() if price.amount else ""


def masked_addresses(email: str) -> tuple[str, ...]:
    """The address without its transaction part, then as it is: `a@…` and `a+b@…` (tracker #1340, #12176).

    Only Allegro's own addresses have such a part; in any other the plus sign belongs to the buyer.
    """
    local, at, domain = email.strip().rpartition("@")
    if not (local and at and domain):
        return ()
    base = local.partition("+")[0] if domain.lower().startswith(MASKING_DOMAIN) else local
    return tuple(dict.fromkeys(f"{name}@{domain}" for name in (base, local) if name))
