"""Orders of the demo: several line items are common, a few are paid in other currencies."""

from datetime import datetime
from decimal import Decimal
from random import Random

from simulator.records import Buyer, LineItem, Offer, Order
from simulator.world import World

# country of the buyer -> currency, marketplace, units for one zloty
MARKETS = {
    "PL": ("PLN", "allegro-pl", Decimal(1)),
    "CZ": ("CZK", "allegro-cz", Decimal("5.82")),
    "HU": ("HUF", "allegro-hu", Decimal("91.5")),
    "SK": ("EUR", "allegro-sk", Decimal("0.235")),
}
DELIVERIES = ["Allegro Paczkomaty InPost", "Allegro Kurier DPD", "Allegro One Box", "Allegro Automat Pocztex", None]
DELIVERY_WEIGHTS = [45, 20, 12, 8, 15]
ITEM_COUNTS = [1, 2, 3, 4]
ITEM_WEIGHTS = [58, 26, 12, 4]
PAID_SHARE = 0.87


def order(world: World, buyer: Buyer, offers: list[Offer], at: datetime) -> Order:
    """An order of one to four of the offers."""
    random = world.random
    count = random.choices(ITEM_COUNTS, ITEM_WEIGHTS)[0]
    chosen = random.sample(offers, min(count, len(offers)))
    currency, marketplace, rate = MARKETS[buyer.country]
    return Order(
        id=world.new_uuid(),
        seller_id=offers[0].seller_id,
        buyer_id=buyer.id,
        created_at=at,
        items=[line_item(world, random, offer, rate) for offer in chosen],
        currency=currency,
        marketplace=marketplace,
        delivery=random.choices(DELIVERIES, DELIVERY_WEIGHTS)[0],
        paid=random.random() < PAID_SHARE,
    )


def line_item(world: World, random: Random, offer: Offer, rate: Decimal) -> LineItem:
    """One or two pieces at the price of the market."""
    return LineItem(
        id=world.new_uuid(),
        offer_id=offer.id,
        quantity=random.choice((1, 1, 1, 2)),
        price=(offer.price * rate).quantize(Decimal("0.01")),
    )
