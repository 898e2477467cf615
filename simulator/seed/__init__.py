"""The demo's data: believable, in the proportions of a live account, relative to the moment of seeding."""

from datetime import timedelta
from enum import StrEnum
from random import Random, SystemRandom

from simulator.records import Order
from simulator.seed import goods, orders, people
from simulator.seed.album import Album
from simulator.seed.plan import planned
from simulator.seed.tell import Telling
from simulator.world import World

ORDERS_PER_SELLER = {"44120871": 70, "51733290": 45, "60218844": 10}
SEED = 20261028
ORDERED_BEFORE = timedelta(days=2)


class Seeding(StrEnum):
    """What a new marketplace starts with."""

    DEMO = "demo"
    EMPTY = "empty"


def sow(world: World, seeding: Seeding) -> None:
    """Fill a new world: sellers, buyers, offers and orders always, cases for the demo."""
    world.random = Random(SEED)
    with world.batch():
        sow_sellers(world)
        if seeding is Seeding.DEMO:
            sow_cases(world)
    world.random = SystemRandom()


def sow_sellers(world: World) -> None:
    """People, goods and orders."""
    buyers = people.buyers(world.random)
    world.keep(*(seller.model_copy() for seller in people.SELLERS), *buyers)
    for seller in people.SELLERS:
        offers = goods.offers(seller.id)
        world.keep(*offers)
        world.keep(*sow_orders(world, seller.id))


def sow_orders(world: World, seller_id: str) -> list[Order]:
    """Orders of the last ten weeks, newest last."""
    random, now = world.random, world.clock()
    buyers = list(world.buyers.values())
    offers = [offer for offer in world.offers.values() if offer.seller_id == seller_id]
    ages = sorted((random.uniform(72, 75 * 24) for _ in range(ORDERS_PER_SELLER[seller_id])), reverse=True)
    return [orders.order(world, random.choice(buyers), offers, now - timedelta(hours=age)) for age in ages]


def sow_cases(world: World) -> None:
    """Every planned case, about an order placed some days before it."""
    telling = Telling(world, Album(world.random))
    for seller_id in ORDERS_PER_SELLER:
        for plan in planned(world.random, seller_id):
            opened = world.clock() - timedelta(hours=plan.age)
            earlier = [
                order
                for order in world.orders.values()
                if order.seller_id == seller_id and order.created_at < opened - ORDERED_BEFORE
            ]
            telling.tell(plan, world.random.choice(earlier))
