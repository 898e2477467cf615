"""Parley keeps its word under every documented misbehaviour of Allegro's API, each by its name (F01-F28).

Nothing lost, nothing shown twice, nothing sent twice, other cases unaffected, a trace that people can read.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from integrations.allegro.models import Account
from integrations.allegro.models import Case as StoredCase
from integrations.allegro.session import Session
from integrations.models import FailedCall, Integration
from simulator import claims, play
from simulator.records import Author, Case, Kind
from tests.factories import make_reply, make_user
from tests.integrations.allegro.desk import PICTURE, Desk
from tickets import channels, delivery, downloads, replies, uploads
from tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db
KINDS = [Kind.DISCUSSION, Kind.CLAIM, Kind.PURCHASE_PROBLEM]


def whole(desk: Desk, case: Case) -> None:
    """The ticket's history is Allegro's: every message, each once, in order."""
    kept = Message.objects.filter(ticket=desk.ticket(case)).values_list("external_id", "text")
    assert list(kept) == [(one.id, one.text) for one in desk.allegro.market.world.chat(case)]


def talk(desk: Desk, case: Case, times: int, first: int = 0) -> None:
    for number in range(first, first + times):
        desk.say(case, Author.BUYER if number % 2 else Author.SELLER, f"{number}")


def stored(case: Case) -> StoredCase:
    return StoredCase.objects.get(external_id=case.id)


def due_again(case: Case) -> None:
    """The pause before a case is tried again is over."""
    StoredCase.objects.filter(external_id=case.id).update(retry_at=timezone.now())


def settle(message: Message) -> Message:
    """The next reading of an uncertain reply, now."""
    long_ago = timezone.now() - timedelta(minutes=3)
    Message.objects.filter(pk=message.pk).update(due_at=timezone.now())
    if message.readings == 2:  # absent for so long
        Message.objects.filter(pk=message.pk).update(attempt_started_at=long_ago)
    delivery.settle(message.pk)
    message.refresh_from_db()
    return message


def test_f01_a_chat_that_repeats_its_first_page_is_read_once_and_ends(desk: Desk) -> None:
    case = desk.open_case()
    talk(desk, case, 130)
    desk.fault("F01")
    assert desk.sweep().outcome == "complete"
    assert desk.requests("issues.chat") == 2
    texts = [text for _author, text in desk.history(case)]
    assert len(texts) == len(set(texts)) == 100
    assert desk.ticket(case).history_incomplete
    desk.behave()
    desk.sweep("deep")
    whole(desk, case)
    assert not desk.ticket(case).history_incomplete


def test_f02_what_was_read_before_is_kept_and_what_is_missing_is_said(desk: Desk) -> None:
    case = desk.open_case()
    talk(desk, case, 15)
    desk.sweep()
    talk(desk, case, 15, first=15)
    desk.fault("F02", latest=20)
    desk.sweep()
    whole(desk, case)
    assert not desk.ticket(case).history_incomplete
    talk(desk, case, 40, first=30)
    desk.sweep()
    assert len(desk.history(case)) == 51
    assert desk.ticket(case).history_incomplete


def test_f03_paging_that_claims_ignore_loses_and_doubles_nothing(desk: Desk) -> None:
    claim = desk.open_case(Kind.CLAIM)
    talk(desk, claim, 120)
    desk.fault("F03")
    assert desk.sweep().outcome == "complete"
    texts = [text for _author, text in desk.history(claim)]
    assert texts == [f"{number}" for number in range(110, 120)]
    assert desk.ticket(claim).history_incomplete
    desk.behave()
    desk.sweep("deep")
    whole(desk, claim)


@pytest.mark.parametrize("by", [3, -1])
def test_f04_a_wrong_count_hides_no_news_and_makes_none(desk: Desk, by: int) -> None:
    case = desk.open_case()
    desk.fault("F04", by=by)
    desk.sweep()
    desk.say(case, Author.BUYER, "Halo?")
    desk.sweep()
    whole(desk, case)
    assert desk.ticket(case).history_incomplete == (by > 0)
    read = desk.requests("issues.chat")
    desk.sweep()
    assert desk.requests("issues.chat") == read


def test_f05_news_that_the_list_hides_comes_with_the_slower_beat(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    desk.fault("F05")
    desk.sweep()
    desk.say(case, Author.BUYER, "Halo?")
    desk.sweep()
    assert len(desk.history(case)) == 1
    desk.sweep("deep")
    whole(desk, case)


def test_f06_a_file_without_words_makes_it_our_turn(desk: Desk) -> None:
    case = desk.open_case()
    desk.say(case, Author.SELLER, "Proszę o zdjęcie.")
    desk.sweep()
    assert desk.ticket(case).waiting_for == Ticket.WaitingFor.BUYER
    desk.fault("F06")
    desk.say(case, Author.BUYER, files=[desk.file(case)])
    desk.sweep()
    assert desk.ticket(case).waiting_for == Ticket.WaitingFor.US
    whole(desk, case)


def test_f07_an_open_case_that_vanished_from_the_list_is_looked_up_by_its_id(desk: Desk) -> None:
    case, other = desk.open_case(), desk.open_case()
    for number in range(100):  # it is not among the newest either
        desk.open_case(text=f"{number}")
    desk.sweep("first")
    desk.fault("F07", cases=case.id)
    for one in (case, other):
        desk.say(one, Author.BUYER, "Halo?")
    StoredCase.objects.update(looked_up_at=None)
    desk.sweep()
    assert desk.requests("issues.get") == 1
    whole(desk, case)
    whole(desk, other)


@pytest.mark.parametrize("route", ["issues.list", "issues.chat"])
def test_f08_a_fetching_error_is_tried_again_and_is_no_missing_case(desk: Desk, route: str) -> None:
    case = desk.open_case()
    desk.fault("F08", routes=(route,), count=2)
    assert desk.sweep().outcome == "complete"
    whole(desk, case)
    desk.say(case, Author.BUYER, "Halo?")
    desk.fault("F08", routes=(route,))
    desk.sweep()
    assert desk.ticket(case).can_reply
    desk.behave()
    due_again(case)
    desk.sweep()
    whole(desk, case)


def test_f09_a_case_whose_chat_is_not_found_keeps_its_ticket_and_is_read_later(desk: Desk) -> None:
    case, other = desk.open_case(), desk.open_case()
    desk.fault("F09", only=case.id)
    run = desk.sweep()
    assert (run.outcome, run.cases_failed) == ("complete", 1)
    assert desk.history(case) == []
    assert stored(case).failure == "Allegro gave no clear answer."
    assert stored(case).failure_trace_id
    whole(desk, other)
    desk.behave()
    due_again(case)
    desk.sweep()
    whole(desk, case)
    assert stored(case).failure == ""


def test_f10_a_random_400_is_tried_again_a_bounded_number_of_times(desk: Desk) -> None:
    case = desk.open_case()
    desk.fault("F10", count=2)
    desk.sweep()
    whole(desk, case)
    desk.say(case, Author.BUYER, "Halo?")
    desk.fault("F10")
    desk.sweep()
    assert desk.struck("F10") == 3
    desk.behave()
    due_again(case)
    desk.sweep()
    whole(desk, case)


@pytest.mark.parametrize("status", [500, 503, 504])
def test_f11_a_reading_that_fails_is_repeated(desk: Desk, status: int) -> None:
    case = desk.open_case()
    desk.fault("F11", count=2, status=status)
    assert desk.sweep().outcome == "complete"
    whole(desk, case)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_stored", [True, False])
def test_f11_a_writing_that_fails_is_read_back_and_never_sent_blindly(desk: Desk, kind: Kind, is_stored: bool) -> None:
    case = desk.open_case(kind)
    desk.sweep("first")
    desk.fault("F11", routes=("issues.message", "messaging.message"), stored=is_stored)
    reply = desk.reply(case, "Wysłaliśmy nową paczkę.")
    assert (reply.delivery, reply.failure) == ("uncertain", "Allegro gave no clear answer.")
    assert reply.trace_id
    desk.deliver(reply)
    assert desk.struck("F11") == 1
    for _reading in range(1 if is_stored else 3):
        settle(reply)
    assert reply.delivery == ("delivered" if is_stored else "failed")
    assert desk.said(case).count("Wysłaliśmy nową paczkę.") == is_stored
    desk.sweep()
    assert [text for _author, text in desk.history(case)].count("Wysłaliśmy nową paczkę.") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_f12_a_file_never_travels_without_words(desk: Desk, kind: Kind) -> None:

    case = desk.open_case(kind)
    desk.sweep("first")
    desk.fault("F12")
    ticket = desk.ticket(case)
    limits = channels.view_of(ticket.source, ticket.pk).limits
    attachment = uploads.accept(SimpleUploadedFile("a.png", PICTURE), limits)
    reply = replies.write(ticket, make_user(), "  ", submission=uuid4(), attachment=attachment)
    assert desk.deliver(reply).delivery == "delivered"
    assert desk.said(case)[-1]
    assert desk.struck("F12") == 0  # it was on and found nothing to refuse


@pytest.mark.parametrize("kind", KINDS)
def test_f13_a_message_does_not_wait_for_its_file_and_the_file_is_tried_again(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind, files=[desk.file(desk.account.seller_id)])
    desk.fault("F13")
    desk.sweep("first")
    assert len(desk.history(case)) == 1
    file = Attachment.objects.get()
    downloads.fetch(file.pk)
    file.refresh_from_db()
    assert (file.state, file.failure) == ("pending", "Allegro gave no clear answer.")
    desk.behave()
    Attachment.objects.update(due_at=timezone.now())
    downloads.fetch(file.pk)
    file.refresh_from_db()
    assert (file.state, file.content_type) == ("stored", "image/png")


@pytest.mark.parametrize("kind", KINDS)
def test_f14_a_file_is_fetched_by_its_id_whatever_host_its_address_names(desk: Desk, kind: Kind) -> None:
    desk.open_case(kind, files=[desk.file(desk.account.seller_id)])
    desk.fault("F14", host="https://evil.example")
    desk.sweep("first")
    file = Attachment.objects.get()
    downloads.fetch(file.pk)  # the network is blocked: another host than Allegro's would be an error here
    file.refresh_from_db()
    assert file.state == "stored"


@pytest.mark.parametrize("kind", [Kind.DISCUSSION, Kind.CLAIM])
def test_f15_the_chatbot_speaks_for_the_buyer(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    desk.fault("F15")
    desk.sweep()
    assert desk.history(case) == [("chatbot", "Dzień dobry")]
    assert desk.ticket(case).waiting_for == Ticket.WaitingFor.US


@pytest.mark.parametrize("kind", KINDS)
def test_f16_authors_are_told_by_their_role(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    for author in (Author.SELLER, Author.ADVISER, Author.SYSTEM):
        desk.say(case, author, author.value)
    desk.fault("F16")
    desk.sweep("first")
    assert [author for author, _text in desk.history(case)] == ["buyer", "seller", "adviser", "system"]


def test_f17_placeholders_are_not_stored(desk: Desk) -> None:
    case = desk.open_case()
    desk.fault("F17")
    desk.sweep()
    whole(desk, case)


def test_f18_a_discussion_that_becomes_a_claim_keeps_its_ticket_and_gets_its_fields(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    ticket = desk.ticket(case)
    desk.fault("F18", count=1)
    desk.sweep()
    assert desk.ticket(case).pk == ticket.pk
    assert (stored(case).kind, desk.ticket(case).kind) == ("claim", "claim")
    assert stored(case).decision_due_at is not None
    assert stored(case).reference_number
    whole(desk, case)


def test_f19_a_discussion_that_goes_on_reopens_its_ticket(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    play.close(desk.allegro.market.world, case)
    desk.sweep()
    assert desk.ticket(case).status.kind == "closed"
    desk.fault("F19", count=1)
    desk.sweep()
    assert desk.ticket(case).status.kind != "closed"
    assert desk.ticket(case).can_reply
    assert Ticket.objects.count() == 1
    whole(desk, case)


def test_f20_a_status_that_is_mended_later_is_followed_in_either_direction(desk: Desk) -> None:
    case, claim = desk.open_case(), desk.open_case(Kind.CLAIM)
    world = desk.allegro.market.world
    desk.sweep()
    play.close(world, case)
    claims.decide(world, claim, "REJECTED_OTHER", "Nie uznajemy.")
    desk.fault("F20")
    desk.sweep()
    assert (stored(case).status, stored(claim).status) == ("DISPUTE_ONGOING", "CLAIM_ACCEPTED")
    desk.behave()
    desk.sweep()
    assert (stored(case).status, stored(claim).status) == ("DISPUTE_CLOSED", "CLAIM_REJECTED")
    assert desk.ticket(case).status.kind == "closed"
    desk.fault("F20")
    desk.sweep()
    assert desk.ticket(case).status.kind != "closed"
    for one in (case, claim):
        whole(desk, one)


def test_f21_a_claim_is_not_closed_because_the_talk_has_ended(desk: Desk) -> None:
    claim = desk.open_case(Kind.CLAIM)
    desk.sweep()
    desk.fault("F21", count=1)
    desk.sweep()
    assert desk.history(claim)[-1] == ("system", "Kupujący zakończył rozmowę.")
    assert stored(claim).status == "CLAIM_SUBMITTED"
    assert desk.ticket(claim).status.kind != "closed"
    assert desk.ticket(claim).can_reply


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", ["status", "type", "role", "last_message"])
def test_f22_a_word_that_nobody_announced_is_kept_and_shown(desk: Desk, kind: Kind, field: str) -> None:
    case = desk.open_case(kind)
    desk.fault("F22", field=field)
    assert desk.sweep("first").outcome == "complete"
    whole(desk, case)
    if field == "status":
        assert stored(case).status == "SOMETHING_NEW"
        assert desk.ticket(case).can_reply
    if field == "role":
        assert desk.history(case)[0][0] == "unknown"


def test_f23_no_request_leaves_during_a_block_and_everything_goes_on_after_it(desk: Desk) -> None:
    other = desk.of_another_seller()
    cases = [desk.open_case(text=f"Sprawa {number}") for number in range(3)]
    theirs = other.open_case()
    desk.sweep("first")
    waiting = make_reply(desk.ticket(cases[0]), text="Już odpowiadam.")
    desk.fault("F23", count=1, seconds=30)
    for case in cases:
        desk.say(case, Author.BUYER, "Halo?")
    assert desk.sweep().outcome == other.sweep("first").outcome == "failed"
    assert desk.deliver(waiting).delivery == "queued"
    assert desk.allegro.market.limits.asked_during_block == 0
    desk.behave()
    assert desk.deliver(waiting).delivery == "delivered"
    assert desk.sweep().outcome == other.sweep("first").outcome == "complete"
    for case in cases:
        whole(desk, case)
    whole(other, theirs)


def test_f24_a_refused_renewal_asks_for_a_person_and_loses_nothing(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    waiting = make_reply(desk.ticket(case), text="Już odpowiadam.")
    Account.objects.update(access_token_expires_at=timezone.now())
    desk.fault("F24")
    desk.say(case, Author.BUYER, "Halo?")
    assert desk.sweep().outcome == "failed"
    assert desk.account.disconnected_at is not None
    assert "Connect the account again" in desk.account.disconnected_reason
    assert desk.deliver(waiting).delivery == "queued"
    assert FailedCall.objects.filter(code="invalid_grant").count() == 1
    desk.behave()
    desk.sign_in_again()
    desk.sweep()
    assert desk.deliver(waiting).delivery == "delivered"
    whole(desk, case)


def test_f24_a_401_in_mid_run_renews_once_and_goes_on(desk: Desk) -> None:
    cases = [desk.open_case() for _number in range(3)]
    desk.fault("F24", count=1, when="mid_run")
    assert desk.sweep().outcome == "complete"
    assert len([one for one in desk.allegro.market.log.entries if one.route == "oauth.token"]) == 1
    for case in cases:
        whole(desk, case)


def test_f25_only_the_account_that_is_forbidden_is_marked(desk: Desk) -> None:
    other = desk.of_another_seller()
    theirs = other.open_case()
    desk.allegro.market.faults.switch_on("F25", seller=desk.account.seller_id)
    assert desk.sweep().outcome == "failed"
    assert other.sweep().outcome == "complete"
    whole(other, theirs)
    marked = Integration.objects.get(pk=desk.integration.pk)
    assert (marked.failures_in_row, marked.last_failure) == (1, "Allegro does not allow this for the account.")
    assert desk.account.disconnected_at is None
    assert Integration.objects.get(pk=other.integration.pk).failures_in_row == 0


def test_f26_a_thread_that_comes_late_or_twice_is_one_ticket(desk: Desk) -> None:
    before = timezone.now() - timedelta(hours=3)
    problems = [
        desk.open_case(Kind.PURCHASE_PROBLEM, text=f"Problem {number}", at=before + timedelta(minutes=number))
        for number in range(45)
    ]
    desk.fault("F26")
    desk.sweep("first")
    assert Ticket.objects.count() == len(problems)
    desk.fault("F26", mode="late")
    late = desk.open_case(Kind.PURCHASE_PROBLEM, text="Spóźniony")
    desk.sweep()
    assert not StoredCase.objects.filter(external_id=late.id).exists()
    desk.behave()
    desk.sweep()
    whole(desk, late)
    for problem in problems:
        whole(desk, problem)


@pytest.mark.parametrize("kind", [Kind.DISCUSSION, Kind.PURCHASE_PROBLEM])
def test_f27_a_reply_to_a_case_that_closed_meanwhile_is_kept_with_the_reason_and_the_ticket_locks(
    desk: Desk, kind: Kind
) -> None:
    case = desk.open_case(kind)
    desk.sweep("first")
    desk.fault("F27", count=1)
    reply = desk.reply(case, "Wysłaliśmy nową paczkę.")
    assert (reply.delivery, reply.text) == ("failed", "Wysłaliśmy nową paczkę.")
    assert reply.failure == "The case has ended on Allegro: it takes no more messages."
    assert not stored(case).chat_active
    desk.sweep()
    assert not desk.ticket(case).can_reply
    assert "Wysłaliśmy nową paczkę." not in desk.said(case)


@pytest.mark.parametrize("status", [404, 502])
def test_f28_a_page_instead_of_json_passes_and_is_said_in_words(desk: Desk, status: int) -> None:
    case, other = desk.open_case(), desk.open_case()
    desk.fault("F28", routes=("issues.chat",), only=case.id, status=status)
    run = desk.sweep()
    assert (run.outcome, run.cases_failed) == ("complete", 1)
    assert stored(case).failure == "Allegro gave no clear answer."
    whole(desk, other)
    reply = make_reply(desk.ticket(other), text="Dzień dobry Pani")
    desk.fault("F28", routes=("issues.message",), status=502)
    assert desk.deliver(reply).delivery == "uncertain"
    desk.behave()
    due_again(case)
    desk.sweep()
    whole(desk, case)


@pytest.mark.parametrize("fault", ["cut_off", "stored_unanswered"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_whose_answer_breaks_off_is_found_and_not_sent_twice(desk: Desk, kind: Kind, fault: str) -> None:
    case = desk.open_case(kind)
    desk.sweep("first")
    desk.fault(fault, routes=("issues.message", "messaging.message"))
    reply = desk.reply(case, "Wysłaliśmy nową paczkę.")
    assert reply.delivery == "uncertain"
    assert settle(reply).delivery == "delivered"
    assert desk.said(case).count("Wysłaliśmy nową paczkę.") == 1


def test_a_redirect_takes_the_token_nowhere(desk: Desk) -> None:
    desk.open_case(files=[desk.file(desk.account.seller_id)])
    desk.sweep()
    file = Attachment.objects.get()
    desk.fault("redirect", routes=("issues.attachment.download", "issues.list"))
    downloads.fetch(file.pk)  # the network is blocked: following it would be an error of another kind
    file.refresh_from_db()
    assert (file.state, file.failure) == ("pending", "Allegro gave no clear answer.")
    assert desk.sweep().outcome == "failed"


@pytest.mark.parametrize("announced", [True, False])
def test_a_huge_file_is_given_up_and_a_huge_answer_does_not_fill_the_memory(desk: Desk, announced: bool) -> None:
    desk.open_case(files=[desk.file(desk.account.seller_id)])
    desk.sweep()
    file = Attachment.objects.get()
    desk.fault("huge", bytes=25_000_000, announced=announced)
    downloads.fetch(file.pk)
    file.refresh_from_db()
    assert file.state == "unavailable"
    assert desk.sweep().outcome == "failed"


def test_a_body_that_drips_for_ever_is_left_in_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.allegro.client.answers.MOST_SECONDS", 0.3)
    desk.open_case(files=[desk.file(desk.account.seller_id)])
    desk.sweep()
    file = Attachment.objects.get()
    desk.fault("endless", bytes_per_second=50)
    downloads.fetch(file.pk)
    file.refresh_from_db()
    assert (file.state, file.attempts) == ("pending", 1)
    assert Session(desk.account).account.disconnected_at is None
