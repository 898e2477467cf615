"""Allegro's masked e-mail address of a buyer: `8awgqyk6a5+cub31c122@allegromail.pl`."""

import hashlib

from simulator.records import Order

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def masked_email(order: Order) -> str:
    """The part before `+` is constant for a buyer and a seller, the part after it names the transaction."""
    person = _letters(f"{order.buyer_id} {order.seller_id}", 10)
    return f"{person}+{_letters(order.id, 9)}@allegromail.pl"


def _letters(source: str, count: int) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:count])
