"""The fields of Allegro's answers that Parley uses. Extra fields are ignored and enums are kept as they come (F22);
what we cannot do without (ids, times) is required, everything else may be missing, as live accounts show."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)


def _storable(value: Any) -> Any:
    """NUL and halves of surrogate pairs can be written in JSON, but not stored; nothing else is changed."""
    if not isinstance(value, str):
        return value
    return value.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _in_a_zone(value: datetime) -> datetime:
    """A moment without a zone cannot be compared with the others; Allegro's are UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _if_readable(value: Any, read: ValidatorFunctionWrapHandler) -> datetime | None:
    """A time that cannot be read must not cost the whole case; Allegro's own example has such a `decisionDueDate`."""
    try:
        moment: datetime | None = read(value)
    except ValueError:
        return None
    return moment


Text = Annotated[str, BeforeValidator(_storable)]
Moment = Annotated[datetime, AfterValidator(_in_a_zone)]
MaybeMoment = Annotated[Moment | None, WrapValidator(_if_readable)]


class Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, value: Any) -> Any:
        """A live account sends null where a field is empty: the default stands then."""
        if not isinstance(value, dict):
            return value
        return {name: part for name, part in value.items() if part is not None}


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
    id: Text
    text: Text = ""
    attachments: list[IssueAttachment] = []
    author: Author = Author()
    created_at: Moment = Field(alias="createdAt")


class LastMessage(Answer):
    status: Text = ""
    created_at: MaybeMoment = Field(None, alias="createdAt")


def _id_of(value: object) -> object:
    """Only the id: what else is wrong with a first message must not cost the case."""
    id_ = value.get("id") if isinstance(value, dict) else value
    return id_ if isinstance(id_, str) else ""


InitialId = Annotated[Text, BeforeValidator(_id_of)]


class Chat(Answer):
    last_message: LastMessage | None = Field(None, alias="lastMessage")
    messages_count: int | None = Field(None, alias="messagesCount")
    first_message_id: InitialId = Field("", alias="initialMessage")


class IssueState(Answer):
    status: Text = ""
    status_due_date: MaybeMoment = Field(None, alias="statusDueDate")
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

    id: Text
    type: Text = ""
    reference_number: Text = Field("", alias="referenceNumber")
    decision_due_date: MaybeMoment = Field(None, alias="decisionDueDate")
    opened_date: Moment = Field(alias="openedDate")
    subject: Text = ""
    description: Text = ""
    buyer: IssueBuyer | None = None
    checkout_form: Named | None = Field(None, alias="checkoutForm")
    current_state: IssueState = Field(IssueState(), alias="currentState")
    chat: Chat = Chat()
    expectations: list[Expectation] = []
    offer: IssueOffer | None = None
    reason: Reason | None = None
    attachments: list[IssueAttachment] = []


class Participant(Answer):
    role: Text = ""
    login: Text = ""


class ThreadOffer(Answer):
    id: Text = ""
    quantity: int | None = None


class ThreadOrder(Answer):
    id: Text = ""
    offers: list[ThreadOffer] = []


class Thread(Answer):
    """A purchase problem: GET /messaging/threads, type POST_PURCHASE_ISSUE."""

    id: Text
    type: Text = ""
    status: Text = ""
    sub_type: Text = Field("", alias="subType")
    created_at: Moment = Field(alias="createdAt")
    last_message_at: MaybeMoment = Field(None, alias="lastMessageDateTime")
    participants: list[Participant] = []
    orders: list[ThreadOrder] = []


class ThreadAttachment(Answer):
    """`status` is NEW, SAFE, UNSAFE or EXPIRED; `url` may be missing, the id is enough."""

    id: Text = ""
    file_name: Text = Field("", alias="fileName")
    url: Text = ""
    status: Text = ""


class ThreadMessage(Answer):
    """`status` says whether the other side may read it: VERIFYING, BLOCKED, DELIVERED, INTERACTING, DISMISSED."""

    id: Text
    status: Text = ""
    text: Text = ""
    created_at: Moment = Field(alias="createdAt")
    author: Author = Author()
    attachments: list[ThreadAttachment] = []
    has_additional_attachments: bool = Field(default=False, alias="hasAdditionalAttachments")


class Me(Answer):
    """GET /me."""

    id: Text
    login: Text


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
    bought_at: MaybeMoment = Field(None, alias="boughtAt")


class OrderSummary(Answer):
    total_to_pay: Price = Field(Price(), alias="totalToPay")


class Order(Answer):
    """GET /order/checkout-forms/{id}."""

    id: Text
    buyer: OrderBuyer = OrderBuyer()
    line_items: list[LineItem] = Field([], alias="lineItems")
    summary: OrderSummary = OrderSummary()


class Tokens(Answer):
    """The token endpoint's answer; `expires_in` in seconds, `scope` a list parted by spaces."""

    access_token: str = Field(repr=False)
    refresh_token: str = Field(repr=False)
    expires_in: int = 43_199
    scope: Text = ""
