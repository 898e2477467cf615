"""Answers of Allegro in the shapes of its description and of live accounts. Change what the test is about."""

from typing import Any

OPENED = "2026-11-10T12:12:12.019Z"


def issue(**changes: Any) -> dict[str, Any]:
    """A discussion as live accounts have it: what belongs to claims is null."""
    shape: dict[str, Any] = {
        "id": "6f552f2e-9626-46b3-af09-bfdbf9690d65",
        "type": "DISPUTE",
        "referenceNumber": None,
        "decisionDueDate": None,
        "openedDate": OPENED,
        "subject": "nie otrzymałem towaru po wpłacie",
        "buyer": {"id": "93975873", "login": "Jan_K"},
        "checkoutForm": {"id": "94092826-f0e2-47ca-b8d1-94fd7cb82c33", "createdAt": OPENED},
        "currentState": {
            "status": "DISPUTE_ONGOING",
            "statusDueDate": "2026-11-24T12:12:12.019Z",
            "returnRequired": None,
            "chatActive": True,
        },
        "chat": {
            "lastMessage": {"status": "BUYER_REPLIED", "createdAt": OPENED},
            "messagesCount": 2,
            "initialMessage": {"id": "TODO", "text": "TODO", "createdAt": OPENED},
        },
        "expectations": None,
        "description": None,
        "offer": None,
        "product": None,
        "reason": None,
        "right": None,
        "attachments": [],
    }
    return shape | changes


def claim(**changes: Any) -> dict[str, Any]:
    shape = issue(
        id="73cc3981-bc7e-45b2-911a-a0156871f18f",
        type="CLAIM",
        referenceNumber="1/2026",
        decisionDueDate="2026-11-25T12:12:12.019Z",
        subject=None,
        currentState={
            "status": "CLAIM_SUBMITTED",
            "statusDueDate": "2026-11-24T12:12:12.019Z",
            "returnRequired": True,
            "chatActive": True,
        },
        expectations=[{"name": "PARTIAL_REFUND", "refund": {"amount": "50.00", "currency": "PLN"}}],
        offer={"id": "7778622952", "quantity": 2},
        reason={"type": "NOT_AS_DESCRIBED", "description": "Inny kolor"},
    )
    return shape | changes


def chat_message(**changes: Any) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": "9f190d67-b1c6-42ca-b1b2-612631a1ee87",
        "text": "Dzień dobry",
        "attachments": [],
        "author": {"login": "Jan_K", "role": "BUYER"},
        "createdAt": OPENED,
    }
    return shape | changes


def thread(**changes: Any) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": "L1H4FmWRwD5lAEInohQoEGWQR71RfBpEmHqeKZSXdhW",
        "type": "POST_PURCHASE_ISSUE",
        "read": False,
        "createdAt": OPENED,
        "lastMessageDateTime": "2026-11-11T12:12:12.019Z",
        "participants": [{"role": "BUYER", "login": "Jan_K"}, {"role": "SELLER", "login": "our-shop"}],
        "orders": [{"id": "29738e61-7f6a-11e8-ac45-09db60ede9d6", "offers": [{"id": "82398120310", "quantity": 1}]}],
        "subType": "PRODUCT_ARRIVED_DAMAGED",
        "status": "OPEN",
    }
    return shape | changes


def thread_message(**changes: Any) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": "97dc0b60-2da4-4247-92ba-b748630ba0f6",
        "status": "DELIVERED",
        "type": "MESSAGE_CENTER",
        "createdAt": OPENED,
        "author": {"role": "BUYER", "login": "Jan_K"},
        "text": "Dzień dobry",
        "subject": None,
        "relatesTo": {"offer": None, "order": None},
        "hasAdditionalAttachments": False,
        "attachments": [],
        "additionalInformation": None,
    }
    return shape | changes


def order(**changes: Any) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": "94092826-f0e2-47ca-b8d1-94fd7cb82c33",
        "buyer": {
            "id": "93975873",
            "email": "8awgqyk6a5+cub31c122@allegromail.pl",
            "login": "Jan_K",
            "firstName": "Jan",
            "lastName": "Kowalski",
            "companyName": None,
            "guest": False,
            "phoneNumber": "600100200",
        },
        "status": "READY_FOR_PROCESSING",
        "lineItems": [
            {
                "id": "62ae358b-8f65-4fc4-9c77-bedf604a2e2b",
                "offer": {"id": "7778622952", "name": "Lampa", "external": {"id": "AH-1"}},
                "quantity": 3,
                "price": {"amount": "49.90", "currency": "PLN"},
            },
            {
                "id": "62ae358b-8f65-4fc4-9c77-bedf604a2e2c",
                "offer": {"id": "111", "name": "Wazon"},
                "quantity": 1,
                "price": {"amount": "10.00", "currency": "PLN"},
            },
        ],
        "surcharges": [],
        "summary": {"totalToPay": {"amount": "159.70", "currency": "PLN"}},
    }
    return shape | changes
