from typing import Any

import pytest
from django.utils import translation

from integrations.allegro.client.types import Issue, IssueMessage, Order, Thread, ThreadMessage
from integrations.allegro.messages import Span, issue_messages, thread_messages
from integrations.allegro.orders import Product, order_products
from integrations.allegro.translate import STATES, Snapshot, issue_snapshot, products, thread_snapshot
from tests.integrations.allegro import shapes
from tickets.facts import AttachmentFacts, Author, CaseState, FileState


def discussion(**changes: Any) -> Snapshot:
    return issue_snapshot(Issue.model_validate(shapes.issue(**changes)))


def claim(**changes: Any) -> Snapshot:
    return issue_snapshot(Issue.model_validate(shapes.claim(**changes)))


def problem(**changes: Any) -> Snapshot:
    return thread_snapshot(Thread.model_validate(shapes.thread(**changes)))


def author_of(message: dict[str, Any]) -> Author:
    return issue_messages([IssueMessage.model_validate(message)], Span(None))[0].author


def test_kinds_are_told_apart_and_an_unknown_one_is_kept() -> None:
    assert [discussion().kind, claim().kind, problem().kind] == ["discussion", "claim", "purchase_problem"]
    assert discussion(type="RIDDLE").kind == "RIDDLE"


@pytest.mark.parametrize(("status", "state"), STATES.items())
def test_every_status_has_its_state(status: str, state: CaseState) -> None:
    assert discussion(currentState={"status": status}).state == state


def test_an_unknown_status_is_kept_and_takes_messages() -> None:
    snapshot = discussion(currentState={"status": "CLAIM_PONDERED"})
    assert (snapshot.status, snapshot.state, snapshot.chat_active) == ("CLAIM_PONDERED", CaseState.UNKNOWN, True)


def test_chat_active_decides_whatever_the_status_says() -> None:
    assert not discussion(currentState={"status": "DISPUTE_ONGOING", "chatActive": False}).chat_active
    assert claim(currentState={"status": "CLAIM_ACCEPTED", "chatActive": True}).chat_active
    assert not problem(status="CLOSED").chat_active


def test_a_claims_nearest_deadline_counts_while_it_waits_for_a_decision() -> None:
    assert claim().due_at == claim().status_due_at
    assert claim(currentState={"status": "CLAIM_ACCEPTED", "statusDueDate": shapes.OPENED}).due_at is None


def test_the_subject_is_the_buyers_reason_in_the_installations_language_whoever_reads() -> None:
    assert discussion().subject == "nie otrzymałem towaru po wpłacie"
    assert claim().subject == discussion(subject="NOT_AS_DESCRIBED").subject == "Niezgodny z opisem"
    with translation.override("en"):
        assert problem().subject == "Produkt dotarł uszkodzony"


@pytest.mark.parametrize(
    ("role", "author"),
    [
        ("BUYER", Author.BUYER),
        ("SELLER", Author.SELLER),
        ("ADMIN", Author.ADVISER),
        ("SYSTEM", Author.SYSTEM),
        ("FULFILLMENT", Author.SYSTEM),
        ("CONSULTANT", Author.ADVISER),
        ("ALLEGRO", Author.SYSTEM),
        ("GHOST", Author.UNKNOWN),
    ],
)
def test_authors_go_by_their_role_even_without_a_login(role: str, author: Author) -> None:
    assert author_of(shapes.chat_message(author={"role": role})) == author
    assert author_of(shapes.chat_message(author={"role": role, "login": None})) == author


def test_the_chatbot_is_not_the_seller() -> None:
    bot = {"role": "SELLER", "login": "Chatbot Allina"}
    assert author_of(shapes.chat_message(author=bot)) == Author.CHATBOT


def test_an_unknown_role_is_kept() -> None:
    message = IssueMessage.model_validate(shapes.chat_message(author={"role": "GHOST"}))
    assert issue_messages([message], Span(None))[0].author_raw == "GHOST"


