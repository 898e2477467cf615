"""A marketplace may check what it has accepted, and block it: *delivered* means that the buyer can read it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_message, make_reply, make_ticket, make_user
from tests.tickets.cases import CASE, word
from tests.tickets.dummy import DummyChannel
from tests.tickets.test_delivery import pass_time, resolved_with
from tickets import channels, delivery, moderation, outcomes, replies, tasks
from tickets.arrivals import add_messages
from tickets.facts import PASSED, Author, MessageFacts, Moderation, Verdict
from tickets.intake import Rules, receive
from tickets.models import Message, Ticket
from tickets.turns import update_turns

pytestmark = pytest.mark.django_db

PENDING, BLOCKED = Verdict(Moderation.PENDING), Verdict(Moderation.BLOCKED)
UNFORESEEN = Verdict(Moderation.UNKNOWN, "INTERACTING")


def sent(market: DummyChannel, verdict: Verdict) -> Message:
    """A reply that the marketplace accepted and said this of."""
    market.verdict = verdict
    ticket = make_ticket()
    make_message(ticket, occurred_at=timezone.now() - timedelta(hours=1))
    message = make_reply(ticket, make_user(), text="Write to us at shop@example.com")
    delivery.deliver(message.pk)
    message.refresh_from_db()
    return message


def look(message: Message) -> Message:
    """The next look, now."""
    pass_time(message)
    moderation.follow(message.pk)
    message.refresh_from_db()
    return message


def turn(message: Message) -> str:
    return Ticket.objects.get(pk=message.ticket_id).waiting_for


def events(message: Message) -> list[str]:
    return list(message.ticket.events.values_list("kind", flat=True))


def test_a_reply_whose_channel_tells_no_verdict_is_delivered(market: DummyChannel) -> None:
    message = sent(market, PASSED)
    assert (message.delivery, message.due_at) == ("delivered", None)


def test_a_reply_that_is_checked_is_not_delivered_yet(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    assert (message.delivery, message.external_id, message.failure_code) == ("checking", "dummy-1", "")
    assert message.due_at is not None
    assert timedelta(seconds=5) < message.due_at - timezone.now() <= timedelta(seconds=15)
    ticket = Ticket.objects.get(pk=message.ticket_id)
    assert (ticket.waiting_for, ticket.first_response_at) == ("buyer", None)
    assert events(message) == ["reply_checking"]


def test_a_checked_reply_is_delivered_when_the_marketplace_lets_it_through(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    market.verdict = PASSED
    assert (look(message).delivery, message.due_at) == ("delivered", None)
    assert Ticket.objects.get(pk=message.ticket_id).first_response_at == message.occurred_at
    assert events(message) == ["reply_checking", "reply_delivered"]


def test_a_blocked_reply_keeps_its_text_and_makes_it_our_turn_again(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    market.verdict = BLOCKED
    assert (look(message).delivery, message.text) == ("blocked", "Write to us at shop@example.com")
    assert turn(message) == "us"
    assert events(message) == ["reply_checking", "reply_blocked"]


def test_a_reply_blocked_at_once_is_never_called_delivered(market: DummyChannel) -> None:
    message = sent(market, BLOCKED)
    assert (message.delivery, turn(message), events(message)) == ("blocked", "us", ["reply_blocked"])


def test_a_ticket_resolved_along_with_a_blocked_reply_is_open_again(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    before = resolved_with(message)
    market.verdict = BLOCKED
    look(message)
    ticket = Ticket.objects.get(pk=message.ticket_id)
    assert (ticket.status, ticket.closed_at) == (before, None)


def test_a_word_that_nobody_foresaw_is_kept_and_counts_as_not_delivered_yet(market: DummyChannel) -> None:
    message = sent(market, UNFORESEEN)
    assert (message.delivery, message.failure_code) == ("checking", "INTERACTING")
    market.verdict = PASSED
    assert (look(message).delivery, message.failure_code) == ("delivered", "")


def test_what_was_delivered_stays_so_when_an_unforeseen_word_comes(market: DummyChannel) -> None:
    message = sent(market, PASSED)
    add_messages(message.ticket, [seen(message, UNFORESEEN)])
    message.refresh_from_db()
    assert message.delivery == "delivered"


def seen(message: Message, verdict: Verdict) -> MessageFacts:
    """What a sweep reads of it."""
    assert message.external_id is not None
    return MessageFacts(
        message.external_id, Author.SELLER, "our-shop", message.text, message.occurred_at, verdict=verdict
    )


@pytest.mark.parametrize("before", [PENDING, PASSED])
def test_a_sweep_that_reads_it_blocked_says_so(market: DummyChannel, before: Verdict) -> None:
    message = sent(market, before)
    add_messages(message.ticket, [seen(message, BLOCKED)])
    message.refresh_from_db()
    assert (message.delivery, turn(message)) == ("blocked", "us")
    add_messages(message.ticket, [seen(message, BLOCKED)])
    assert events(message).count("reply_blocked") == 1


def test_a_blocked_reply_that_the_marketplace_lets_through_after_all_is_delivered(market: DummyChannel) -> None:
    message = sent(market, BLOCKED)
    add_messages(message.ticket, [seen(message, PASSED)])
    message.refresh_from_db()
    assert (message.delivery, turn(message)) == ("delivered", "buyer")


def test_looks_grow_rarer_up_to_an_hour(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    pauses = []
    for minutes in (0, 20, 2000):
        Message.objects.update(attempt_started_at=timezone.now() - timedelta(minutes=minutes))
        market.sent[0] = (market.sent[0][0], seen(message, PENDING), market.sent[0][2])
        assert look(message).due_at is not None
        assert message.due_at is not None
        pauses.append(round((message.due_at - timezone.now()).total_seconds()))
    assert pauses == [15, 300, 3600]


def aged(message: Message, **age: float) -> Message:
    Message.objects.filter(pk=message.pk).update(attempt_started_at=timezone.now() - timedelta(**age))
    return message


def test_one_that_vanished_a_day_after_it_left_was_blocked(market: DummyChannel) -> None:
    message = aged(sent(market, PENDING), hours=24)
    market.sent.clear()
    assert [look(message).delivery for _look in range(3)] == ["checking", "checking", "blocked"]


def test_one_that_is_held_back_for_hours_is_not_called_blocked(market: DummyChannel) -> None:
    """Allegro may show it hours later: a reply called blocked would be written anew, and reach the buyer twice."""
    message = aged(sent(market, PENDING), hours=23)
    market.sent.clear()
    assert [look(message).delivery for _look in range(5)] == ["checking"] * 5


@pytest.mark.parametrize("by_sweep", [True, False])
def test_a_check_without_end_is_left_to_sweeps_after_three_days(market: DummyChannel, *, by_sweep: bool) -> None:
    message = aged(sent(market, UNFORESEEN), days=3)
    if by_sweep:
        outcomes.record_verdict(message, UNFORESEEN)
    else:
        market.verdict = UNFORESEEN
        look(message)
    message.refresh_from_db()
    assert (message.delivery, message.failure_code, message.due_at) == ("checking", "INTERACTING", None)
    outcomes.record_verdict(message, PASSED)
    message.refresh_from_db()
    assert message.delivery == "delivered"


def test_until_then_it_is_followed(market: DummyChannel) -> None:
    message = aged(sent(market, UNFORESEEN), days=2, hours=23)
    assert look(message).due_at is not None


def test_a_verdict_is_of_one_message_alone(market: DummyChannel) -> None:
    first, second = sent(market, PASSED), sent(market, PENDING)
    outcomes.record_verdict(second, UNFORESEEN)
    first.refresh_from_db()
    second.refresh_from_db()
    assert [(one.delivery, one.failure_code) for one in (first, second)] == [
        ("delivered", ""),
        ("checking", "INTERACTING"),
    ]


@pytest.mark.parametrize(("verdict", "state"), [(BLOCKED, "discarded"), (PENDING, "discarded"), (PASSED, "delivered")])
def test_what_a_person_discarded_comes_back_only_when_the_buyer_can_read_it(
    market: DummyChannel, verdict: Verdict, state: str
) -> None:
    message = sent(market, BLOCKED)
    Message.objects.update(delivery="discarded")
    outcomes.record_verdict(message, verdict)
    message.refresh_from_db()
    assert message.delivery == state


def test_what_was_blocked_stays_so_when_no_verdict_is_told(market: DummyChannel) -> None:
    message = sent(market, BLOCKED)
    outcomes.record_verdict(message, UNFORESEEN)
    message.refresh_from_db()
    assert (message.delivery, message.failure_code) == ("blocked", "")


def test_a_look_that_fails_says_nothing_of_the_reply(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    market.unreadable = channels.NotSent("Unreachable.")
    assert [look(message).delivery for _look in range(4)] == ["checking"] * 4
    market.unreadable = channels.CaseGone()
    assert (look(message).delivery, message.due_at) == ("checking", None)


def test_a_checked_reply_holds_back_no_later_one(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    second = make_reply(message.ticket, make_user())
    assert list(delivery.due_for_delivery()) == [second]


def test_beat_follows_what_is_checked(market: DummyChannel) -> None:
    message = sent(market, PENDING)
    market.verdict = PASSED
    pass_time(message)
    assert list(moderation.due()) == [message]
    tasks.follow_message(message.pk)
    message.refresh_from_db()
    assert message.delivery == "delivered"
    tasks.follow_message(message.pk)
    assert events(message).count("reply_delivered") == 1


def test_an_uncertain_reply_that_is_found_blocked_is_blocked(market: DummyChannel) -> None:
    market.verdict = BLOCKED
    market.fails_with, market.stores_before_failing = channels.OutcomeUnknown("No answer came."), True
    message = make_reply(make_ticket(), make_user())
    delivery.deliver(message.pk)
    pass_time(message)
    delivery.settle(message.pk)
    message.refresh_from_db()
    assert message.delivery == "blocked"


def test_a_reply_confirmed_by_a_person_is_blocked_when_a_sweep_reads_it_so(market: DummyChannel, rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    message = make_reply(
        ticket, make_user(), "Hello", delivery="uncertain", attempts=1, attempt_started_at=timezone.now()
    )
    replies.confirm(message, make_user())
    found = MessageFacts("s1", Author.SELLER, "our-shop", "Hello", timezone.now(), verdict=BLOCKED)
    add_messages(ticket, [found])
    message.refresh_from_db()
    assert (message.delivery, message.external_id) == ("blocked", "s1")


def test_what_our_company_wrote_on_the_site_is_blocked_just_the_same(rules: Rules) -> None:
    written = MessageFacts("s1", Author.SELLER, "our-shop", "Call us", timezone.now(), verdict=PENDING)
    ticket = receive(None, CASE, rules).ticket
    add_messages(ticket, [written])
    message = ticket.messages.get(external_id="s1")
    assert (message.delivery, message.is_from_site) == ("checking", True)
    outcomes.record_verdict(message, BLOCKED)
    message.refresh_from_db()
    assert (message.delivery, turn(message)) == ("blocked", "us")
    outcomes.record_verdict(message, PASSED)
    message.refresh_from_db()
    assert (message.delivery, message.is_settled) == ("", True)


def test_a_buyers_message_has_no_verdict_of_ours(rules: Rules) -> None:
    ticket = receive(None, CASE, rules).ticket
    fact = word("b9", Author.BUYER, 5)
    add_messages(ticket, [MessageFacts("b9", Author.BUYER, "jan_k", "Hi", fact.occurred_at, verdict=UNFORESEEN)])
    message = ticket.messages.get(external_id="b9")
    update_turns(ticket)
    assert (message.delivery, ticket.waiting_for) == ("", "us")


def test_the_answer_that_comes_after_a_sweep_takes_over_its_checked_copy(market: DummyChannel) -> None:
    ticket = make_ticket()
    ours = make_reply(ticket, make_user(), delivery="sending", attempts=1, attempt_started_at=timezone.now())
    copy = MessageFacts("x1", Author.SELLER, "our-shop", "quite other words", timezone.now(), verdict=PENDING)
    add_messages(ticket, [copy])
    outcomes.record_accepted(ours, "x1", PENDING)
    assert [(message.pk, message.delivery) for message in ticket.messages.all()] == [(ours.pk, "checking")]
