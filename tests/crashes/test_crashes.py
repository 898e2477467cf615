"""SIGKILL at every step of a delivery and of a sweep: afterwards nothing is lost, and nothing came twice."""

from collections.abc import Iterator
from itertools import count
from uuid import uuid4

import pytest
import requests

from tests.crashes.house import House, crashing_house
from tests.crashes.table import note_outcome
from tests.integrations.allegro.desk import PICTURE

pytestmark = pytest.mark.crashes
_numbers = count(1)

DELIVERY = ["reply claimed", "reply posting", "reply answered", "reply stored"]
SETTLING = ["reply doubted", "reply looked for", "reply found"]
SWEEP = ["sweep begun", "list read", "chat read", "case written", "case stored", "sweep closing", "sweep ended"]
DECIDED = ["decided claims listed", "earlier claim read", "case written", "case stored", "decided chat read"]
# How 25 messages on two pages come, and how the case stands then, a known discussion or a new purchase problem: why it
# is not proven, how many messages are here, how many of them marked, how many entries counted that have no identity.
ODDITIES = {
    "the first page again": ("odd_end", {"mode": "first_again"}, ("repeated", 21, 0, 0)),
    "no identity": ("odd_entry", {"field": "id"}, ("entries", 23, 0, 2)),
    "no time": ("odd_entry", {"field": "createdAt", "shape": "word"}, ("odd", 25, 2, 0)),
    "no second page": ("odd_end", {"mode": "broken"}, ("broken", 20, 0, 0)),
}
TOKENS = ["tokens received", "tokens stored"]
BEAT = ["Scheduler: Sending due task sync-due", "Scheduler: Sending due task deliver-due"]  # Celery's own words


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with crashing_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def text() -> str:
    """Words that nobody else writes."""
    return f"Odpowiedź numer {next(_numbers)} {uuid4().hex[:8]}"


@pytest.fixture(autouse=True)
def behaving(house: House) -> Iterator[None]:
    """What goes wrong in one test goes right in the next."""
    yield
    house.behave()


def crash(house: House, process: str, point: str, outcome: str) -> None:
    """The process, armed before, dies at its step; it is started again and everything comes right."""
    house.wait_for_death(process)
    house.restart(process)
    house.settle()
    note_outcome(point, process, outcome)


@pytest.mark.parametrize(
    ("kind", "ahead"),
    [("discussion", 0), ("purchase_problem", 0), ("discussion", -300), ("purchase_problem", 300)],
)
@pytest.mark.parametrize("point", DELIVERY)
def test_a_worker_that_dies_while_it_delivers(house: House, text: str, point: str, kind: str, ahead: int) -> None:
    clocks = house.set_allegros_clock(ahead)
    case = house.open_case(kind)
    house.ticket_of(case)
    house.restart("worker", crash_at=point)
    assert house.reply(case, text, file=PICTURE).ok
    crash(house, "worker", point, f"reply once, or not delivered{clocks}")
    # Before the call nothing can have left, after it Allegro has it: reading back tells which.
    assert house.state_of(text) == ("failed" if point in ("reply claimed", "reply posting") else "delivered")


@pytest.mark.parametrize("ahead", [0, -300, 300])
@pytest.mark.parametrize("point", SETTLING)
def test_a_worker_that_dies_while_it_looks_for_an_uncertain_reply(
    house: House, text: str, point: str, ahead: int
) -> None:
    clocks = house.set_allegros_clock(ahead)
    case = house.open_case()
    house.ticket_of(case)
    house.play("POST", "/faults", id="stored_unanswered", count=1)
    # No sweep may find the reply first.
    house.play("POST", "/faults", id="F11", routes=["issues.list", "issues.get"])
    house.restart("worker", crash_at=point)
    assert house.reply(case, text).ok
    house.wait_for_death("worker")
    house.behave("F11")
    crash(house, "worker", point, f"reply once, delivered{clocks}")
    assert house.state_of(text) == "delivered"


@pytest.mark.parametrize("point", ["reply doubted", "reply looked for"])
def test_a_worker_that_dies_while_a_reply_stands_there_under_an_earlier_time(
    house: House, text: str, point: str
) -> None:
    house.play("POST", "/faults", id="clock", options={"seconds": -300, "where": "moments"})
    house.play("POST", "/faults", id="stored_unanswered", count=1)
    case = house.open_case()
    house.ticket_of(case)
    house.restart("worker", crash_at=point)
    assert house.reply(case, text).ok
    house.wait_for_death("worker")
    house.restart("worker")
    house.confirm(case)
    house.settle()
    note_outcome(point, "worker", "under an earlier time: uncertain until a person sees it there, reply once")


@pytest.mark.parametrize("point", SWEEP)
def test_a_worker_that_dies_while_it_sweeps(house: House, text: str, point: str) -> None:
    known = house.open_case("claim")
    house.ticket_of(known)
    house.restart("worker", crash_at=point)
    house.say(known, text)
    for kind in ("discussion", "purchase_problem"):
        house.open_case(kind, text)
    crash(house, "worker", point, "every message once, in order")