@pytest.mark.parametrize(
    ("login", "author"), [("OUR-shop", Author.SELLER), ("Jan_K", Author.BUYER), (None, Author.UNKNOWN)]
)
def test_a_user_in_the_message_centre_is_told_by_the_login(login: str | None, author: Author) -> None:
    message = ThreadMessage.model_validate(shapes.thread_message(author={"role": "USER", "login": login}))
    assert thread_messages([message], Span(None), "our-shop")[0].author == author


def test_a_file_is_named_by_the_end_of_its_address_whatever_the_host() -> None:
    files = [
        {"fileName": "a.jpg", "url": "https://api.allegro.pl/sale/issues/attachments/eeed"},
        {"fileName": "b.jpg", "url": "https://upload.example/message-center/attachments/ffff?x=1"},
        {"fileName": "c.jpg", "url": None},
    ]
    message = issue_messages([IssueMessage.model_validate(shapes.chat_message(attachments=files))], Span(None))[0]
    assert [(file.external_id, file.name) for file in message.attachments] == [
        ("eeed", "a.jpg"),
        ("ffff", "b.jpg"),
        ("", "c.jpg"),
    ]


def test_a_file_that_a_message_names_twice_is_one_file() -> None:
    twice = [{"fileName": "a.jpg", "url": "https://api.allegro.pl/sale/issues/attachments/eeed"}] * 2
    message = issue_messages([IssueMessage.model_validate(shapes.chat_message(attachments=twice))], Span(None))[0]
    assert [file.external_id for file in message.attachments] == ["eeed"]


def test_a_file_without_an_id_does_not_take_its_message_along() -> None:
    nameless = shapes.thread_message(attachments=[{"fileName": "a.jpg", "status": "NEW"}])
    message = thread_messages([ThreadMessage.model_validate(nameless)], Span(None), "our-shop")[0]
    assert message.text == "Dzień dobry"
    assert message.attachments == (AttachmentFacts("", "a.jpg", FileState.NO_ADDRESS),)


def test_a_deadline_that_cannot_be_read_does_not_take_its_claim_along() -> None:
    assert claim(decisionDueDate="2025-06-29T18:12:12.000.019Z").decision_due_at is None


def test_nul_is_taken_out_and_nothing_else() -> None:
    text = "a\x00b <b>&\u202e😀\n"
    assert (
        issue_messages([IssueMessage.model_validate(shapes.chat_message(text=text))], Span(None))[0].text
        == "ab <b>&\u202e😀\n"
    )


def test_a_claim_names_its_own_product_and_the_order_lends_name_and_price() -> None:
    of_order = order_products(Order.model_validate(shapes.order()))
    assert products(claim().offers, of_order) == [Product("7778622952", "Lampa", 2, "49.90", "PLN")]
    assert products(claim().offers, []) == [Product("7778622952", quantity=2)]
    assert products(discussion().offers, of_order) == of_order


def test_expectations_may_be_null() -> None:
    assert discussion().expectations == ()
    assert claim().expectations == ("PARTIAL_REFUND 50.00 PLN",)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "CLAIM"},
        {"openedDate": "2026-11-12T12:12:12.019Z"},
        {"currentState": {"status": "DISPUTE_CLOSED"}},
        {"chat": {"messagesCount": 3}},
        {"chat": {"lastMessage": {"status": "SELLER_REPLIED", "createdAt": shapes.OPENED}, "messagesCount": 2}},
        {"decisionDueDate": shapes.OPENED},
        {"buyer": {"id": "93975873", "login": "Jan_Nowy"}},
    ],
)
def test_every_kind_of_news_changes_the_fingerprint(changes: dict[str, Any]) -> None:
    assert discussion().fingerprint == discussion().fingerprint
    assert discussion(**changes).fingerprint != discussion().fingerprint


def test_a_threads_fingerprint_changes_with_its_messages_and_status() -> None:
    assert problem(status="CLOSED").fingerprint != problem().fingerprint
    assert problem(lastMessageDateTime=shapes.OPENED).fingerprint != problem().fingerprint
    assert problem(read=True).fingerprint == problem().fingerprint
