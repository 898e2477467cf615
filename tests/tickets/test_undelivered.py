"""A reply that the buyer did not get can be mended or dropped."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tests.factories import make_message, make_reply, make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tests.tickets.test_moderation import BLOCKED, seen, sent
from tickets import channels, undelivered
from tickets.arrivals import add_messages
from tickets.facts import PASSED, Author, MessageFacts
from tickets.models import Attachment, Draft, Event, Message, Ticket
from tickets.rejections import Rejected

pytestmark = pytest.mark.django_db


def failed(**fields: object) -> Message:
    ticket = make_ticket(waiting_for=Ticket.WaitingFor.US)
    make_message(ticket)
    values = {"delivery": "failed", "failure": "Too long.", "due_at": None, "attempts": 1, **fields}
    return make_reply(ticket, make_user(signature="Anna, Shop"), "Dear buyer\n\nAnna, Shop", **values)


@pytest.mark.parametrize("state", ["failed", "blocked"])
def test_editing_brings_text_and_file_into_the_composer_and_the_reply_gives_way(
    market: DummyChannel, state: str
) -> None:
    message, colleague = failed(delivery=state), make_user()
    file = Attachment(message=message, name="a.pdf", content_type="application/pdf", size=4, state="stored")
    file.file.save("a.pdf", ContentFile(b"%PDF"))

    undelivered.edit(message, colleague)

    draft = Draft.objects.get(author=colleague)
    assert (draft.text, draft.attachment) == ("Dear buyer", file)
    message.refresh_from_db()
    assert (message.delivery, message.attachments.count()) == ("discarded", 0)
    assert list(message.ticket.events.values_list("kind", "actor")) == [("reply_edited", colleague.pk)]


def test_what_stood_in_the_composer_follows_below(market: DummyChannel) -> None:
    message, colleague = failed(), make_user()
    Draft.objects.create(ticket=message.ticket, author=colleague, text="Saved")
    undelivered.edit(message, colleague)
    assert Draft.objects.get().text == "Dear buyer\n\nSaved"
    other = make_reply(message.ticket, None, "First", delivery="failed")
    undelivered.edit(other, colleague, "Typed")
    assert Draft.objects.get().text == "First\n\nTyped"


def test_where_nothing_can_be_sent_editing_is_refused_with_words(market: DummyChannel) -> None:
    message = failed()
    market.available = channels.Availability(can_reply=False, reason="The case has ended.")
    with pytest.raises(Rejected, match="The case has ended"):
        undelivered.edit(message, make_user())
    message.refresh_from_db()
    assert message.delivery == "failed"


def test_discarding_leaves_a_note_in_the_log(market: DummyChannel) -> None:
    message, actor = failed(), make_user()
    undelivered.discard(message, actor, "Answered by phone")
    message.refresh_from_db()
    assert message.delivery == "discarded"
    event = Event.objects.get()
    assert (event.kind, event.actor, event.new) == ("reply_discarded", actor, "Answered by phone")
    assert Ticket.objects.get().waiting_for == "us"


@pytest.mark.parametrize("state", ["queued", "sending", "uncertain", "checking", "delivered", "discarded"])
def test_what_is_on_its_way_or_settled_can_be_neither_edited_nor_discarded(market: DummyChannel, state: str) -> None:
    message = failed(delivery=state)
    for verb in (undelivered.edit, undelivered.discard):
        with pytest.raises(Rejected):
            verb(message, make_user())
    assert not Event.objects.exists()


def test_a_sweep_does_not_bring_a_discarded_reply_back(market: DummyChannel) -> None:
    message = sent(market, BLOCKED)
    undelivered.discard(message, make_user())
    assert add_messages(message.ticket, [seen(message, BLOCKED)]) == []
    message.refresh_from_db()
    assert message.delivery == "discarded"


def test_a_discarded_reply_that_the_buyer_can_read_after_all_is_delivered(market: DummyChannel) -> None:
    message = sent(market, BLOCKED)
    undelivered.discard(message, make_user())
    add_messages(message.ticket, [seen(message, PASSED)])
    message.refresh_from_db()
    assert message.delivery == "delivered"


def test_a_discarded_reply_that_was_absent_and_turns_up_is_delivered(market: DummyChannel) -> None:
    message = failed(failure_code="absent", attempt_started_at=timezone.now())
    undelivered.discard(message, make_user())
    add_messages(message.ticket, [MessageFacts("s1", Author.SELLER, "our-shop", message.text, timezone.now())])
    message.refresh_from_db()
    assert (message.delivery, message.external_id) == ("delivered", "s1")
