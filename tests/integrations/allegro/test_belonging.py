"""What Allegro hands out is what was asked for, or it is not used, and said: another's case, chat, order or message."""

from typing import Any

import pytest

from integrations.allegro.models import Account
from integrations.models import FailedCall, Integration
from simulator.records import Author, Case, Kind
from tests.integrations.allegro.desk import OTHER_SELLER, Desk
from tests.integrations.allegro.faults import due_again, settle, stored, whole
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db
KINDS = [Kind.DISCUSSION, Kind.CLAIM, Kind.PURCHASE_PROBLEM]
SAID = "Allegro answered with something else than what was asked for: another case, order or message."


def unreadable(desk: Desk) -> dict[str, str]:
    return dict(desk.integration.unreadable_cases.values_list("external_id", "reason"))


def failed() -> set[tuple[str, str]]:
    """Codes and errors of the failed calls, all of which have a trace and none of which a body."""
    calls = FailedCall.objects.all()
    assert all(call.trace_id for call in calls)
    return {(call.code, call.error) for call in calls}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", ["whole", "part"])
def test_the_chat_of_another_known_case_is_not_stored_and_counts_as_unread(desk: Desk, kind: Kind, share: str) -> None:
    asked, another = desk.open_case(kind, text="ours"), desk.open_case(kind, text="theirs")
    desk.sweep("first")
    desk.say(asked, Author.BUYER, "more of ours")
    desk.fault("another", routes=("issues.chat", "messaging.messages"), only=asked.id, case=another.id, share=share)
    run = desk.sweep()
    assert desk.history(asked) == [("buyer", "ours")]
    assert (run.cases_failed, unreadable(desk)) == (1, {asked.id: SAID})
    assert ("OTHER_CASE", "OtherAnswer") in failed()
    desk.behave()
    due_again(asked)
    desk.sweep()
    assert unreadable(desk) == {}
    for case in (asked, another):
        whole(desk, case)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", ["whole", "part"])
def test_of_a_new_case_no_message_of_another_is_stored(desk: Desk, kind: Kind, share: str) -> None:
    another = desk.open_case(kind, text="theirs")
    desk.sweep("first")
    asked = desk.open_case(kind, text="ours")
    desk.fault("another", routes=("issues.chat", "messaging.messages"), only=asked.id, case=another.id, share=share)
    desk.sweep()
    assert desk.history(asked) == []
    assert unreadable(desk) == {asked.id: SAID}
    desk.behave()
    due_again(asked)
    desk.sweep()
    whole(desk, asked)


@pytest.mark.parametrize("kind", KINDS)
def test_where_both_cases_are_new_each_gets_its_own_chat_in_the_end(desk: Desk, kind: Kind) -> None:
    orders = [one for one in desk.allegro.market.world.orders.values() if one.seller_id == desk.account.seller_id]
    asked = desk.open_case(kind, text="ours", order=orders[0])
    another = desk.open_case(kind, text="theirs", order=orders[1])
    desk.fault("another", routes=("issues.chat", "messaging.messages"), only=asked.id, case=another.id)
    desk.sweep("first")
    assert desk.history(asked) == []
    assert asked.id in unreadable(desk)
    desk.behave()
    for case in (asked, another):
        due_again(case)
    desk.sweep()
    for case in (asked, another):
        whole(desk, case)
    assert unreadable(desk) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_another_case_asked_for_by_its_id_changes_nothing(desk: Desk, kind: Kind) -> None:
    asked, another = desk.open_case(kind, text="ours"), desk.open_case(kind, text="theirs")
    desk.sweep("first")
    desk.fault("F07", cases="")  # no list by status shows it
    desk.rewrite("issues.list", lambda body: body["issues"].clear())
    desk.rewrite("messaging.list", lambda body: body["threads"].clear())
    desk.fault("another", routes=("issues.get", "messaging.get"), only=asked.id, case=another.id)
    desk.sweep("deep")
    assert unreadable(desk) == {asked.id: SAID}
    assert ("OTHER_ID", "OtherAnswer") in failed()
    assert desk.history(asked) == [("buyer", "ours")]
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("is_later", [False, True])
def test_another_order_makes_no_buyer_and_no_product_here(desk: Desk, *, is_later: bool) -> None:
    if is_later:
        desk.misbehave("orders.get", 503)
    else:
        desk.fault("another", routes=("orders.get",))
    case = desk.open_case()
    desk.sweep("first")
    if is_later:
        desk.behave()
        desk.fault("another", routes=("orders.get",))
        stored_case = stored(case)
        stored_case.order_due_at = stored_case.opened_at
        stored_case.save()
        desk.sweep()
    kept = stored(case)
    assert (kept.products, kept.buyer["emails"], desk.ticket(case).buyer_name) == ([], [], "")
    assert unreadable(desk) == {case.id: SAID}
    assert ("OTHER_ID", "OtherAnswer") in failed()
    desk.behave()
    again = stored(case)
    again.order_due_at = again.opened_at
    again.save()
    desk.sweep()
    assert stored(case).products != []
    assert unreadable(desk) == {}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", ["whole", "part"])
