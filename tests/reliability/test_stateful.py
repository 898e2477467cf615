"""Buyers, advisers, sellers on the site, agents and faults act in any order while sweeps and deliveries run.

`PARLEY_STORIES` says how many stories are told (CI: 60, `make nightly`: 200), `PARLEY_SEED` which ones. CI takes the
seed from the commit's date and prints it, so that a red run can be repeated and another commit tells other stories.
"""

import os

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from simulator.records import Author, Case, Kind
from simulator.testing import Running
from tests.reliability.story import Stage
from tests.reliability.troubles import ON_WRITING, TROUBLES, switch_on

KINDS = st.sampled_from([Kind.DISCUSSION, Kind.CLAIM, Kind.PURCHASE_PROBLEM])
AUTHORS = st.sampled_from([Author.BUYER, Author.BUYER, Author.SELLER, Author.ADVISER, Author.SYSTEM])
MOST_CASES = 10


class AnyStory(RuleBasedStateMachine):
    """Each rule is something that somebody does."""

    allegro: Running

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage(self.allegro)
        self.shop = self.stage.__enter__()

    def teardown(self) -> None:
        try:
            self.shop.calms_down()
            self.shop.check()
        finally:
            self.stage.__exit__()

    def case(self, number: int) -> Case:
        return self.shop.cases[number % len(self.shop.cases)]

    @initialize()
    def a_shop_that_has_work_to_do(self) -> None:
        for kind in (Kind.DISCUSSION, Kind.CLAIM, Kind.PURCHASE_PROBLEM):
            self.shop.opens(0, kind, with_file=False)
        for desk in (0, 1):
            self.shop.decided_long_ago(desk)
            self.shop.sweeps(desk, "first")

    @precondition(lambda self: len(self.shop.cases) < MOST_CASES)
    @rule(desk=st.integers(0, 1), kind=KINDS, with_file=st.booleans())
    def a_buyer_opens_a_case(self, desk: int, kind: Kind, with_file: bool) -> None:
        self.shop.opens(desk, kind, with_file=with_file)

    @precondition(lambda self: self.shop.cases)
    @rule(number=st.integers(0, 99), author=AUTHORS, with_file=st.booleans())
    def somebody_writes(self, number: int, author: Author, with_file: bool) -> None:
        self.shop.writes(self.case(number), author, with_file=with_file)

    @rule(number=st.integers(0, 1), author=AUTHORS, with_file=st.booleans())
    def somebody_writes_in_a_claim_older_than_the_connection(
        self, number: int, author: Author, with_file: bool
    ) -> None:
        self.shop.writes(self.shop.older[number], author, with_file=with_file)

    @precondition(lambda self: self.shop.cases)
    @rule(number=st.integers(0, 99), verb=st.sampled_from(["close", "reopen", "convert", "unresolve", "decide"]))
    def a_case_changes(self, number: int, verb: str) -> None:
        self.shop.changes(self.case(number), verb)

    @precondition(lambda self: self.shop.cases)
    @rule(number=st.integers(0, 99), verdict=st.sampled_from(["BLOCKED", "DELIVERED"]))
    def allegro_has_checked_a_message(self, number: int, verdict: str) -> None:
        self.shop.judges(self.case(number), verdict)

    @precondition(lambda self: self.shop.cases)
    @rule(number=st.integers(0, 99), other=st.integers(0, 99))
    def allegro_mixes_up_two_chats(self, number: int, other: int) -> None:
        self.shop.mixes_up(self.case(number), self.case(other))

    @precondition(lambda self: self.shop.cases)
    @rule(number=st.integers(0, 99), with_file=st.booleans())
    def an_agent_replies(self, number: int, with_file: bool) -> None:
        self.shop.replies(self.case(number), with_file=with_file)

    @rule(verb=st.sampled_from(["undo", "check", "again"]))
    def an_agent_sees_to_replies_in_trouble(self, verb: str) -> None:
        self.shop.settles(verb)

    @rule(desk=st.integers(0, 1), kind=st.sampled_from(["quick", "quick", "deep", "wide", "decided"]))
    def a_sweep_runs(self, desk: int, kind: str) -> None:
        self.shop.sweeps(desk, kind)

    @rule(seconds=st.sampled_from([0, 12, 12]))
    def replies_are_delivered(self, seconds: int) -> None:
        self.shop.waits(seconds)
        self.shop.delivers()

    @rule(seconds=st.sampled_from([1, 12, 70, 400]))
    def time_passes(self, seconds: int) -> None:
        self.shop.waits(seconds)

    @rule(moment=st.sampled_from(["before", "after"]))
    def the_next_worker_dies(self, moment: str) -> None:
        self.shop.channel.dies = moment

    @precondition(lambda self: self.shop.cases)
    @rule(number=st.integers(0, 99), trouble=st.sampled_from(sorted(ON_WRITING)))
    def a_reply_gets_into_trouble(self, number: int, trouble: str) -> None:
        switch_on(self.allegro.market, trouble, 1)
        self.shop.replies(self.case(number), with_file=False)
        self.shop.waits(12)
        self.shop.delivers()

    @rule(trouble=st.sampled_from(sorted(TROUBLES)), count=st.sampled_from([1, 2, 4, 20]))
    def allegro_misbehaves(self, trouble: str, count: int) -> None:
        switch_on(self.allegro.market, trouble, count)

    @rule()
    def allegro_behaves_again(self) -> None:
        self.shop.allegro_behaves()


@pytest.mark.django_db
def test_nothing_is_lost_and_nothing_comes_twice_whatever_happens(allegro: Running) -> None:
    story = type("Story", (AnyStory,), {"allegro": allegro})
    run_state_machine_as_test(
        seed(int(os.environ.get("PARLEY_SEED", "1")))(story),
        settings=settings(
            max_examples=int(os.environ.get("PARLEY_STORIES", "10")),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