@pytest.mark.parametrize("point", SWEEP)
@pytest.mark.parametrize("oddities", [("the first page again", "no identity"), ("no time", "no second page")])
def test_a_worker_that_dies_while_it_reads_messages_that_come_oddly(
    house: House, text: str, point: str, oddities: tuple[str, str]
) -> None:
    known = house.open_case()
    house.ticket_of(known)
    house.kill("worker")
    cases = (known, house.open_case("purchase_problem"))
    for case in cases * 24:
        house.say(case, text)
    for oddity, route in zip(oddities, ("issues.chat", "messaging.messages"), strict=True):
        fault, options, _standing = ODDITIES[oddity]
        house.play("POST", "/faults", id=fault, options=options, routes=[route])
    house.start("worker", crash_at=point)
    house.wait_for_death("worker")
    house.restart("worker")
    standings = [ODDITIES[oddity][2] for oddity in oddities]
    house.until(lambda: [house.standing_of(case) for case in cases] == standings, "it was taken for proven")
    assert all("Ta historia może być niepełna." in house.page_of(case) for case in cases)
    house.behave()
    house.settle()
    note_outcome(point, "worker", "what comes oddly: not proven while it does, then every message once")


@pytest.mark.parametrize("point", DECIDED)
def test_a_worker_that_dies_while_it_reads_a_claim_older_than_the_connection(
    house: House, text: str, point: str
) -> None:
    claim = house.decided_claim()
    house.restart("worker", crash_at=point)
    house.say(claim, text)
    crash(house, "worker", point, "every message once, in order")


@pytest.mark.parametrize("point", TOKENS)
def test_a_worker_that_dies_while_it_renews_a_token(house: House, text: str, point: str) -> None:
    case = house.open_case()
    house.ticket_of(case)
    house.restart("worker", crash_at=point)
    house.play("POST", "/tokens/expire", seller="44120871")
    house.say(case, text)
    crash(house, "worker", point, "still connected, every message once")
    assert house.rows("SELECT disconnected_at FROM allegro_account") == [(None,)]


@pytest.mark.parametrize("point", ["message written", "message committed"])
def test_a_web_server_that_dies_while_an_agent_sends(house: House, text: str, point: str) -> None:
    case = house.open_case()
    house.ticket_of(case)
    house.restart("web", crash_at=point)
    submission = str(uuid4())
    with pytest.raises(requests.ConnectionError):
        house.reply(case, text, submission=submission)
    house.wait_for_death("web")
    house.restart("web")
    # The impatient agent sends the same form again.
    assert house.reply(case, text, submission=submission).ok
    house.settle()
    assert house.state_of(text) == "delivered"
    note_outcome(point, "web", "reply once, delivered")


@pytest.mark.parametrize("point", BEAT)
def test_a_beat_that_dies(house: House, text: str, point: str) -> None:
    case = house.open_case()
    house.ticket_of(case)
    house.restart("beat", crash_at=point)
    house.wait_for_death("beat")
    house.say(case, text)
    assert house.reply(case, f"{text} nasza").ok
    crash(house, "beat", point, "everything once, after the restart")


def test_a_broker_that_loses_what_it_held(house: House, text: str) -> None:
    cases = [house.open_case(kind) for kind in ("discussion", "claim", "purchase_problem")]
    for case in cases:
        house.ticket_of(case)
    house.kill("worker")
    for number, case in enumerate(cases):
        assert house.reply(case, f"{text} {number}").ok
    house.lose_the_broker()
    house.start("worker")
    house.settle()
    assert [house.state_of(f"{text} {number}") for number in range(3)] == ["delivered"] * 3
    note_outcome("content lost with three replies queued", "broker", "each reply once, delivered")


def test_a_power_cut(house: House, text: str) -> None:
    """Everything of ours dies at once, in the middle of work."""
    cases = [house.open_case() for _number in range(3)]
    for case in cases:
        house.ticket_of(case)
    for number, case in enumerate(cases):
        assert house.reply(case, f"{text} {number}").ok
        house.say(case, text)
    names = ("worker", "beat", "web")
    for name in names:
        house.kill(name)
    for name in names:
        house.start(name)
    house.settle()
    note_outcome("everything at once, replies under way", "all", "everything once")


def test_four_workers_at_once_send_each_reply_once(house: House, text: str) -> None:
    cases = [house.open_case(kind) for kind in ("discussion", "purchase_problem") for _number in range(5)]
    for case in cases:
        house.ticket_of(case)
    for number in (2, 3, 4):
        house.start(f"worker-{number}")
    for number in range(20):
        assert house.reply(cases[number % len(cases)], f"{text} nr {number:02}").ok
    house.settle()
    assert [house.state_of(f"{text} nr {number:02}") for number in range(20)] == ["delivered"] * 20
    for number in (2, 3, 4):
        house.kill(f"worker-{number}")
    note_outcome("none: four workers, twenty replies", "worker", "each reply once, delivered")
