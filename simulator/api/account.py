"""`/me` and one order (public.v1)."""

import uuid
from decimal import Decimal
from typing import Any

from starlette.responses import JSONResponse, Response

from simulator.api.call import Call
from simulator.api.gate import Endpoint
from simulator.api.issues import checked_uuid
from simulator.errors import PUBLIC, ApiError
from simulator.masking import masked_email
from simulator.moments import iso
from simulator.records import Buyer, LineItem, Offer, Order

Json = dict[str, Any]


async def get_me(call: Call) -> Response:
    """Whose token this is."""
    seller = call.seller
    body = {
        "id": seller.id,
        "login": seller.login,
        "firstName": seller.first_name,
        "lastName": seller.last_name,
        "email": seller.email,
        "baseMarketplace": {"id": seller.marketplace},
        "company": {"name": seller.company, "taxId": seller.tax_id},
        "features": ["SUPER_SELLER"],
    }
    return JSONResponse(body, media_type=PUBLIC)


async def get_order(call: Call) -> Response:
    """One order of the seller. ApiError 422 for a malformed id, 404 for an order of somebody else."""
    order_id = call.part("order_id")
    checked_uuid("id", order_id)
    order = call.world.orders.get(order_id)
    if order is None or order.seller_id != call.seller.id:
        raise ApiError(404, "ORDER_NOT_FOUND", "Checkout form not found.")
    return JSONResponse(order_json(call, order), media_type=PUBLIC)


def order_json(call: Call, order: Order) -> Json:
    """Schema CheckoutForm; fields without a value are left out, as live accounts send them."""
    buyer = call.world.buyers[order.buyer_id]
    total = sum((item.price * item.quantity for item in order.items), Decimal(0))
    form: Json = {
        "id": order.id,
        "buyer": buyer_json(buyer, masked_email(order)),
        "payment": payment_json(order, total),
        "status": "READY_FOR_PROCESSING" if order.paid else "FILLED_IN",
        "fulfillment": {"status": "SENT" if order.paid else "NEW", "provider": {"id": "SELLER"}},
        "lineItems": [item_json(call.world.offers[item.offer_id], item, order) for item in order.items],
        "surcharges": [],
        "marketplace": {"id": order.marketplace},
        "summary": {"totalToPay": money(total, order.currency)},
        "updatedAt": iso(order.created_at),
        "revision": order.id[:8],
    }
    if order.delivery is not None:
        form["delivery"] = delivery_json(order, buyer)
    return form


def money(amount: Decimal, currency: str) -> Json:
    """Schema Price: the amount is a string."""
    return {"amount": f"{amount:.2f}", "currency": currency}


def buyer_json(buyer: Buyer, email: str) -> Json:
    """Schema CheckoutFormBuyerReference."""
    person: Json = {
        "id": buyer.id,
        "email": email,
        "login": buyer.login or f"Client:{buyer.id}",
        "guest": False,
        "phoneNumber": buyer.phone,
        "preferences": {"language": buyer.language},
        "address": {
            "street": buyer.street,
            "city": buyer.city,
            "postCode": buyer.post_code,
            "countryCode": buyer.country,
        },
    }
    named = {"firstName": buyer.first_name, "lastName": buyer.last_name, "companyName": buyer.company}
    return person | {name: value for name, value in named.items() if value is not None}


def payment_json(order: Order, total: Decimal) -> Json:
    """Schema CheckoutFormPaymentReference; an unfinished payment has no date and no amount."""
    payment: Json = {
        "id": str(uuid.uuid5(uuid.UUID(order.id), "payment")),
        "type": "ONLINE",
        "provider": "PAYU",
    }
    if order.paid:
        payment |= {"finishedAt": iso(order.created_at), "paidAmount": money(total, order.currency)}
    return payment


def item_json(offer: Offer, item: LineItem, order: Order) -> Json:
    """Schema CheckoutFormLineItem."""
    return {
        "id": item.id,
        "offer": {"id": offer.id, "name": offer.name, "external": {"id": offer.external_id}},
        "quantity": item.quantity,
        "originalPrice": money(item.price, order.currency),
        "price": money(item.price, order.currency),
        "boughtAt": iso(order.created_at),
    }


def delivery_json(order: Order, buyer: Buyer) -> Json:
    """Schema CheckoutFormDeliveryReference."""
    return {
        "address": {
            "firstName": buyer.first_name or "",
            "lastName": buyer.last_name or "",
            "street": buyer.street,
            "city": buyer.city,
            "zipCode": buyer.post_code,
            "countryCode": buyer.country,
            "phoneNumber": buyer.phone,
        },
        "method": {"id": str(uuid.uuid5(uuid.NAMESPACE_DNS, order.delivery or "")), "name": order.delivery},
        "smart": True,
    }


ENDPOINTS = [
    Endpoint("me", "GET", "/me", "allegro:api:profile:read", get_me, answers=PUBLIC),
    Endpoint(
        "orders.get",
        "GET",
        "/order/checkout-forms/{order_id}",
        "allegro:api:orders:read",
        get_order,
        answers=PUBLIC,
    ),
]
