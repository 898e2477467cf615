"""How many requests may leave at once, and how long the next one waits."""

from functools import partial

import pytest

from integrations.allegro.budget import left
from integrations.allegro.client.errors import RateLimited
from integrations.allegro.models import Budget
from tests.integrations.allegro.gates import Gates


def test_sixty_readings_leave_at_once_and_the_next_one_waits(gates: Gates) -> None:
    gates.read(60)
    assert gates.waited == []
    gates.read()
    assert gates.waited == [0.007]


def test_a_hundred_writes_leave_at_once_and_the_next_one_waits(gates: Gates) -> None:
    gates.write(100)
    assert gates.waited == []
    gates.write()
    assert gates.waited == [0.007]


def test_forty_replies_find_room_after_readings_have_filled_their_part(gates: Gates) -> None:
    gates.read(60)
    gates.write(40)
    assert gates.waited == []
    gates.write()
    assert gates.waited == [0.007]


def test_a_reading_waits_until_replies_have_left_its_part_again(gates: Gates) -> None:
    gates.write(100)
    gates.read()
    assert gates.waited == [0.282]


def test_a_turn_that_is_almost_there_is_a_millisecond_away(gates: Gates) -> None:
    gates.read(60)
    gates.clock.shift(0.006)
    gates.read()
    assert gates.waited == [0.001]


def test_each_request_takes_its_share_of_the_minute(gates: Gates) -> None:
    """60 s / 8 750 requests, in whole microseconds."""
    gates.read()
    after_a_reading = Budget.objects.get().arrival
    assert after_a_reading == 1_772_409_600_000_000 + 6_858
    gates.write()
    assert Budget.objects.get().arrival == after_a_reading + 6_858


def test_a_seller_writes_the_next_message_a_second_and_a_margin_after_the_answer(gates: Gates) -> None:
    gates.message()
    gates.message()
    gates.message()
    assert gates.waited == [1.25, 1.25]


def test_sellers_do_not_wait_for_each_others_messages(gates: Gates) -> None:
    gates.message("1")
    gates.message("2")
    assert gates.waited == []
    assert set(Budget.objects.values_list("share", flat=True)) == {"messages 1", "messages 2", "all"}


def test_a_message_counts_as_a_request_too(gates: Gates) -> None:
    gates.message()
    assert left("key").requests == 8_999


def test_other_writes_do_not_count_as_messages(gates: Gates) -> None:
    gates.write(2)
    assert not Budget.objects.exclude(share="all").exists()


def test_a_wait_of_two_seconds_is_waited(gates: Gates) -> None:
    gates.one().shut("issues.list", 2.0)
    gates.read()
    assert gates.waited == [2.0]


def test_whoever_would_wait_longer_than_two_seconds_comes_again_later(gates: Gates) -> None:
    gates.one().shut("issues.list", 2.001)
    with pytest.raises(RateLimited, match="waiting for our turn at Allegro") as caught:
        gates.read()
    assert caught.value.retry_after == 2.001
    assert gates.waited == []


def test_two_seconds_are_the_longest_wait_even_if_the_turn_is_put_off_meanwhile(gates: Gates) -> None:
    mine, shut = gates.one(), partial(gates.one().shut, "issues.list", 1.5)

    def wait(seconds: float) -> None:
        gates.wait(seconds)
        shut()

    object.__setattr__(mine, "pause", wait)
    shut()
    with pytest.raises(RateLimited):
        mine.enter("issues.list", writes=False)
    assert gates.waited == [1.5]


def test_a_row_that_is_a_minute_ahead_is_believed(gates: Gates) -> None:
    gates.read()
    Budget.objects.update(arrival=1_772_409_660_000_000)
    with pytest.raises(RateLimited) as caught:
        gates.read()
    assert 59 < caught.value.retry_after < 60


def test_a_row_further_ahead_was_written_before_the_clock_was_put_back(gates: Gates) -> None:
    gates.read()
    Budget.objects.update(arrival=1_772_409_660_000_001)
    gates.read()
    gates.write()
    assert gates.waited == []
