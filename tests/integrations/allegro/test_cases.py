"""One case at a time: what may be missing, broken or late, and what becomes of the others."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.models import Customer
from integrations.allegro.cases import ORDERS_WITH_CASES
from integrations.allegro.models import Case
from integrations.models import Integration
from simulator import claims, play
from simulator.records import Author, Kind
from tests.factories import make_status
from tests.integrations.allegro.desk import Desk
from tests.integrations.allegro.faults import tried_before, unstorable
from tickets.models import Attachment, Ticket
from tickets.search import search

pytestmark = pytest.mark.django_db


def test_a_case_that_cannot_be_read_is_noted_and_the_others_arrive(desk: Desk) -> None:
    broken, sound = desk.open_case(text="broken"), desk.open_case(text="sound")
    desk.misbehave("issues.chat", 404, code="POST_PURCHASE_ISSUE_NOT_FOUND", only=broken.id)

    run = desk.sweep()

    assert (run.outcome, run.cases_failed) == ("complete", 1)
    assert desk.history(sound) == [("buyer", "sound")]
    noted = Case.objects.get(external_id=broken.id)
    answered = [entry for entry in desk.allegro.market.log.entries if entry.path.endswith(f"{broken.id}/chat")]
    assert noted.failure
    assert noted.failure_trace_id == answered[-1].trace_id
    desk.behave()
    Case.objects.update(retry_at=timezone.now() - timedelta(seconds=1))
    desk.sweep()
    assert desk.history(broken) == [("buyer", "broken")]
    assert Case.objects.get(external_id=broken.id).failure == ""


def test_a_case_that_cannot_be_stored_is_noted_and_the_others_arrive(desk: Desk) -> None:
    first, second = desk.open_case(text="first"), desk.open_case(text="second")
    desk.sweep()
    desk.say(first, Author.BUYER, "more")
    desk.say(second, Author.BUYER, "more")

    with unstorable(first):
        run = desk.sweep()

    assert (run.outcome, run.cases_failed) == ("complete", 1)
    assert len(desk.history(second)) == 2
    assert "could not be stored" in Case.objects.get(external_id=first.id).failure


def test_odd_characters_and_times_neither_lose_a_message_nor_stop_the_sweep(desk: Desk) -> None:
    odd, sound = desk.open_case(), desk.open_case(text="sound")

    def bend(body: Any) -> None:
        message = body["chat"][0]
        message.update(text="half \ud83d and \x00", author=None, createdAt=message["createdAt"].rstrip("Z"))

    desk.rewrite("issues.chat", bend, only=odd.id)

    assert desk.sweep().outcome == "complete"
    assert desk.history(odd) == [("unknown", "half � and")]
    assert desk.history(sound) == [("buyer", "sound")]


def test_a_malformed_entry_of_the_list_leaves_the_others_alone(desk: Desk) -> None:
    sound = desk.open_case()
    desk.rewrite("issues.list", lambda body: body["issues"].insert(0, {"id": "x", "openedDate": "yesterday"}))
    assert desk.sweep().outcome == "complete"
    assert desk.history(sound) == [("buyer", "Dzień dobry")]


@pytest.mark.parametrize("kind", [Kind.DISCUSSION, Kind.PURCHASE_PROBLEM])
def test_a_case_does_not_wait_for_its_order(desk: Desk, kind: Kind) -> None:
    desk.misbehave("orders.get", 404, code="NOT_FOUND")
    case = desk.open_case(kind)
    desk.sweep()
    assert desk.history(case) == [("buyer", "Dzień dobry")]
    assert not Case.objects.get().buyer["name"]

    desk.allegro.market.log.clear()
    desk.sweep("deep")
    assert desk.requests("orders.get") == 0  # what cannot be read is not asked for again and again

    desk.behave()
    Case.objects.update(order_due_at=timezone.now())
    desk.sweep()

    stored = Case.objects.get()
    assert stored.products[0]["name"]
    assert stored.buyer["name"]
    assert len(stored.buyer["emails"]) == 2
    desk.allegro.market.log.clear()
    desk.sweep("deep")
    assert desk.requests("orders.get") == 0


def many(desk: Desk) -> list[Any]:
    """More new cases than have their orders read along with them, about three orders."""
    world, seller_id = desk.allegro.market.world, desk.account.seller_id
    orders = [one for one in world.orders.values() if one.seller_id == seller_id][:3]
    return [desk.open_case(order=orders[number % 3], text=str(number)) for number in range(ORDERS_WITH_CASES + 1)]


def test_the_orders_of_many_new_cases_are_read_when_all_are_there_each_once(desk: Desk) -> None:
    cases = many(desk)
    desk.sweep("first")
    routes = [entry.route for entry in desk.allegro.market.log.entries]
    assert routes.count("orders.get") == 3
    assert routes.index("orders.get") > len(routes) - 1 - routes[::-1].index("issues.chat")
    for case in cases:
        ticket = desk.ticket(case)
        assert ticket.products
        assert ticket.buyer_name
    assert desk.ticket(cases[0]) in search(Ticket.objects.all(), desk.ticket(cases[0]).buyer_name)
    desk.allegro.market.log.clear()
    desk.sweep()
    desk.sweep("deep")
    assert desk.requests("orders.get") == 0


def test_a_customer_who_came_with_a_case_is_completed_by_its_order(desk: Desk) -> None:
    Integration.objects.update(adds_customers=True)
    many(desk)
    desk.misbehave("orders.get", 404, code="NOT_FOUND")
    desk.sweep("first")
    assert set(Customer.objects.values_list("name", flat=True)) == set(
        Ticket.objects.values_list("buyer_login", flat=True)
    )
    desk.behave()
    Case.objects.update(order_due_at=timezone.now())

    desk.sweep()

    for ticket in Ticket.objects.all():
        assert ticket.customer is not None
        assert ticket.customer.emails.count() >= 2
        assert ticket.customer.name == ticket.buyer_name


@pytest.mark.parametrize("cases", [1, ORDERS_WITH_CASES + 1])
def test_an_order_that_was_not_there_is_asked_for_an_hour_later_however_old_its_case_is(desk: Desk, cases: int) -> None:
    for _number in range(cases):
        desk.open_case(at=timezone.now() - timedelta(days=20))
    desk.misbehave("orders.get", 503)
    desk.sweep("first")
    due = Case.objects.latest("order_due_at").order_due_at
    assert due is not None
    wait = due - timezone.now()
    assert timedelta(minutes=59) < wait <= timedelta(hours=1)


def test_the_longer_a_case_has_been_here_without_its_order_the_less_often_it_is_asked_for(desk: Desk) -> None:
    case = desk.open_case()
    desk.misbehave("orders.get", 404, code="NOT_FOUND")
    desk.sweep()
    Ticket.objects.filter(pk=desk.ticket(case).pk).update(created_at=timezone.now() - timedelta(days=3))
    Case.objects.update(order_due_at=timezone.now())
    desk.sweep()
    due_at = Case.objects.get().order_due_at
    assert due_at is not None
    assert due_at - timezone.now() > timedelta(days=2)


def test_messages_do_not_wait_for_orders_while_none_of_them_can_be_read(desk: Desk) -> None:
    world, seller_id = desk.allegro.market.world, desk.account.seller_id
    for order in [one for one in world.orders.values() if one.seller_id == seller_id][:24]:
        desk.open_case(order=order)
    desk.misbehave("orders.get", 503)

    assert desk.sweep("first").outcome == "complete"

    asked = desk.requests("orders.get")
    assert asked < 24
    desk.sweep()
    assert desk.requests("orders.get") == asked
    assert not Case.objects.filter(order_due_at__gt=timezone.now() + timedelta(hours=1)).exists()
    desk.behave()
    Case.objects.update(order_due_at=timezone.now())
    desk.sweep()
    assert not Case.objects.filter(order_read_at=None).exists()


def test_a_buyer_whose_login_comes_with_the_order_becomes_the_tickets_customer(desk: Desk) -> None:
    Integration.objects.update(adds_customers=True)
    desk.rewrite("issues.list", lambda body: [issue.update(buyer=None) for issue in body["issues"]])
    many(desk)
    desk.sweep("first")
    for ticket in Ticket.objects.all():
        assert ticket.customer is not None
        assert ticket.customer.name == ticket.buyer_name
    assert Customer.objects.count() == Ticket.objects.values("buyer_login").distinct().count()


def test_a_case_that_concerns_another_order_by_now_shows_that_ones_products(desk: Desk) -> None:
    world, seller_id = desk.allegro.market.world, desk.account.seller_id
    case = desk.open_case()
    first, *others = [one for one in world.orders.values() if one.seller_id == seller_id]
    names = {item.offer_id for item in first.items}
    other = next(one for one in others if not names & {item.offer_id for item in one.items})
    desk.sweep()
    case.order_id, case.status = other.id, "DISPUTE_UNRESOLVED"
    world.keep(case)

    desk.sweep()

    stored = Case.objects.get()
    assert stored.order_id == other.id
    assert [product["offer_id"] for product in stored.products] == [item.offer_id for item in other.items]
    assert desk.ticket(case).products.splitlines() == [product["name"] for product in stored.products]


def test_orders_wait_while_no_requests_are_left_and_the_sweep_is_complete(desk: Desk) -> None:
    cases = many(desk)
    desk.misbehave("orders.get", 429)
    assert desk.sweep("first").outcome == "complete"
    assert desk.requests("orders.get") <= 3
    desk.behave()
    desk.sweep()
    assert all(desk.ticket(case).products for case in cases)


def test_of_several_new_cases_the_one_that_cannot_be_stored_leaves_the_others_alone(desk: Desk) -> None:
    broken, *sound = [desk.open_case(text=str(number)) for number in range(7)]

    with unstorable(broken):
        run = desk.sweep("first")

    assert (run.outcome, run.cases_done, run.cases_failed, run.messages_new) == ("complete", 7, 1, 6)
    assert set(Case.objects.values_list("external_id", flat=True)) == {case.id for case in sound}
    desk.behave()
    tried_before()
    desk.sweep()
    assert desk.history(broken) == [("buyer", "0")]


def test_files_that_only_the_case_lists_come_with_the_buyers_first_message(desk: Desk) -> None:
    case = desk.open_case(files=[desk.file(desk.account.seller_id)])
    desk.rewrite("issues.chat", lambda body: body["chat"][-1].update(attachments=[]))

    desk.sweep()

    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.message) == ("photo.png", desk.ticket(case).messages.get())


def test_a_discussion_that_becomes_a_claim_is_about_the_claims_product(desk: Desk) -> None:
    world, seller_id = desk.allegro.market.world, desk.account.seller_id
    order = next(one for one in world.orders.values() if one.seller_id == seller_id and len(one.items) > 1)
    case = desk.open_case(order=order)
    desk.sweep()
    assert len(Case.objects.get().products) == len(order.items)

    play.convert(world, case, play.Claim(offer_id=order.items[1].offer_id))
    desk.sweep()

    (product,) = Case.objects.get().products
    assert product["offer_id"] == order.items[1].offer_id
    assert product["name"]
    assert product["price"]


def test_a_claim_keeps_both_of_allegros_deadlines(desk: Desk) -> None:
    case = desk.open_case(Kind.CLAIM)
    desk.sweep()
    stored = Case.objects.get()
    assert (stored.status_due_at, stored.decision_due_at) == (case.status_due, case.decision_due)
    assert desk.ticket(case).due_at == case.status_due


def test_a_claims_status_follows_corrections_in_either_direction(desk: Desk) -> None:
    accepted, rejected = make_status("Accepted"), make_status("Rejected")
    type(desk.integration).objects.update(status_accepted=accepted, status_rejected=rejected)
    case = desk.open_case(Kind.CLAIM)
    desk.sweep()
    claims.decide(desk.allegro.market.world, case, "ACCEPTED_REFUND", "Zgoda")
    desk.sweep()
    assert desk.ticket(case).status == accepted

    for status, expected in (("CLAIM_REJECTED", rejected), ("CLAIM_SUBMITTED", desk.ticket(case).queue.open_status)):
        case.status = status
        desk.allegro.market.world.keep(case)
        desk.sweep()
        assert desk.ticket(case).status == expected