def test_the_cases_of_another_account_make_no_ticket_here(desk: Desk, kind: Kind, share: str) -> None:
    other = desk.of_another_seller()
    theirs = other.open_case(kind, text="theirs")
    other.sweep("first")
    mine = desk.open_case(kind, text="ours")
    desk.fault("another", routes=("issues.list", "messaging.list"), whose="other", share=share)
    desk.sweep("first")
    assert Ticket.objects.filter(account=desk.account.seller_login).count() == (share == "part")
    assert unreadable(desk) == {theirs.id: "Allegro listed a case that belongs to another account."}
    assert ("OTHER_ACCOUNT", "OtherAnswer") in failed()
    desk.behave()
    desk.sweep("deep")
    assert unreadable(desk) == {}
    whole(desk, mine)
    whole(other, theirs)


def test_a_purchase_problem_of_a_seller_who_is_not_connected_here_makes_no_ticket(desk: Desk) -> None:
    world = desk.allegro.market.world
    order = next(order for order in world.orders.values() if order.seller_id == OTHER_SELLER)
    desk.open_case(Kind.PURCHASE_PROBLEM, order=order)
    desk.fault("another", routes=("messaging.list",), whose="other")
    desk.sweep("first")
    assert not Ticket.objects.exists()
    assert len(unreadable(desk)) == 1


def test_a_seller_who_has_changed_the_login_is_still_the_same(desk: Desk) -> None:
    seller = desk.allegro.market.world.sellers[desk.account.seller_id]
    former, seller.login = seller.login, "nowa-nazwa-sklepu"
    try:
        case = desk.open_case(Kind.PURCHASE_PROBLEM)
        desk.sweep("first")
        whole(desk, case)
        assert Account.objects.get().seller_login == "nowa-nazwa-sklepu"
        assert unreadable(desk) == {}
    finally:
        seller.login = former


@pytest.mark.parametrize("kind", [Kind.CLAIM, Kind.PURCHASE_PROBLEM])
@pytest.mark.parametrize("is_known", [True, False])
def test_an_answer_with_another_message_leaves_a_reply_uncertain_until_it_is_found(
    desk: Desk, kind: Kind, *, is_known: bool
) -> None:
    case, another = desk.open_case(kind), desk.open_case(kind, text="theirs")
    desk.sweep("first")
    if not is_known:
        desk.say(another, Author.BUYER, "not read yet")
    desk.fault("another", routes=("issues.message", "messaging.message"), case=another.id)
    reply = desk.reply(case, "Wysłaliśmy nową paczkę.")
    assert (reply.delivery, reply.external_id, reply.failure_code) == ("uncertain", None, "OTHER_MESSAGE")
    assert ("OTHER_MESSAGE", "OtherAnswer") in failed()
    assert settle(reply).delivery == "delivered"
    desk.sweep("deep")
    for one in (case, another):
        whole(desk, one)


