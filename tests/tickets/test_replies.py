from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tests.factories import make_message, make_reply, make_ticket, make_user
from tests.tickets.cases import CASE
from tests.tickets.dummy import DummyChannel
from tickets import channels, replies
from tickets.facts import Author, MessageFacts
from tickets.intake import Rules, receive
from tickets.models import Attachment, Draft, Event, Message, Ticket
from tickets.rejections import Rejected
from tickets.turns import update_turns

pytestmark = pytest.mark.django_db


def test_a_reply_waits_for_the_undo_time_and_carries_the_signature(market: DummyChannel) -> None:
    ticket, agent = make_ticket(), make_user(signature="Anna, Shop")

    message = replies.write(ticket, agent, "Dear buyer\r\n", submission=uuid4())

    assert message.text == "Dear buyer\n\nAnna, Shop"
    assert message.delivery == Message.Delivery.QUEUED
    assert message.due_at is not None
    assert timedelta(seconds=8) < message.due_at - timezone.now() <= timedelta(seconds=10)
    assert ticket.events.get().kind == Event.Kind.REPLY_QUEUED
    assert Ticket.objects.get().waiting_for == Ticket.WaitingFor.BUYER


def test_a_double_click_writes_one_reply(market: DummyChannel) -> None:
    ticket, agent, submission = make_ticket(), make_user(), uuid4()

    first = replies.write(ticket, agent, "Once", submission=submission)
    second = replies.write(ticket, agent, "Once", submission=submission)

    assert first.pk == second.pk
    assert Message.objects.count() == 1
    assert Event.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \r\n ", "\x00"])
def test_an_empty_reply_is_rejected(market: DummyChannel, text: str) -> None:
    with pytest.raises(Rejected, match="Write a message"):
        replies.write(make_ticket(), make_user(), text, submission=uuid4())
    assert not Message.objects.exists()


def test_a_file_never_travels_without_words(market: DummyChannel) -> None:
    file = Attachment.objects.create(name="a.pdf", state=Attachment.State.STORED)

    message = replies.write(make_ticket(), make_user(), "", submission=uuid4(), attachment=file)

    assert message.text
    assert message.attachments.get() == file


def test_the_signature_counts_towards_the_limit(market: DummyChannel) -> None:
    agent = make_user(signature="x" * 50)
    with pytest.raises(Rejected, match="202 characters with the signature, at most 200"):
        replies.write(make_ticket(), agent, "y" * 150, submission=uuid4())


def test_an_emoji_counts_as_marketplaces_count_it(market: DummyChannel) -> None:
    replies.write(make_ticket(), make_user(), "😀" * 100, submission=uuid4())
    with pytest.raises(Rejected):
        replies.write(make_ticket(), make_user(), "😀" * 101, submission=uuid4())


def test_a_closed_case_takes_comments_but_no_replies(market: DummyChannel) -> None:
    ticket, agent = make_ticket(), make_user()
    market.available = channels.Availability(can_reply=False, reason="The case has ended.")

    with pytest.raises(Rejected, match="The case has ended"):
        replies.write(ticket, agent, "Hello", submission=uuid4())
    comment = replies.comment(ticket, agent, "Note", submission=uuid4())

    assert comment.is_comment
    assert comment.delivery == Message.Delivery.NONE


def test_closure_is_asked_only_where_the_marketplace_knows_it(market: DummyChannel) -> None:
    market.closable = False
    with pytest.raises(Rejected):
        replies.write(make_ticket(), make_user(), "Solved?", submission=uuid4(), asks_closure=True)


def test_undo_returns_text_and_file_to_the_composer(market: DummyChannel) -> None:
    ticket, agent = make_ticket(), make_user(signature="Anna")
    file = Attachment.objects.create(name="a.pdf", state=Attachment.State.STORED)
    message = replies.write(ticket, agent, "Oops", submission=uuid4(), asks_closure=True, attachment=file)

    draft = replies.undo(message, agent)

    assert (draft.text, draft.asks_closure, draft.attachment) == ("Oops", True, file)
    assert not Message.objects.exists()
    assert Attachment.objects.get().message is None


