"""People go on writing in decided claims: however old these are, the buyer's word is in its ticket within minutes."""

import pytest
from django.utils import timezone

from integrations.allegro import decided_list
from integrations.allegro.models import Case, DecidedClaim
from integrations.models import UnreadableCase
from simulator import play
from simulator.records import Author
from tests.integrations.allegro.decided import ago, decided_claim, known_claim, time_passes
from tests.integrations.allegro.desk import Desk
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


# Known cases


@pytest.mark.parametrize("days", [2, 200])
def test_a_word_in_a_decided_claim_is_in_its_ticket_after_the_next_sweep(desk: Desk, days: int) -> None:
    claim = known_claim(desk, days)
    desk.say(claim, Author.BUYER, "Kiedy zwrot?")
    desk.sweep("decided")
    assert desk.history(claim)[-1] == ("buyer", "Kiedy zwrot?")
    ticket = desk.ticket(claim)
    assert (ticket.status.kind, ticket.waiting_for, ticket.is_unread) == ("open", "us", True)


def test_a_word_that_the_list_hides_is_found_in_the_chat(desk: Desk) -> None:
    claim = known_claim(desk)
    desk.fault("F05")
    desk.sweep("decided")
    desk.say(claim, Author.BUYER, "Kiedy zwrot?")
    time_passes(minutes=12)
    desk.sweep("decided")
    assert desk.struck("F05")
    assert desk.history(claim)[-1] == ("buyer", "Kiedy zwrot?")


def test_a_claim_that_the_list_leaves_out_is_found_in_the_chat(desk: Desk) -> None:
    claim = known_claim(desk)
    desk.fault("F07")
    desk.say(claim, Author.BUYER, "Kiedy zwrot?")
    desk.sweep("decided")
    assert desk.history(claim)[-1] == ("buyer", "Kiedy zwrot?")


def test_a_chat_without_news_costs_one_request_and_is_left_alone_until_its_turn_comes_again(desk: Desk) -> None:
    known_claim(desk)
    desk.sweep("decided")
    desk.allegro.market.log.clear()
    desk.sweep("decided")
    assert desk.requests("issues.chat", "issues.get") == 0
    time_passes(minutes=12)
    desk.sweep("decided")
    assert (desk.requests("issues.chat"), desk.requests("issues.get")) == (1, 0)


def test_a_chat_that_cannot_be_read_counts_until_it_is_read(desk: Desk) -> None:
    claim = known_claim(desk)
    desk.fault("F09", only=claim.id)
    assert desk.sweep("decided").cases_failed == 1
    assert UnreadableCase.objects.get().external_id == claim.id
    desk.behave()
    Case.objects.update(retry_at=timezone.now())
    desk.sweep()
    assert not UnreadableCase.objects.exists()


# Claims older than the connection


def test_a_claim_decided_before_the_connection_makes_no_ticket(desk: Desk) -> None:
    claim = decided_claim(desk)
    desk.sweep("first")
    desk.sweep("decided")
    desk.sweep("decided")
    assert not Ticket.objects.exists()
    assert DecidedClaim.objects.get().external_id == claim.id


@pytest.mark.parametrize("kind", ["quick", "deep", "wide"])
def test_no_other_sweep_makes_one_though_the_claim_is_on_the_first_page(desk: Desk, kind: str) -> None:
    decided_claim(desk)
    desk.sweep("first")
    desk.sweep(kind)
    assert not Ticket.objects.exists()


def test_it_comes_in_with_its_history_when_the_buyer_writes(desk: Desk) -> None:
    claim = decided_claim(desk)
    desk.sweep("first")
    desk.sweep("decided")
    desk.say(claim, Author.BUYER, "Zepsuło się znowu")
    run = desk.sweep("decided")
    assert [text for _author, text in desk.history(claim)] == desk.said(claim)
    assert desk.history(claim)[-1] == ("buyer", "Zepsuło się znowu")
    ticket = desk.ticket(claim)
    assert (ticket.status.kind, ticket.waiting_for, ticket.is_unread) == ("open", "us", True)
    assert (ticket.opened_at, ticket.case_state) == (claim.opened_at, "accepted")
    assert run.messages_new == len(desk.said(claim))
    assert not Message.objects.exclude(automatic="").exists()


