from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from typing import BinaryIO

import pytest
from django.conf import LazySettings
from django.utils import timezone

from integrations.allegro.models import Account, Case
from integrations.allegro.session import disconnect
from integrations.models import Integration
from simulator import play
from simulator.records import Author, Kind
from tests.factories import make_reply, make_user
from tests.integrations.allegro.desk import PICTURE, Desk
from tickets import channels, delivery, downloads
from tickets.channels import NotSent, OutcomeUnknown, OutgoingFile, OutgoingReply, Refused
from tickets.models import Attachment, Message

pytestmark = pytest.mark.django_db
KINDS = [Kind.DISCUSSION, Kind.CLAIM, Kind.PURCHASE_PROBLEM]
POST_ROUTES = {
    Kind.DISCUSSION: "issues.message",
    Kind.CLAIM: "issues.message",
    Kind.PURCHASE_PROBLEM: "messaging.message",
}


def allegro_channel() -> channels.Channel:
    return channels.get("allegro")


def opened(content: bytes) -> AbstractContextManager[BinaryIO]:
    return nullcontext(BytesIO(content))


PHOTO = OutgoingFile("photo.png", "image/png", len(PICTURE), lambda: opened(PICTURE))


@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_with_a_file_reaches_the_buyer_once_and_is_not_imported_twice(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    desk.sweep()
    reply = make_reply(desk.ticket(case), make_user(), text="Przepraszamy")
    attachment = Attachment(
        message=reply, name="photo.png", content_type="image/png", size=len(PICTURE), state="stored"
    )
    attachment.file.save("photo.png", BytesIO(PICTURE))

    delivery.deliver(reply.pk)
    desk.sweep()

    reply.refresh_from_db()
    on_allegro = desk.allegro.market.world.chat(case)[-1]
    assert (reply.delivery, reply.external_id) == ("delivered", on_allegro.id)
    assert desk.said(case).count("Przepraszamy") == 1
    assert len(on_allegro.files) == 1
    assert desk.history(case) == [("buyer", "Dzień dobry"), ("seller", "Przepraszamy")]
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_delivery_whose_answer_is_lost_is_found_by_reading_back(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    desk.sweep()
    reply = make_reply(desk.ticket(case), text="Na pewno?")
    desk.misbehave(POST_ROUTES[kind], 504, instead=False)

    delivery.deliver(reply.pk)
    reply.refresh_from_db()
    assert reply.delivery == Message.Delivery.UNCERTAIN
    desk.behave()
    Message.objects.update(due_at=timezone.now())
    delivery.settle(reply.pk)

    reply.refresh_from_db()
    assert reply.delivery == Message.Delivery.DELIVERED
    assert desk.said(case).count("Na pewno?") == 1


@pytest.mark.parametrize("kind", [Kind.DISCUSSION, Kind.PURCHASE_PROBLEM])
def test_a_case_that_ended_meanwhile_refuses_and_locks_the_composer(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    desk.sweep()
    ticket = desk.ticket(case)
    play.close(desk.allegro.market.world, case)

    with pytest.raises(Refused, match="has ended on Allegro"):
        allegro_channel().deliver(ticket.pk, OutgoingReply("Za późno"))

    assert not allegro_channel().view_of(ticket.pk).availability.can_reply
    assert Case.objects.get().fingerprint == ""  # the next sweep reads it anew


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (500, OutcomeUnknown),
        (504, OutcomeUnknown),
        (400, OutcomeUnknown),
        (429, NotSent),
        (403, Refused),
        (422, Refused),
    ],
)
def test_what_an_answer_means_for_a_reply(desk: Desk, status: int, expected: type[Exception]) -> None:
    ticket = desk.ticket(swept(desk))
    desk.misbehave("issues.message", status)
    with pytest.raises(expected) as caught:
        allegro_channel().deliver(ticket.pk, OutgoingReply("Dzień dobry"))
    assert caught.value.trace_id  # type: ignore[attr-defined]  # every delivery error has one


def test_a_refused_connection_is_certainly_not_sent(desk: Desk, settings: LazySettings) -> None:
    ticket = desk.ticket(swept(desk))
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    with pytest.raises(NotSent):
        allegro_channel().deliver(ticket.pk, OutgoingReply("Dzień dobry"))


def test_a_reply_without_a_token_is_certainly_not_sent(desk: Desk, settings: LazySettings) -> None:
    ticket = desk.ticket(swept(desk))
    Account.objects.update(access_token_expires_at=timezone.now())
    settings.ALLEGRO_AUTH_URL = f"{desk.allegro.url}/nowhere"
    with pytest.raises(NotSent):
        allegro_channel().deliver(ticket.pk, OutgoingReply("Dzień dobry"))


def test_a_file_that_is_gone_from_our_storage_fails_the_reply_with_words(desk: Desk) -> None:
    reply = make_reply(desk.ticket(swept(desk)))
    attachment = Attachment(message=reply, name="photo.png", content_type="image/png", size=1, state="stored")
    attachment.file.save("photo.png", BytesIO(PICTURE))
    attachment.file.storage.delete(attachment.file.name)
    delivery.deliver(reply.pk)
    reply.refresh_from_db()
    assert reply.delivery == Message.Delivery.FAILED
    assert "no longer there" in reply.failure


def test_a_failed_upload_is_never_uncertain(desk: Desk) -> None:
    ticket = desk.ticket(swept(desk))
    desk.misbehave("issues.attachment.upload", 503)
    with pytest.raises(NotSent):
        allegro_channel().deliver(ticket.pk, OutgoingReply("Plik", attachment=PHOTO))
    desk.behave()
    desk.misbehave("issues.attachment.upload", 415, code="UNSUPPORTED")
    with pytest.raises(Refused):
        allegro_channel().deliver(ticket.pk, OutgoingReply("Plik", attachment=PHOTO))


def test_a_discussion_is_asked_to_end_and_a_purchase_problem_gets_the_words(desk: Desk) -> None:
    discussion, problem = desk.open_case(), desk.open_case(Kind.PURCHASE_PROBLEM)
    desk.sweep()
    for case in (discussion, problem):
        ticket = desk.ticket(case)
        view = allegro_channel().view_of(ticket.pk)
        assert (view.can_ask_closure, view.closure_message) == (True, "Czy problem jest rozwiązany?")
        allegro_channel().deliver(ticket.pk, OutgoingReply("Rozwiązane?", asks_closure=True))
    world = desk.allegro.market.world
    assert world.chat(discussion)[-1].type == "END_REQUEST"
    assert desk.said(problem)[-1] == "Rozwiązane?"


def test_a_claim_is_decided_and_not_asked_to_end(desk: Desk) -> None:
    ticket = desk.ticket(swept(desk, Kind.CLAIM))
    assert not allegro_channel().view_of(ticket.pk).can_ask_closure


def test_limits_are_those_of_the_kind(desk: Desk) -> None:
    discussion, problem = swept(desk), swept(desk, Kind.PURCHASE_PROBLEM)
    assert allegro_channel().view_of(desk.ticket(discussion).pk).limits.text == 20_000
    assert allegro_channel().view_of(desk.ticket(problem).pk).limits.text == 2_000
    assert allegro_channel().view_of(desk.ticket(problem).pk).limits.attachment_bytes == 5_242_880


def test_accounts_that_need_a_person_and_those_that_were_stopped_are_troubles(desk: Desk) -> None:
    desk.of_another_seller()
    assert allegro_channel().troubles() == []
    disconnect(desk.account, "refused")
    (trouble,) = allegro_channel().troubles()
    assert "sklep-dom-i-ogrod is disconnected" in trouble.words
    assert trouble.address == desk.integration.get_absolute_url()
    assert not trouble.is_stopped
    Integration.objects.update(is_running=False, started_at=None)
    assert allegro_channel().troubles() == []  # never started: nobody misses anything
    Integration.objects.filter(pk=desk.integration.pk).update(started_at=timezone.now())
    (trouble,) = allegro_channel().troubles()
    assert trouble.is_stopped
    assert "sklep-dom-i-ogrod is stopped" in trouble.words


def test_replies_wait_while_the_account_is_disconnected(desk: Desk) -> None:
    ticket = desk.ticket(swept(desk))
    Account.objects.update(disconnected_at=timezone.now(), disconnected_reason="refused")

    availability = allegro_channel().view_of(ticket.pk).availability
    assert (availability.can_reply, availability.temporary) == (False, True)
    reply = make_reply(ticket)
    delivery.deliver(reply.pk)
    reply.refresh_from_db()
    assert reply.delivery == Message.Delivery.QUEUED


@pytest.mark.parametrize("kind", KINDS)
def test_a_buyers_file_is_fetched_through_the_api(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind, files=[desk.file("44120871")])
    desk.sweep()
    attachment = Attachment.objects.get()

    downloads.fetch(attachment.pk)

    attachment.refresh_from_db()
    assert (attachment.state, attachment.content_type, attachment.name) == ("stored", "image/png", "photo.png")
    assert desk.ticket(case).pk == attachment.message.ticket_id  # type: ignore[union-attr]  # it has one


def test_a_file_that_allegro_mislaid_is_tried_again(desk: Desk) -> None:
    desk.open_case(files=[desk.file("44120871")])
    desk.sweep()
    desk.misbehave("issues.attachment.download", 404, code="ATTACHMENT_ERROR")
    attachment = Attachment.objects.get()
    downloads.fetch(attachment.pk)
    attachment.refresh_from_db()
    assert (attachment.state, attachment.attempts) == ("pending", 1)


def test_reading_back_gives_the_sellers_messages_only(desk: Desk) -> None:
    case = swept(desk)
    desk.say(case, Author.SELLER, "Jeden")
    desk.say(case, Author.BUYER, "Dwa")
    found = allegro_channel().read_back(desk.ticket(case).pk)
    assert [fact.text for fact in found.messages] == ["Jeden"]


def test_the_panel_links_to_the_case_and_its_products(desk: Desk) -> None:
    case = swept(desk)
    ticket = desk.ticket(case)
    panel = allegro_channel().view_of(ticket.pk).panel
    assert panel.context["case"] == Case.objects.get()
    assert panel.context["case_url"] == f"{desk.allegro.url}/moje-allegro/sprzedaz/dyskusje/{case.id}"
    assert panel.context["products"][0]["url"].startswith(f"{desk.allegro.url}/oferta/")


def test_the_buyer_comes_with_both_forms_of_the_masked_address(desk: Desk) -> None:
    buyer = allegro_channel().buyer(desk.ticket(swept(desk)).pk)
    short, full = buyer.emails
    assert "+" in full
    assert short == full.partition("+")[0] + "@" + full.rpartition("@")[2]
    assert buyer.phones


def test_a_ticket_whose_integration_was_deleted_can_be_read_but_not_answered(desk: Desk) -> None:
    ticket = desk.ticket(swept(desk))
    desk.integration.delete()

    view = channels.view_of("allegro", ticket.pk)

    assert not view.availability.can_reply
    assert "not connected any more" in view.availability.reason
    with pytest.raises(Refused):
        allegro_channel().deliver(ticket.pk, OutgoingReply("Hello"))


def swept(desk: Desk, kind: Kind = Kind.DISCUSSION):  # type: ignore[no-untyped-def]  # the simulator's Case
    case = desk.open_case(kind)
    desk.sweep()
    return case