def test_undo_comes_too_late_once_the_message_is_on_its_way(market: DummyChannel) -> None:
    ticket, agent = make_ticket(), make_user()
    message = make_reply(ticket, agent)

    with pytest.raises(Rejected, match="Too late"):
        replies.undo(message, agent)
    assert Message.objects.filter(pk=message.pk).exists()


def test_only_the_author_can_undo(market: DummyChannel) -> None:
    message = replies.write(make_ticket(), make_user(), "Mine", submission=uuid4())
    with pytest.raises(Rejected):
        replies.undo(message, make_user())


def test_sending_clears_the_draft(market: DummyChannel) -> None:
    ticket, agent = make_ticket(), make_user()
    Draft.objects.create(ticket=ticket, author=agent, text="Half")
    replies.write(ticket, agent, "Whole", submission=uuid4())
    assert not Draft.objects.exists()


def test_a_failed_reply_is_sent_again_once(market: DummyChannel) -> None:
    agent = make_user()
    message = make_reply(make_ticket(), agent, delivery=Message.Delivery.FAILED, failure="No", due_at=None)

    again = replies.send_again(message, agent)

    assert again.delivery == Message.Delivery.QUEUED
    assert again.failure == ""
    with pytest.raises(Rejected):
        replies.send_again(message, agent)


def test_a_reply_is_held_up_when_others_wrote_meanwhile(market: DummyChannel) -> None:
    ticket, agent = make_ticket(), make_user()
    seen = make_message(ticket)
    replies.comment(ticket, agent, "My own", submission=uuid4())
    theirs = make_message(ticket, text="And another thing")

    with pytest.raises(replies.Overtaken) as overtaken:
        replies.write(ticket, agent, "Answer", submission=uuid4(), seen=seen.pk)

    assert overtaken.value.newer == [theirs]
    assert replies.write(ticket, agent, "Answer", submission=uuid4(), seen=theirs.pk).delivery == "queued"


def test_a_comment_leaves_the_draft_of_a_reply_alone(market: DummyChannel) -> None:
    """The reply was undone, and a note to a colleague goes first."""
    author, ticket = make_user(), make_ticket()
    file = Attachment(name="a.pdf", content_type="application/pdf", size=4, state="stored")
    file.file.save("a.pdf", ContentFile(b"%PDF"))
    message = replies.write(ticket, author, "A long answer", submission=uuid4(), attachment=file)
    replies.undo(message, author)
    assert Draft.objects.get().text == "A long answer"

    replies.comment(ticket, author, "Kasia, is that right?", submission=uuid4())

    assert Draft.objects.filter(text__contains="A long answer").exists()


def test_two_undone_replies_keep_both_texts_and_the_file(market: DummyChannel) -> None:
    author, ticket = make_user(), make_ticket()
    file = Attachment(name="a.pdf", content_type="application/pdf", size=4, state="stored")
    file.file.save("a.pdf", ContentFile(b"%PDF"))
    first = replies.write(ticket, author, "One", submission=uuid4(), attachment=file)
    second = replies.write(ticket, author, "Two", submission=uuid4())
    replies.undo(first, author)
    replies.undo(second, author, typed_since="One")
    draft = Draft.objects.get()
    assert (draft.text, draft.attachment) == ("Two\n\nOne", file)


def test_a_comment_does_not_undo_what_a_sweep_has_just_found(market: DummyChannel, rules: Rules) -> None:
    """The page's request has loaded the ticket; the buyer's words come in before the comment is stored."""
    ticket = receive(None, replace(CASE, messages=()), rules).ticket
    make_message(ticket, Author.SELLER)
    update_turns(ticket)
    old = Ticket.objects.get()
    assert old.waiting_for == "buyer"
    receive(ticket, replace(CASE, messages=(MessageFacts("b", Author.BUYER, "jan", "Halo?", timezone.now()),)), rules)
    assert Ticket.objects.get().waiting_for == "us"

    replies.comment(old, make_user(), "a note", submission=uuid4())

    assert Ticket.objects.get().waiting_for == "us"
