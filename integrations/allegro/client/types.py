"""The fields of Allegro's answers that Parley uses. Extra fields are ignored and enums are kept as they come (F22);
what we cannot do without (ids, times) is required, everything else may be missing, as live accounts show."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
"""A string that may be null."""


def _list(value: Any) -> Any:
    return [] if value is None else value


class Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True, coerce_numbers_to_str=True)


class Named(Answer):
    id: Text = ""


class Author(Answer):
    login: Text = ""
    role: Text = ""


class IssueBuyer(Answer):
    id: Text = ""
    login: Text = ""


class IssueAttachment(Answer):
    """`url` may lie on any host of Allegro's; only its last part, the id, is used (F14)."""

    file_name: Text = Field("", alias="fileName")
    url: Text = ""


class IssueMessage(Answer):
    id: str
    text: Text = ""
    attachments: Annotated[list[IssueAttachment], BeforeValidator(_list)] = []
    author: Author = Author()
    created_at: datetime = Field(alias="createdAt")


class LastMessage(Answer):
    status: Text = ""
    created_at: datetime | None = Field(None, alias="createdAt")


class Chat(Answer):
    last_message: LastMessage | None = Field(None, alias="lastMessage")
    messages_count: int | None = Field(None, alias="messagesCount")


class IssueState(Answer):
    status: Text = ""
    status_due_date: datetime | None = Field(None, alias="statusDueDate")
    return_required: bool | None = Field(None, alias="returnRequired")
    chat_active: bool | None = Field(None, alias="chatActive")


class Refund(Answer):
    amount: Text = ""
    currency: Text = ""


class Expectation(Answer):
    name: Text = ""
    refund: Refund | None = None


class IssueOffer(Answer):
    id: Text = ""
    quantity: int | None = None


class Reason(Answer):
    type: Text = ""
    description: Text = ""


class Issue(Answer):
    """A discussion or a claim: GET /sale/issues."""

    id: str
    type: Text = ""
    reference_number: Text = Field("", alias="referenceNumber")
    decision_due_date: datetime | None = Field(None, alias="decisionDueDate")
    opened_date: datetime = Field(alias="openedDate")
    subject: Text = ""
    description: Text = ""
    buyer: IssueBuyer | None = None
    checkout_form: Named | None = Field(None, alias="checkoutForm")
    current_state: IssueState = Field(IssueState(), alias="currentState")
    chat: Chat = Chat()
    expectations: Annotated[list[Expectation], BeforeValidator(_list)] = []
    offer: IssueOffer | None = None
    reason: Reason | None = None


class Participant(Answer):
    role: Text = ""
    login: Text = ""


class ThreadOffer(Answer):
    id: Text = ""
    quantity: int | None = None


class ThreadOrder(Answer):
    id: Text = ""
    offers: Annotated[list[ThreadOffer], BeforeValidator(_list)] = []


class Thread(Answer):
    """A purchase problem: GET /messaging/threads, type POST_PURCHASE_ISSUE."""

    id: str
    type: Text = ""
    status: Text = ""
    sub_type: Text = Field("", alias="subType")
    created_at: datetime = Field(alias="createdAt")
    last_message_at: datetime = Field(alias="lastMessageDateTime")
    participants: Annotated[list[Participant], BeforeValidator(_list)] = []
    orders: Annotated[list[ThreadOrder], BeforeValidator(_list)] = []


class ThreadAttachment(Answer):
    id: str
    file_name: Text = Field("", alias="fileName")


class ThreadMessage(Answer):
    id: str
    text: Text = ""
    created_at: datetime = Field(alias="createdAt")
    author: Author = Author()
    attachments: Annotated[list[ThreadAttachment], BeforeValidator(_list)] = []


class Me(Answer):
    """GET /me."""

    id: str
    login: str


class OrderBuyer(Answer):
    id: Text = ""
    login: Text = ""
    email: Text = ""
    first_name: Text = Field("", alias="firstName")
    last_name: Text = Field("", alias="lastName")
    company_name: Text = Field("", alias="companyName")
    phone_number: Text = Field("", alias="phoneNumber")


class Price(Answer):
    amount: Text = ""
    currency: Text = ""


class Offer(Answer):
    id: Text = ""
    name: Text = ""


class LineItem(Answer):
    offer: Offer = Offer()
    quantity: int = 1
    price: Price = Price()


class Order(Answer):
    """GET /order/checkout-forms/{id}."""

    id: str
    buyer: OrderBuyer = OrderBuyer()
    line_items: Annotated[list[LineItem], BeforeValidator(_list)] = Field([], alias="lineItems")


class Tokens(Answer):
    """The token endpoint's answer; `expires_in` in seconds, `scope` a list parted by spaces."""

    access_token: str = Field(repr=False)
    refresh_token: str = Field(repr=False)
    expires_in: int = 43_199
    scope: Text = ""
