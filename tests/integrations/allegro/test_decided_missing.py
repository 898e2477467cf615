"""Chats of decided claims in which something is missing: read means read, as for every other case."""

from typing import Any

import pytest

from integrations.models import UnreadableCase
from simulator.records import Author
from simulator.records import Case as Claim
from tests.integrations.allegro.decided import decided_claim, known_claim, time_passes
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import stored, tried_before
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def add_an_entry_without_identity(body: Any) -> None:
    body["chat"].append({"text": "Kiedy zwrot?", "author": {"role": "BUYER"}})


def older_claim(desk: Desk) -> Claim:
    desk.sweep("first")
    claim = decided_claim(desk)
    desk.sweep("decided")
    return claim


def test_a_known_case_is_not_proven_any_longer_and_is_read_at_growing_distances(desk: Desk) -> None:
    claim = known_claim(desk)
    desk.sweep("decided")
    desk.rewrite("issues.chat", add_an_entry_without_identity)
    time_passes(minutes=12)
    desk.sweep("decided")
    assert stored(claim).unproven_reason == "entries"
    time_passes(minutes=12)
    desk.allegro.market.log.clear()
    desk.sweep("decided")
    assert desk.requests("issues.get") == 0


def test_an_older_claim_whose_chat_misses_something_counts_until_it_is_whole(desk: Desk) -> None:
    claim = older_claim(desk)
    desk.rewrite("issues.chat", add_an_entry_without_identity)
    time_passes(minutes=12)
    assert desk.sweep("decided").cases_failed == 1
    assert UnreadableCase.objects.get().external_id == claim.id
    desk.behave()
    tried_before()
    desk.sweep()
    assert not UnreadableCase.objects.exists()
    assert not Ticket.objects.exists()


def test_an_older_claim_with_news_in_the_list_rests_while_its_chat_misses_something(desk: Desk) -> None:
    claim = older_claim(desk)
    desk.rewrite("issues.chat", add_an_entry_without_identity)
    desk.say(claim, Author.SELLER, "Przelew")
    assert desk.sweep("decided").cases_failed == 1
    assert UnreadableCase.objects.get().reason == "Allegro does not hand out all messages of the case."
    desk.allegro.market.log.clear()
    desk.sweep("decided")
    assert desk.requests("issues.chat") == 0
    desk.behave()
    tried_before()
    desk.sweep("decided")
    assert not UnreadableCase.objects.exists()