@pytest.mark.parametrize("kind", [Kind.CLAIM, Kind.PURCHASE_PROBLEM])
@pytest.mark.parametrize("author", [Author.BUYER, Author.SELLER])
@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("is_worded", [True, False])
def test_an_answer_that_names_another_message_of_the_same_case_takes_nothing_away(
    desk: Desk, kind: Kind, author: Author, *, is_known: bool, is_worded: bool
) -> None:
    case = desk.open_case(kind)
    desk.sweep("first")
    desk.say(case, author, "Proszę o zwrot")
    if is_known:
        desk.sweep()
    desk.fault("another", routes=("issues.message", "messaging.message"), case="own")
    if not is_worded:
        route = "messaging.message" if kind is Kind.PURCHASE_PROBLEM else "issues.message"
        desk.rewrite(route, lambda body: body.pop("text"))
    reply = desk.reply(case, "Wysłaliśmy nową paczkę.")
    assert (reply.delivery, reply.failure_code) == ("uncertain", "OTHER_MESSAGE")
    assert settle(reply).delivery == "delivered"
    desk.sweep("deep")
    whole(desk, case)


def test_a_buyers_new_message_is_not_the_reply_although_allegro_has_changed_its_words(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep("first")
    desk.say(case, Author.BUYER, "Proszę o zwrot")
    desk.fault("another", routes=("issues.message",), case="own")

    def hide_the_number(body: Any) -> None:
        for one in body["chat"]:
            one["text"] = one["text"].replace("600 100 200", "***")

    desk.rewrite("issues.chat", hide_the_number)
    assert desk.reply(case, "Proszę zadzwonić: 600 100 200").delivery == "uncertain"


def test_an_answer_that_names_an_earlier_message_with_the_same_words_is_not_the_reply(desk: Desk) -> None:
    case = desk.open_case()
    desk.say(case, Author.SELLER, "Dzień dobry!")
    desk.sweep("first")
    desk.fault("another", routes=("issues.message",), case="own")
    assert desk.reply(case, "Dzień dobry!").delivery == "uncertain"
    assert len(desk.history(case)) == 3


def test_an_answer_whose_words_allegro_has_changed_is_taken_when_its_id_is_in_the_chat(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep("first")
    desk.rewrite("issues.message", lambda body: body.update(text="Proszę zadzwonić: ***"))
    assert desk.reply(case, "Proszę zadzwonić: 600 100 200").delivery == "delivered"


def test_after_an_answer_that_is_in_doubt_nothing_is_sent_again_whatever_the_chat_says(desk: Desk) -> None:
    """The reply has left: a block, an outage or a lost token while looking for it must not queue it once more."""
    case = desk.open_case()
    desk.sweep("first")
    desk.rewrite("issues.message", lambda body: body.update(text="quite other words"))
    desk.misbehave("issues.chat", 429)
    assert desk.reply(case, "Dzień dobry!").delivery == "uncertain"
    assert desk.said(case).count("Dzień dobry!") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_is_not_looked_for_in_the_chat_of_another_case(desk: Desk, kind: Kind) -> None:
    case, another = desk.open_case(kind), desk.open_case(kind, text="theirs")
    desk.sweep("first")
    desk.fault("unstored_504", count=1)
    reply = desk.reply(case, "Dzień dobry!")
    desk.fault("another", routes=("issues.chat", "messaging.messages"), case=another.id)
    for _reading in range(4):
        settle(reply)
    assert (reply.delivery, reply.readings) == ("uncertain", 0)
    assert "something else" in reply.failure


def test_a_message_that_two_cases_have_already_is_believed_of_both(desk: Desk) -> None:
    """As may have been stored before anybody looked."""
    one, two = desk.open_case(text="ours"), desk.open_case(text="theirs")
    desk.sweep("first")
    twin = Message.objects.get(ticket=desk.ticket(one))
    twin.pk, twin.ticket, twin.submission = None, desk.ticket(two), type(twin.submission)(int=7)
    twin.save(force_insert=True)
    desk.say(one, Author.BUYER, "more")
    desk.sweep()
    assert unreadable(desk) == {}
    assert Integration.objects.get().failures_in_row == 0


def test_the_same_fault_on_one_account_leaves_the_other_account_alone(desk: Desk) -> None:
    other = desk.of_another_seller()
    cases: list[Case] = [desk.open_case(text="a"), desk.open_case(text="b")]
    theirs = other.open_case(text="c")
    desk.fault("another", routes=("issues.chat",), only=cases[0].id, case=cases[1].id)
    desk.sweep("first")
    other.sweep("first")
    whole(other, theirs)
