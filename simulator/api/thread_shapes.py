"""Purchase problems and ordinary mail as `/messaging` writes them (beta.v1)."""

from typing import Any

from simulator.moments import iso
from simulator.records import Author, Case, File, Kind, Message
from simulator.world import World

Json = dict[str, Any]

ROLES = {
    Author.BUYER: "BUYER",
    Author.SELLER: "SELLER",
    Author.ADVISER: "CONSULTANT",
    Author.SYSTEM: "ALLEGRO",
    Author.FULFILLMENT: "ALLEGRO",
}


def role_of(case: Case, author: Author) -> str:
    """Ordinary mail knows users only."""
    if case.kind is Kind.QUESTION and author in {Author.BUYER, Author.SELLER}:
        return "USER"
    return ROLES[author]


def thread_json(world: World, case: Case) -> Json:
    """Schema ThreadVBeta1; the orders and the sub-type belong to purchase problems only."""
    thread = {
        "id": case.id,
        "type": "COMMON" if case.kind is Kind.QUESTION else "POST_PURCHASE_ISSUE",
        "read": case.read,
        "createdAt": iso(case.created_at),
        "lastMessageDateTime": iso(world.chat(case)[-1].created_at),
        "participants": participants(world, case),
        "status": case.status,
    }
    if case.kind is Kind.PURCHASE_PROBLEM:
        thread |= {"orders": [order_json(world, case)], "subType": case.reason}
    return thread


def participants(world: World, case: Case) -> list[Json]:
    """Schema ThreadParticipantVBeta1; a nameless buyer shows as `Client:<id>`."""
    buyer, seller = world.buyers[case.buyer_id], world.sellers[case.seller_id]
    return [
        {"role": role_of(case, Author.BUYER), "login": buyer.login or f"Client:{buyer.id}"},
        {"role": role_of(case, Author.SELLER), "login": seller.login},
    ]


def order_json(world: World, case: Case) -> Json:
    """Schema ThreadOrderVBeta1."""
    items = world.orders[case.order_id].items
    return {
        "id": case.order_id,
        "offers": [{"id": item.offer_id, "quantity": item.quantity} for item in items],
    }


def message_json(world: World, case: Case, message: Message, base: str) -> Json:
    """Schema MessageVBeta1."""
    author = {"role": role_of(case, message.author), "login": message.login}
    order = {"id": case.order_id} if case.kind is Kind.PURCHASE_PROBLEM else None
    files = [world.files[file_id] for file_id in message.files]
    return {
        "id": message.id,
        "status": message.status,
        "type": "ASK_QUESTION" if case.kind is Kind.QUESTION else "MESSAGE_CENTER",
        "createdAt": iso(message.created_at),
        "author": author,
        "text": message.text,
        "subject": None,
        "relatesTo": {"offer": None, "order": order},
        "hasAdditionalAttachments": False,
        "attachments": [file_json(file, base) for file in files],
        "additionalInformation": None,
    }


def file_json(file: File, base: str) -> Json:
    """Schema MessageAttachmentInfoVBeta1."""
    return {
        "id": file.id,
        "fileName": file.name,
        "mimeType": file.mime,
        "url": f"{base}/messaging/message-attachments/{file.id}",
        "status": "SAFE",
    }
