"""Discussions and claims as `/sale/issues` writes them (schema PostPurchaseIssue)."""

from typing import Any

from simulator.moments import iso
from simulator.records import Author, Case, Expectation, File, Kind, Message
from simulator.subjects import subject
from simulator.world import World

Json = dict[str, Any]

ROLES = {
    Author.BUYER: "BUYER",
    Author.SELLER: "SELLER",
    Author.ADVISER: "ADMIN",
    Author.SYSTEM: "SYSTEM",
    Author.FULFILLMENT: "FULFILLMENT",
}


def issue_json(world: World, case: Case, *, base: str, language: str) -> Json:
    """One case; the fields of a claim are null on a discussion, as live accounts send them."""
    chat, buyer, order = world.chat(case), world.buyers[case.buyer_id], world.orders[case.order_id]
    first = first_of_buyer(chat)
    return {
        "id": case.id,
        "type": "CLAIM" if case.kind is Kind.CLAIM else "DISPUTE",
        "referenceNumber": case.reference,
        "decisionDueDate": iso(case.decision_due) if case.decision_due else None,
        "openedDate": iso(case.opened_at),
        "subject": subject(case.reason, language),
        "buyer": {"id": buyer.id, "login": buyer.login},
        "checkoutForm": {"id": order.id, "createdAt": iso(order.created_at)},
        "currentState": state_json(case),
        "chat": {
            "lastMessage": {"status": last_status(chat), "createdAt": iso(chat[-1].created_at)},
            "messagesCount": len(chat),
            "initialMessage": message_json(world, first, base),
        },
        "description": case.description,
        "attachments": files_json(world, first, base),
        **claim_json(world, case),
    }


def state_json(case: Case) -> Json:
    """Schema PostPurchaseIssueState."""
    return {
        "status": case.status,
        "statusDueDate": iso(case.status_due) if case.status_due else None,
        "returnRequired": case.return_required,
        "chatActive": not case.ended,
    }


def claim_json(world: World, case: Case) -> Json:
    """What only a claim has."""
    if case.kind is not Kind.CLAIM or case.offer_id is None:
        return dict.fromkeys(("expectations", "offer", "product", "reason", "right"))
    return {
        "expectations": [expectation_json(wish) for wish in case.expectations or []],
        "offer": {"id": case.offer_id, "quantity": case.quantity},
        "product": {"id": world.offers[case.offer_id].product_id},
        "reason": {"type": case.reason, "description": subject(case.reason, "pl")},
        "right": case.right,
    }


def expectation_json(wish: Expectation) -> Json:
    """`refund` is null unless the buyer named a sum; amounts are strings."""
    refund = None if wish.amount is None else {"amount": f"{wish.amount:.2f}", "currency": wish.currency}
    return {"name": wish.name, "refund": refund}


def message_json(world: World, message: Message, base: str) -> Json:
    """Schema PostPurchaseIssueChatMessage; the login is absent where Allegro itself speaks."""
    author = {"role": ROLES[message.author]}
    if message.author in {Author.BUYER, Author.SELLER} and message.login is not None:
        author["login"] = message.login
    return {
        "id": message.id,
        "text": message.text,
        "attachments": files_json(world, message, base),
        "author": author,
        "createdAt": iso(message.created_at),
    }


def files_json(world: World, message: Message, base: str) -> list[Json]:
    """Schema PostPurchaseIssueAttachment."""
    return [file_json(world.files[file_id], base) for file_id in message.files]


def file_json(file: File, base: str) -> Json:
    """The name and the address to download from."""
    return {"fileName": file.name, "url": f"{base}/sale/issues/attachments/{file.id}"}


def first_of_buyer(chat: list[Message]) -> Message:
    """The message the case was opened with."""
    return next((m for m in chat if m.author is Author.BUYER), chat[0])


def last_status(chat: list[Message]) -> str:
    """NEW until the seller writes; then by who spoke last, Allegro's system counting as its adviser."""
    if all(message.author is not Author.SELLER for message in chat):
        return "NEW"
    answered = {Author.BUYER: "BUYER_REPLIED", Author.SELLER: "SELLER_REPLIED"}
    return answered.get(chat[-1].author, "ALLEGRO_ADVISOR_REPLIED")