def test_a_word_written_between_the_connection_and_the_first_look_counts(desk: Desk) -> None:
    claim = decided_claim(desk)
    desk.say(claim, Author.BUYER, "Jest tam kto?")
    desk.sweep("decided")
    assert desk.history(claim)[-1] == ("buyer", "Jest tam kto?")


def test_its_word_is_found_although_the_list_hides_it(desk: Desk) -> None:
    claim = decided_claim(desk)
    desk.fault("F05")
    desk.sweep("decided")
    desk.say(claim, Author.BUYER, "Zepsuło się znowu")
    time_passes(minutes=12)
    desk.sweep("decided")
    assert desk.history(claim)[-1] == ("buyer", "Zepsuło się znowu")


def test_a_word_that_was_seen_in_a_chat_but_not_taken_in_is_tried_again_by_the_next_sweep(desk: Desk) -> None:
    claim = decided_claim(desk)
    desk.fault("F05")
    desk.sweep("decided")
    desk.say(claim, Author.BUYER, "Zepsuło się znowu")
    time_passes(minutes=12)
    desk.misbehave("issues.get", 404, code="POST_PURCHASE_ISSUE_NOT_FOUND", until=3)
    desk.sweep("decided")
    assert UnreadableCase.objects.get().external_id == claim.id
    desk.sweep("decided")
    assert desk.history(claim)[-1] == ("buyer", "Zepsuło się znowu")
    assert not UnreadableCase.objects.exists()


@pytest.mark.parametrize("author", [Author.SELLER, Author.ADVISER, Author.SYSTEM])
def test_what_others_write_there_makes_no_ticket_and_comes_with_the_buyers_word(desk: Desk, author: Author) -> None:
    claim = decided_claim(desk)
    desk.sweep("decided")
    desk.say(claim, author, "Przelew wyszedł")
    desk.sweep("decided")
    assert not Ticket.objects.exists()
    desk.allegro.market.log.clear()
    desk.sweep("decided")
    assert desk.requests("issues.chat") == 0
    desk.say(claim, Author.BUYER, "Nie doszedł")
    desk.sweep("decided")
    assert [text for _author, text in desk.history(claim)][-2:] == ["Przelew wyszedł", "Nie doszedł"]


def test_a_word_by_somebody_nobody_foresaw_may_be_the_buyers(desk: Desk) -> None:
    claim = decided_claim(desk)
    desk.sweep("decided")
    desk.say(claim, Author.BUYER, "Halo")
    desk.fault("F22", field="role", word="FRIEND")
    desk.sweep("decided")
    assert desk.history(claim)[-1] == ("unknown", "Halo")


def test_it_takes_part_in_everything_once_it_is_a_case(desk: Desk) -> None:
    claim = decided_claim(desk)
    desk.sweep("decided")
    desk.say(claim, Author.BUYER, "Raz")
    desk.sweep("decided")
    desk.say(claim, Author.BUYER, "Dwa")
    assert desk.sweep("decided").messages_new == 1
    desk.sweep()
    assert desk.ticket(claim).products
    assert desk.reply(claim, "Już sprawdzamy").delivery == "delivered"


def test_a_ticket_that_was_removed_comes_back_only_with_another_word(desk: Desk) -> None:
    claim = decided_claim(desk)
    desk.sweep("decided")
    desk.say(claim, Author.BUYER, "Raz")
    desk.sweep("decided")
    Ticket.objects.all().delete()
    time_passes(minutes=12)
    desk.sweep("decided")
    assert not Ticket.objects.exists()
    desk.say(claim, Author.BUYER, "Dwa")
    desk.sweep("decided")
    assert desk.history(claim)[-1] == ("buyer", "Dwa")


def test_a_removed_ticket_of_a_known_claim_comes_back_only_with_another_word(desk: Desk) -> None:
    claim = known_claim(desk)
    desk.say(claim, Author.BUYER, "Raz")
    desk.sweep("decided")
    Ticket.objects.all().delete()
    time_passes(minutes=12)
    desk.sweep("decided")
    assert not Ticket.objects.exists()


