"""What the simulated marketplace remembers. Each record is one row of the store."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, Field


class Kind(StrEnum):
    """The three kinds of case, and ordinary mail, which lives in the message centre beside purchase problems."""

    DISCUSSION = "discussion"
    CLAIM = "claim"
    PURCHASE_PROBLEM = "purchase_problem"
    QUESTION = "question"

    @property
    def is_issue(self) -> bool:
        """True for what `/sale/issues` serves; the rest is served by `/messaging`."""
        return self in {Kind.DISCUSSION, Kind.CLAIM}


class Author(StrEnum):
    """Who speaks. Each API has its own word for it, see `api/`."""

    BUYER = "buyer"
    SELLER = "seller"
    ADVISER = "adviser"
    SYSTEM = "system"
    FULFILLMENT = "fulfillment"


class Record(BaseModel):
    """One row; `table` says which."""

    table: ClassVar[str]
    id: str


class Seller(Record):
    table = "seller"
    login: str
    first_name: str
    last_name: str
    email: str
    company: str
    tax_id: str
    marketplace: str = "allegro-pl"


class Buyer(Record):
    """`login` may be null for a while on the real thing; `id` is numeric and never changes."""

    table = "buyer"
    login: str | None
    first_name: str | None
    last_name: str | None
    phone: str
    company: str | None = None
    street: str
    city: str
    post_code: str
    country: str = "PL"
    language: str = "pl-PL"


class Offer(Record):
    table = "offer"
    seller_id: str
    name: str
    price: Decimal
    currency: str = "PLN"
    product_id: str
    external_id: str


class LineItem(BaseModel):
    id: str
    offer_id: str
    quantity: int
    price: Decimal


class Order(Record):
    table = "order"
    seller_id: str
    buyer_id: str
    created_at: datetime
    items: list[LineItem]
    currency: str = "PLN"
    marketplace: str = "allegro-pl"
    delivery: str | None = "Allegro Paczkomaty InPost"
    paid: bool = True


class Expectation(BaseModel):
    """What the buyer of a claim asks for; `amount` in the order's currency."""

    name: str
    amount: Decimal | None = None
    currency: str | None = None


class Case(Record):
    """`status` holds Allegro's own value: `DISPUTE_…`, `CLAIM_…`, or `OPEN` and `CLOSED` in the message centre."""

    table = "case"
    seller_id: str
    buyer_id: str
    order_id: str
    kind: Kind
    status: str
    reason: str
    created_at: datetime
    opened_at: datetime
    read: bool = False
    description: str | None = None
    status_due: datetime | None = None
    decision_due: datetime | None = None
    reference: str | None = None
    offer_id: str | None = None
    quantity: int = 1
    expectations: list[Expectation] | None = None
    right: str | None = None
    return_required: bool | None = None
    decision: str | None = None

    @property
    def ended(self) -> bool:
        """True when the marketplace takes no more messages. A decided claim still does."""
        return self.status in {"DISPUTE_CLOSED", "CLOSED"}


class Message(Record):
    """`type` is what the seller's program asked for (`REGULAR`, `END_REQUEST`, `RETURN_…`).

    `status` says, in the message centre only, whether the other side may read it yet.
    """

    table = "message"
    case_id: str
    author: Author
    login: str | None
    text: str
    created_at: datetime
    type: str = "REGULAR"
    status: str = "DELIVERED"
    files: list[str] = Field(default_factory=list)


class File(Record):
    """An attachment. `upload_key` is the one-time part of the upload address, gone once the bytes are in."""

    table = "file"
    seller_id: str
    name: str
    mime: str
    size: int
    created_at: datetime
    channel: str
    uploaded: bool = False
    upload_key: str | None = None
    message_id: str | None = None


class Code(Record):
    """An authorization code; gone after its first use."""

    table = "code"
    client_id: str
    seller_id: str
    redirect_uri: str
    scope: str
    challenge: str | None
    expires_at: datetime


class Grant(Record):
    """A token pair. `id` is the refresh token; `successor` is the pair that replaced it."""

    table = "grant"
    client_id: str
    seller_id: str
    scope: str
    access: str
    access_expires: datetime
    refresh_expires: datetime
    used_at: datetime | None = None
    successor: str | None = None
    revoked: bool = False
