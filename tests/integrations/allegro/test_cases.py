"""One case at a time: what may be missing, broken or late, and what becomes of the others."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations.allegro.models import Case
from simulator import claims, play
from simulator.records import Author, Kind
from tests.factories import make_status
from tests.integrations.allegro.desk import Desk
from tickets.models import Attachment

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

    def count_the_stars(body: Any) -> None:
        broken = next(issue for issue in body["issues"] if issue["id"] == first.id)
        broken["chat"]["messagesCount"] = 10**20

    desk.rewrite("issues.list", count_the_stars)
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

    desk.behave()
    desk.sweep("deep")

    stored = Case.objects.get()
    assert stored.products[0]["name"]
    assert stored.buyer["name"]
    assert len(stored.buyer["emails"]) == 2
    desk.allegro.market.log.clear()
    desk.sweep("deep")
    assert desk.requests("orders.get") == 0


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
