"""The fields of Allegro's answers that Parley uses. Extra fields are ignored and enums are kept as they come (F22).

Only an identity is required. Everything else may be missing, as live accounts show, and what cannot be understood
counts as missing: it must not cost the entry it stands in. Such fields are named in `odd`.
"""

from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from integrations.allegro.client.fields import Count, Each, Id, MaybeMoment, MessageId, Text, Words


class Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True, coerce_numbers_to_str=True)

    # Texts, which are shown as they came when they come in another shape.
    shown_anyway: ClassVar[tuple[str, ...]] = ()

    _odd: tuple[str, ...] = PrivateAttr(())

    @property
    def odd(self) -> tuple[str, ...]:
        """The fields that could not be understood."""
        return self._odd

    @model_validator(mode="wrap")
    @classmethod
    def _as_far_as_possible(cls, value: Any, read: ModelWrapValidatorHandler["Answer"]) -> "Answer":
        """A live account sends null where a field is empty: the default stands then, and for what is odd as well."""
        if not isinstance(value, dict):
            return read(value)
        told = {name: part for name, part in value.items() if part is not None}
        odd = {name for name in cls.shown_anyway if isinstance(told.get(name), dict | list | bool)}
        try:
            answer = read(told)
        except ValidationError as error:
            unreadable = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
            answer = read({name: part for name, part in told.items() if name not in unreadable})
            odd |= unreadable
        answer._odd = tuple(sorted(odd))
        return answer


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
    """`created_at` is None when it is missing or cannot be read."""

    shown_anyway = ("text",)

    id: MessageId
    text: Words = ""
    attachments: Annotated[list[IssueAttachment], Each] = []
    author: Author = Author()
    created_at: MaybeMoment = Field(None, alias="createdAt")


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
    messages_count: Count = Field(None, alias="messagesCount")
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

    id: Id
    type: Text = ""
    reference_number: Text = Field("", alias="referenceNumber")
    decision_due_date: MaybeMoment = Field(None, alias="decisionDueDate")
    opened_date: MaybeMoment = Field(None, alias="openedDate")
    subject: Text = ""
    description: Text = ""
    buyer: IssueBuyer | None = None
    checkout_form: Named | None = Field(None, alias="checkoutForm")
    current_state: IssueState = Field(IssueState(), alias="currentState")
    chat: Chat = Chat()
    expectations: Annotated[list[Expectation], Each] = []
    offer: IssueOffer | None = None
    reason: Reason | None = None
    right: Text = ""
    attachments: Annotated[list[IssueAttachment], Each] = []


class Participant(Answer):
    role: Text = ""
    login: Text = ""


class ThreadOffer(Answer):
    id: Text = ""
    quantity: int | None = None


class ThreadOrder(Answer):
    id: Text = ""
    offers: Annotated[list[ThreadOffer], Each] = []


class Thread(Answer):
    """A purchase problem: GET /messaging/threads, type POST_PURCHASE_ISSUE."""

    id: Id
    type: Text = ""
    status: Text = ""
    sub_type: Text = Field("", alias="subType")
    created_at: MaybeMoment = Field(None, alias="createdAt")
    last_message_at: MaybeMoment = Field(None, alias="lastMessageDateTime")
    participants: Annotated[list[Participant], Each] = []
    orders: Annotated[list[ThreadOrder], Each] = []


class ThreadAttachment(Answer):
    """`status` is NEW, SAFE, UNSAFE or EXPIRED; `url` may be missing, the id is enough."""

    id: Text = ""
    file_name: Text = Field("", alias="fileName")
    url: Text = ""
    status: Text = ""


class RelatesTo(Answer):
    order: Named = Named()


class ThreadMessage(Answer):
    """`status` says whether the other side may read it: VERIFYING, BLOCKED, DELIVERED, INTERACTING, DISMISSED."""

    shown_anyway = ("text",)

    id: MessageId
    status: Text = ""
    text: Words = ""
    created_at: MaybeMoment = Field(None, alias="createdAt")
    author: Author = Author()
    attachments: Annotated[list[ThreadAttachment], Each] = []
    has_additional_attachments: bool = Field(default=False, alias="hasAdditionalAttachments")
    relates_to: RelatesTo = Field(RelatesTo(), alias="relatesTo")


class Me(Answer):
    """GET /me."""

    id: Id
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

    id: Id
    buyer: OrderBuyer = OrderBuyer()
    line_items: Annotated[list[LineItem], Each] = Field([], alias="lineItems")
    summary: OrderSummary = OrderSummary()


class Tokens(Answer):
    """The token endpoint's answer; `expires_in` in seconds, `scope` a list parted by spaces."""

    access_token: str = Field(repr=False)
    refresh_token: str = Field(repr=False)
    expires_in: int = 43_199
    scope: Text = ""
