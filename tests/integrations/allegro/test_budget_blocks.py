"""After a 429 nothing leaves for a while; and what pages say is left of the minute."""

from datetime import UTC, datetime

import pytest

from integrations.allegro.budget import Left, left
from integrations.allegro.client.errors import RateLimited
from integrations.allegro.models import Budget
from tests.integrations.allegro.gates import Gates

MIDNIGHT_AND_40_SECONDS = datetime(2026, 3, 2, 0, 0, 40, tzinfo=UTC)


@pytest.mark.parametrize("writes", [False, True])
def test_a_block_stops_every_process_and_every_account(gates: Gates, *, writes: bool) -> None:
    gates.one("1").shut("issues.chat", 40)
    with pytest.raises(RateLimited) as caught:
        gates.one("2").enter("issues.list", writes=writes)
    assert caught.value.retry_after == 40


def test_a_block_is_not_shortened_by_a_shorter_one(gates: Gates) -> None:
    gates.one().shut("issues.chat", 40)
    gates.one().shut("issues.chat", 5)
    assert left("key").blocked_until == MIDNIGHT_AND_40_SECONDS


def test_a_block_is_prolonged_by_a_longer_one(gates: Gates) -> None:
    gates.one().shut("issues.chat", 5)
    gates.one().shut("issues.chat", 40)
    assert left("key").blocked_until == MIDNIGHT_AND_40_SECONDS


def test_after_the_block_requests_leave_again_at_once(gates: Gates) -> None:
    gates.one().shut("issues.chat", 40)
    gates.clock.shift(40)
    gates.read()
    assert gates.waited == []


def test_a_block_that_a_clock_set_back_has_left_behind_is_over(gates: Gates) -> None:
    gates.one().shut("issues.chat", 40)
    gates.clock.shift(-3 * 3_600)
    gates.read()
    assert gates.waited == []
    gates.one().shut("issues.chat", 5)
    with pytest.raises(RateLimited) as caught:
        gates.read()
    assert caught.value.retry_after == 5


def test_another_client_id_has_a_budget_of_its_own(gates: Gates) -> None:
    gates.one().shut("issues.chat", 40)
    gates.one(client_id="another key").enter("issues.list", writes=False)
    assert (left("key").requests, left("another key").requests) == (0, 8_999)


def test_a_block_of_one_client_id_is_not_prolonged_by_another(gates: Gates) -> None:
    gates.one().shut("issues.chat", 40)
    gates.one(client_id="another key").shut("issues.chat", 80)
    assert left("key").blocked_until == MIDNIGHT_AND_40_SECONDS


def test_a_refused_message_in_a_purchase_problem_stops_only_its_sellers_messages(gates: Gates) -> None:
    gates.one("1").shut("threads.message", 30)
    gates.message("2")
    gates.one("1").enter("issues.list", writes=False)
    gates.one("1").enter("issues.message", writes=True)
    with pytest.raises(RateLimited):
        gates.message("1")


def test_a_refused_message_puts_no_block_on_what_was_asked_before(gates: Gates) -> None:
    gates.read()
    gates.one().shut("threads.message", 30)
    gates.read()
    assert gates.waited == []


def test_a_message_that_meets_a_block_of_everything_does_not_use_up_its_turn(gates: Gates) -> None:
    gates.one().shut("issues.list", 40)
    with pytest.raises(RateLimited):
        gates.message()
    assert not Budget.objects.filter(answer_due_at__isnull=False).exists()


def test_of_two_blocks_the_longer_one_counts(gates: Gates) -> None:
    gates.one().shut("threads.message", 1)
    gates.one().shut("issues.list", 1.5)
    gates.message()
    assert gates.waited == [1.5]


def test_at_first_the_whole_minute_is_left(gates: Gates) -> None:
    assert left("key") == Left(9_000, None)


def test_readings_and_writes_are_taken_off_what_is_left(gates: Gates) -> None:
    gates.read(3)
    gates.write(2)
    assert left("key") == Left(8_995, None)


def test_the_next_minute_begins_afresh(gates: Gates) -> None:
    gates.read(3)
    gates.clock.shift(59)
    assert left("key").requests == 8_997
    gates.clock.shift(1)
    assert left("key").requests == 9_000
    gates.read(2)
    assert left("key").requests == 8_998


def test_nothing_is_left_during_a_block_and_what_was_there_after_it(gates: Gates) -> None:
    gates.read()
    gates.one().shut("issues.list", 40)
    assert left("key") == Left(0, MIDNIGHT_AND_40_SECONDS)
    gates.clock.shift(40)
    assert left("key") == Left(8_999, None)


def test_messages_of_a_seller_that_are_blocked_leave_the_minute_to_others(gates: Gates) -> None:
    gates.one().shut("threads.message", 40)
    assert left("key") == Left(9_000, None)


def test_less_than_nothing_is_never_left(gates: Gates) -> None:
    gates.read()
    Budget.objects.update(used=9_001)
    assert left("key").requests == 0
