from hypothesis import given
from hypothesis import strategies as st

from integrations.allegro.client.types import Order
from integrations.allegro.orders import masked_addresses, order_buyer
from tests.integrations.allegro import shapes


def test_the_order_tells_the_buyer_with_both_forms_of_the_address() -> None:
    buyer = order_buyer(Order.model_validate(shapes.order()))
    assert (buyer.name, buyer.phones) == ("Jan Kowalski", ("600100200",))
    assert buyer.emails == ("8awgqyk6a5@allegromail.pl", "8awgqyk6a5+cub31c122@allegromail.pl")


def test_an_order_may_lack_names() -> None:
    bare = {"id": "1", "email": None, "login": None, "guest": False}
    buyer = order_buyer(Order.model_validate(shapes.order(buyer=bare)))
    assert (buyer.name, buyer.emails, buyer.phones) == ("", (), ())


@given(st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True), st.from_regex(r"[a-z0-9]{0,20}", fullmatch=True))
def test_a_masked_address_gives_both_forms_once(buyer: str, transaction: str) -> None:
    address = f"{buyer}+{transaction}@allegromail.pl" if transaction else f"{buyer}@allegromail.pl"
    found = masked_addresses(address)
    assert found[0] == f"{buyer}@allegromail.pl"
    assert found[-1] == address
    assert len(set(found)) == len(found)


def test_a_plus_sign_in_the_buyers_own_address_is_left_alone() -> None:
    assert masked_addresses("jan+allegro@poczta.example") == ("jan+allegro@poczta.example",)


@given(st.text(max_size=40))
def test_no_address_breaks_the_split(address: str) -> None:
    assert all("@" in found for found in masked_addresses(address))