def test_a_claim_of_the_last_30_days_is_a_case_in_any_event(desk: Desk) -> None:
    claim = decided_claim(desk, days=20)
    desk.sweep("decided")
    assert desk.ticket(claim).case_state == "accepted"


def test_a_reopened_one_comes_in_with_the_quick_sweep(desk: Desk) -> None:
    claim = decided_claim(desk)
    desk.sweep("decided")
    play.reopen(desk.allegro.market.world, claim)
    desk.sweep()
    assert desk.ticket(claim).case_state == "ongoing"


def test_one_whose_chat_was_closed_is_forgotten(desk: Desk) -> None:
    decided_claim(desk)
    desk.sweep("decided")
    desk.rewrite("issues.list", lambda body: [one["currentState"].update(chatActive=False) for one in body["issues"]])
    desk.sweep("decided")
    assert not DecidedClaim.objects.exists()


def test_one_that_the_list_has_not_shown_for_a_week_is_forgotten(desk: Desk) -> None:
    decided_claim(desk)
    desk.sweep("decided")
    desk.fault("F07")
    desk.sweep("decided")
    assert DecidedClaim.objects.exists()
    DecidedClaim.objects.update(listed_at=ago(8))
    desk.sweep("decided")
    assert not DecidedClaim.objects.exists()


def test_one_with_news_whose_chat_cannot_be_read_counts_as_unreadable_until_it_is_read(desk: Desk) -> None:
    claim = decided_claim(desk)
    desk.sweep("decided")
    desk.say(claim, Author.BUYER, "Halo?")
    desk.fault("F09")
    desk.sweep("decided")
    assert UnreadableCase.objects.get().external_id == claim.id
    assert not Ticket.objects.exists()
    desk.behave()
    time_passes(minutes=1)
    desk.sweep("decided")
    assert desk.history(claim)[-1] == ("buyer", "Halo?")
    assert not UnreadableCase.objects.exists()


def test_one_with_news_of_ours_counts_as_unreadable_no_longer_than_it_is(desk: Desk) -> None:
    claim = decided_claim(desk)
    desk.sweep("decided")
    desk.say(claim, Author.SELLER, "Przelew wyszedł")
    desk.fault("F09")
    desk.sweep("decided")
    assert UnreadableCase.objects.exists()
    desk.behave()
    time_passes(minutes=1)
    desk.sweep("decided")
    assert not UnreadableCase.objects.exists()
    assert not Ticket.objects.exists()


def test_an_id_that_is_too_long_stops_no_sweep(desk: Desk) -> None:
    decided_claim(desk)
    desk.rewrite("issues.list", lambda body: [one.update(id="x" * 300) for one in body["issues"]])
    assert desk.sweep("decided").outcome == "complete"
    assert not DecidedClaim.objects.exists()


def test_one_without_news_whose_chat_cannot_be_read_is_no_unreadable_case(desk: Desk) -> None:
    decided_claim(desk)
    desk.fault("F09")
    assert desk.sweep("decided").cases_failed == 1
    assert not UnreadableCase.objects.exists()


def test_no_more_are_remembered_than_there_is_room_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decided_list, "MOST", 12)
    every = [decided_claim(desk, days=200 + number) for number in range(15)]
    desk.sweep("decided")
    assert set(DecidedClaim.objects.values_list("external_id", flat=True)) == {claim.id for claim in every[:12]}
    newer = decided_claim(desk, days=1)
    desk.sweep("decided")
    assert set(DecidedClaim.objects.values_list("external_id", flat=True)) == {
        claim.id for claim in [newer, *every[:11]]
    }
    desk.say(every[14], Author.BUYER, "Halo?")
    desk.sweep("decided")
    assert desk.history(every[14])[-1] == ("buyer", "Halo?")


def test_ended_discussions_are_not_watched(desk: Desk) -> None:
    play.close(desk.allegro.market.world, desk.open_case(at=ago(50)))
    desk.sweep("decided")
    assert not DecidedClaim.objects.exists()
