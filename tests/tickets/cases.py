"""A case of a marketplace as facts, to be changed with `dataclasses.replace`."""

from datetime import timedelta

from django.utils import timezone

from tickets.facts import Author, BuyerFacts, CaseFacts, CaseState, MessageFacts

OPENED = timezone.now() - timedelta(days=1)


def word(external_id: str, author: Author = Author.BUYER, minutes: int = 0, text: str = "") -> MessageFacts:
    return MessageFacts(external_id, author, "jan_k", text or external_id, OPENED + timedelta(minutes=minutes))


CASE = CaseFacts(
    source="dummy",
    kind="claim",
    subject="Damaged parcel",
    state=CaseState.ONGOING,
    state_raw="CLAIM_SUBMITTED",
    can_reply=True,
    opened_at=OPENED,
    buyer=BuyerFacts(external_id="77", login="Jan_K"),
    messages=(word("m1"),),
)
