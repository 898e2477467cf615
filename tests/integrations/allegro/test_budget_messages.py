"""Messages in purchase problems arrive at Allegro more than a second apart, whoever sends them."""

from collections.abc import Iterator
from contextlib import suppress
from threading import Thread
from time import sleep

import pytest
from django.db import connection

from integrations.allegro.budget import SharedGate
from integrations.allegro.client.client import Client
from integrations.allegro.client.errors import RateLimited
from integrations.allegro.client.http import Gate, Http, OpenGate
from integrations.allegro.models import Budget
from simulator.records import Kind
from simulator.testing import Running
from simulator.tokens import issue_pair
from tests.integrations.allegro.client.simulated import SELLER, environment_of, open_case
from tests.integrations.allegro.gates import Gates


@pytest.fixture
def strict(allegro: Running) -> Iterator[Running]:
    """Counts to the millisecond, and networks are slow and fast by turns."""
    allegro.market.faults.switch_on("strict_writes", options={"jitter": 0.3})
    yield allegro
    allegro.market.faults.clear()


def client(allegro: Running, gate: Gate) -> Client:
    return Client(Http(environment_of(allegro), issue_pair(allegro.market, SELLER).access, gate=gate))


def write(allegro: Running, gate: Gate, thread_id: str, texts: list[str]) -> None:
    """One after the other, as fast as the gate lets them; whoever would have to wait too long comes again."""
    sender = client(allegro, gate)
    for text in texts:
        while True:
            try:
                sender.messaging.post_message(thread_id, text)
            except RateLimited as error:
                if error.trace_id:  # Allegro refused it
                    raise
                sleep(0.05)
            else:
                break


def test_without_a_gate_a_strict_counter_refuses_the_second_one(strict: Running) -> None:
    thread = open_case(strict, Kind.PURCHASE_PROBLEM)
    with suppress(RateLimited):
        write(strict, OpenGate(), thread.id, ["1", "2", "3"])
    assert strict.market.faults.struck("strict_writes") > 0


@pytest.mark.django_db
def test_a_strict_counter_refuses_nothing_though_networks_jitter(strict: Running) -> None:
    thread = open_case(strict, Kind.PURCHASE_PROBLEM)
    write(strict, SharedGate("parley-demo", SELLER), thread.id, ["1", "2", "3", "4"])
    assert strict.market.faults.struck("strict_writes") == 0
    assert [one.text for one in strict.market.world.chat(thread)][1:] == ["1", "2", "3", "4"]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="Threads of SQLite share the test's one connection")
@pytest.mark.django_db(transaction=True)
def test_a_strict_counter_refuses_nothing_of_three_processes(strict: Running) -> None:
    thread = open_case(strict, Kind.PURCHASE_PROBLEM)

    def work(name: str) -> None:
        write(strict, SharedGate("parley-demo", SELLER), thread.id, [f"{name}1", f"{name}2"])
        connection.close()

    workers = [Thread(target=work, args=[name]) for name in "abc"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert strict.market.faults.struck("strict_writes") == 0
    assert len(strict.market.world.chat(thread)) == 7


def test_while_an_answer_is_under_way_the_next_message_waits_for_it(gates: Gates) -> None:
    first = gates.one()
    first.enter("threads.message", writes=True)
    gates.clock.shift(10)
    with pytest.raises(RateLimited) as caught:
        gates.message()
    assert caught.value.retry_after < 1
    first.leave("threads.message")
    gates.waited.clear()
    gates.message()
    assert gates.waited == [1.25]


def test_a_message_without_an_answer_holds_the_others_up_for_35_seconds(gates: Gates) -> None:
    """Its process has died in the middle."""
    gates.one().enter("threads.message", writes=True)
    gates.clock.shift(34.9)
    gates.message()
    assert sum(gates.waited) == pytest.approx(0.1)


def test_an_answer_that_comes_too_late_does_not_let_a_third_one_out(gates: Gates) -> None:
    slow, second = gates.one(), gates.one()
    slow.enter("threads.message", writes=True)
    gates.clock.shift(36)
    second.enter("threads.message", writes=True)
    slow.leave("threads.message")
    with pytest.raises(RateLimited):
        gates.message()


def test_sellers_do_not_wait_for_each_others_answers(gates: Gates) -> None:
    gates.one("1").enter("threads.message", writes=True)
    gates.message("2")
    assert gates.waited == []


def test_the_answer_to_one_seller_lets_no_message_of_another_out(gates: Gates) -> None:
    first, second = gates.one("1"), gates.one("2")
    first.enter("threads.message", writes=True)
    second.enter("threads.message", writes=True)  # in the same moment
    first.leave("threads.message")
    rows = Budget.objects.filter(share__startswith="messages").order_by("share")
    assert [row.answer_due_at is None for row in rows] == [True, False]


def test_a_message_takes_the_turn_of_no_other_seller(gates: Gates) -> None:
    for seller in "12":
        gates.message(seller)
    gates.clock.shift(10)
    gates.one("1").enter("threads.message", writes=True)
    assert Budget.objects.get(share="messages 2").answer_due_at is None


def test_two_applications_of_one_seller_have_a_budget_each(gates: Gates) -> None:
    first, second = gates.one(client_id="key"), gates.one(client_id="another key")
    for gate in (first, second):
        gate.enter("threads.message", writes=True)
    assert dict(Budget.objects.filter(share="all").values_list("client_id", "used")) == {"key": 1, "another key": 1}
    first.leave("threads.message")
    waiting = Budget.objects.exclude(answer_due_at=None)
    assert list(waiting.values_list("client_id", "share")) == [("another key", "messages 1")]
    gates.clock.shift(60)
    gates.one(client_id="key").enter("issues.message", writes=True)
    arrivals = dict(Budget.objects.filter(share="all").values_list("client_id", "arrival"))
    assert arrivals["key"] > arrivals["another key"]


def test_a_clock_that_was_put_back_an_hour_holds_nothing_up(gates: Gates) -> None:
    gates.message()
    gates.one("2").enter("threads.message", writes=True)
    gates.clock.shift(-3600)
    Budget.objects.update(arrival=0)
    gates.message()
    gates.message("2")
    assert gates.waited == []


@pytest.mark.parametrize("route", ["issues.message", "threads.declare", "threads.upload", "threads.messages"])
def test_other_requests_wait_for_no_message(gates: Gates, route: str) -> None:
    gates.one().enter("threads.message", writes=True)
    gates.one().enter(route, writes=True)
    gates.one().leave(route)
    assert gates.waited == []
    assert Budget.objects.get(share="messages 1").answer_due_at is not None
