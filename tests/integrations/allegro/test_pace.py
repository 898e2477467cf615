"""How often the chats of decided claims are read, by what all accounts together have to be asked for."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from integrations.allegro.pace import Load, pace

THREE_MINUTES = timedelta(minutes=3)
LOADS = st.lists(st.builds(Load, st.integers(0, 3_000), st.integers(0, 20_000)), max_size=40)


def test_one_account_with_6_000_claims_has_every_chat_read_within_a_quarter_of_an_hour() -> None:
    now = pace([Load(young=600, others=5_400)], 100, THREE_MINUTES)
    assert now.others_every + THREE_MINUTES < timedelta(minutes=15)
    assert now.young_every == timedelta(minutes=5)
    assert now.list_requests + now.chat_requests < 700


def test_an_account_without_decided_claims_costs_one_page_each_time() -> None:
    now = pace([Load()], 100, THREE_MINUTES)
    assert (round(now.list_requests * 3), now.chat_requests) == (1, 0)
    assert now.chats(Load(), THREE_MINUTES) == (0, 0)


def test_20_such_accounts_wait_longer_all_alike() -> None:
    alone, together = (pace([Load(600, 5_400)] * number, 100, THREE_MINUTES) for number in (1, 20))
    stretch = together.others_every / alone.others_every
    assert 5 < stretch < 5.5
    assert together.young_every == alone.young_every * stretch


@given(LOADS)
def test_whatever_the_accounts_hold_a_third_of_the_budget_suffices(loads: list[Load]) -> None:
    now = pace(loads, 100, THREE_MINUTES)
    assert now.list_requests + now.chat_requests <= 3_000


@given(LOADS)
def test_what_sweeps_may_read_comes_round_in_the_time_that_is_told(loads: list[Load]) -> None:
    now = pace(loads, 100, THREE_MINUTES)
    for load in loads:
        young, others = now.chats(load, THREE_MINUTES)
        assert young * (now.young_every / THREE_MINUTES) >= load.young
        assert others * (now.others_every / THREE_MINUTES) >= load.others


@given(LOADS, st.builds(Load, st.integers(0, 3_000), st.integers(0, 20_000)))
def test_one_account_more_never_makes_it_faster(loads: list[Load], one_more: Load) -> None:
    before, after = pace(loads, 100, THREE_MINUTES), pace([*loads, one_more], 100, THREE_MINUTES)
    assert after.others_every >= before.others_every
