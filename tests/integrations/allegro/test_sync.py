from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.allegro.models import Case
from integrations.models import Integration
from integrations.sweeps import sweep_if_due
from simulator import claims, play
from simulator.records import Author, Kind
from simulator.seed import Seeding
from tests.integrations.allegro.desk import Desk
from tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db
KINDS = [Kind.DISCUSSION, Kind.CLAIM, Kind.PURCHASE_PROBLEM]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_case_becomes_a_ticket_with_its_history(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind, text="Paczka uszkodzona")

    desk.sweep()

    ticket = desk.ticket(case)
    assert (ticket.source, ticket.kind, ticket.order_id) == ("allegro", kind.value, case.order_id)
    assert ticket.subject
    assert desk.history(case) == [("buyer", "Paczka uszkodzona")]
    assert ticket.buyer_login == desk.allegro.market.world.buyers[case.buyer_id].login
    assert ticket.allegro_case.products[0]["name"]


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_who_writes_is_told_apart(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind, text="buyer")
    for author in (Author.SELLER, Author.ADVISER, Author.SYSTEM):
        desk.say(case, author, author.value)

    desk.sweep()

    assert desk.history(case) == [(name, name) for name in ("buyer", "seller", "adviser", "system")]


@pytest.mark.parametrize("kind", KINDS)
def test_news_arrives_with_the_next_quick_sweep_and_only_once(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    desk.sweep()
    desk.say(case, Author.BUYER, "Halo?")

    assert desk.sweep().messages_new == 1
    assert desk.sweep().messages_new == 0
    assert [text for _author, text in desk.history(case)] == ["Dzień dobry", "Halo?"]


def test_a_file_without_words_is_news_too(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    desk.say(case, Author.BUYER, files=[desk.file(case)])

    desk.sweep()

    assert desk.ticket(case).waiting_for == Ticket.WaitingFor.US
    assert Attachment.objects.get().state == Attachment.State.PENDING


@pytest.mark.parametrize("kind", [Kind.DISCUSSION, Kind.PURCHASE_PROBLEM])
def test_a_closed_case_gets_the_status_for_resolved_and_reopens_the_same_ticket(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    desk.sweep()
    play.close(desk.allegro.market.world, case)
    desk.sweep("deep")
    closed = desk.ticket(case)
    assert (closed.status, closed.can_reply) == (desk.integration.status_resolved, False)

    play.reopen(desk.allegro.market.world, case)
    desk.sweep("wide")

    reopened = desk.ticket(case)
    assert reopened.pk == closed.pk
    assert (reopened.status.kind, reopened.can_reply) == ("open", True)


def test_an_unresolved_discussion_gets_its_own_status(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    play.mark_unresolved(desk.allegro.market.world, case)
    desk.sweep()
    assert desk.ticket(case).status == desk.integration.status_unresolved


def test_a_decided_claim_gets_the_status_for_resolved_by_default(desk: Desk) -> None:
    case = desk.open_case(Kind.CLAIM)
    desk.sweep()
    assert desk.ticket(case).due_at is not None
    claims.decide(desk.allegro.market.world, case, "ACCEPTED_REFUND", "Zgoda")
    desk.sweep()

    ticket = desk.ticket(case)
    assert ticket.status == desk.integration.status_resolved
    assert ticket.due_at is None
    assert ticket.can_reply


def test_a_discussion_that_turns_into_a_claim_keeps_its_ticket(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    play.convert(desk.allegro.market.world, case)
    desk.sweep()

    assert Ticket.objects.count() == 1
    assert (desk.ticket(case).kind, bool(desk.ticket(case).reference)) == ("claim", True)


def test_a_status_nobody_announced_is_kept_and_the_ticket_goes_on(desk: Desk) -> None:
    case = desk.open_case()
    desk.sweep()
    before = desk.ticket(case).status
    case.status = "DISPUTE_PONDERED"
    desk.allegro.market.world.keep(case)
    desk.sweep("wide")
    assert Case.objects.get().status == "DISPUTE_PONDERED"
    assert desk.ticket(case).status == before


def test_the_first_import_takes_30_days_ended_cases_included(desk: Desk) -> None:
    desk.allegro.market.start_afresh(Seeding.DEMO)
    desk.sign_in_again()
    run = desk.sweep("first")

    world, month_ago = desk.allegro.market.world, timezone.now() - timedelta(days=30)
    mine = [case for case in world.cases.values() if case.seller_id == desk.account.seller_id]
    cases = [case for case in mine if case.kind != Kind.QUESTION]
    imported = set(Case.objects.values_list("external_id", flat=True))
    assert imported == {case.id for case in cases if case.opened_at >= month_ago}
    assert len(imported) < len(cases)
    assert any(case.ended for case in cases if case.id in imported)
    assert (run.outcome, run.is_first_import, run.cases_done) == ("complete", True, run.cases_total)
    assert not Message.objects.exclude(automatic="").exists()
    for case in Case.objects.all():
        on_allegro = [text.strip() for text in desk.said(world.cases[case.external_id])]
        assert [message.text for message in case.ticket.messages.all()] == on_allegro


def test_the_first_import_brings_open_cases_of_any_age_and_counts_them_apart(desk: Desk) -> None:
    world, long_ago = desk.allegro.market.world, timezone.now() - timedelta(days=45)
    discussion, claim, problem = (desk.open_case(kind, at=long_ago) for kind in KINDS)
    closed, closed_problem, decided = (
        desk.open_case(kind, at=long_ago) for kind in (Kind.DISCUSSION, Kind.PURCHASE_PROBLEM, Kind.CLAIM)
    )
    play.close(world, closed, at=long_ago)
    play.close(world, closed_problem, at=long_ago)
    claims.decide(world, decided, "ACCEPTED_REFUND", "Zgoda", at=long_ago)
    desk.open_case()

    run = desk.sweep("first")

    assert (run.outcome, run.cases_older) == ("complete", 3)
    imported = set(Case.objects.values_list("external_id", flat=True))
    assert imported >= {discussion.id, claim.id, problem.id}
    assert len(imported) == 4
    assert desk.sweep().messages_new == 0  # nor does the next sweep bring what ended before
    assert Case.objects.count() == 4


def test_repeated_sweeps_change_nothing(desk: Desk) -> None:
    desk.allegro.market.start_afresh(Seeding.DEMO)
    desk.sign_in_again()
    desk.sweep("first")
    before = Ticket.objects.count(), list(Message.objects.values_list("pk", flat=True))

    for kind in ("quick", "deep", "wide"):
        assert desk.sweep(kind).messages_new == 0
    assert (Ticket.objects.count(), list(Message.objects.values_list("pk", flat=True))) == before


def test_a_quick_sweep_without_news_stays_within_its_budget(desk: Desk) -> None:
    for _ in range(6):
        desk.open_case()
        desk.open_case(Kind.CLAIM)
        desk.open_case(Kind.PURCHASE_PROBLEM)
    desk.sweep()
    desk.allegro.market.log.clear()

    run = desk.sweep()

    # Two pages of open issues, the newest issues, the newest purchase problems, and one to spare.
    assert desk.requests() <= 5
    assert (run.requests, run.messages_new) == (desk.requests(), 0)


def test_a_known_open_case_that_no_list_shows_is_looked_up_by_its_id(desk: Desk) -> None:
    old = desk.open_case(Kind.PURCHASE_PROBLEM)
    desk.sweep()
    play.close(desk.allegro.market.world, old)
    desk.allegro.market.log.clear()

    desk.sweep("deep")

    assert desk.requests("messaging.get") == 1
    assert not desk.ticket(old).can_reply


def test_an_open_case_that_the_lists_go_on_hiding_does_not_cost_a_request_every_time(desk: Desk) -> None:
    hidden = desk.open_case()
    desk.sweep()
    desk.rewrite("issues.list", lambda body: body.update(issues=[]))
    desk.say(hidden, Author.BUYER, "Widzicie mnie?")

    desk.sweep()
    assert desk.history(hidden)[-1] == ("buyer", "Widzicie mnie?")
    desk.allegro.market.log.clear()
    desk.sweep()
    assert desk.requests("issues.get") == 0
    Case.objects.update(looked_up_at=timezone.now() - timedelta(minutes=6))
    desk.sweep()
    assert desk.requests("issues.get") == 1


def test_what_is_written_after_a_decision_arrives_although_newer_cases_fill_the_first_page(desk: Desk) -> None:
    claim = desk.open_case(Kind.CLAIM, at=timezone.now() - timedelta(days=3))
    claims.decide(desk.allegro.market.world, claim, "ACCEPTED_REFUND", "Zgoda")
    desk.sweep()
    for _ in range(10):
        desk.open_case()
    desk.say(claim, Author.BUYER, "Kiedy zwrot?")

    desk.sweep("deep")

    assert desk.history(claim)[-1] == ("buyer", "Kiedy zwrot?")


def test_after_a_long_stop_the_wide_sweep_reaches_back_to_the_last_one(desk: Desk) -> None:
    missed = desk.open_case(at=timezone.now() - timedelta(days=34))
    play.close(desk.allegro.market.world, missed, at=timezone.now() - timedelta(days=33))
    before = desk.open_case(at=timezone.now() - timedelta(days=36))
    play.close(desk.allegro.market.world, before, at=timezone.now() - timedelta(days=36))
    long_ago = timezone.now() - timedelta(days=35)
    Integration.objects.update(first_import_done_at=long_ago, last_wide_at=long_ago, last_quick_at=long_ago)

    run = sweep_if_due(desk.integration.pk)

    assert run is not None
    assert run.kind == "wide"
    assert list(Case.objects.values_list("external_id", flat=True)) == [missed.id]


def test_many_changed_purchase_problems_are_read_page_by_page(desk: Desk) -> None:
    problems = [desk.open_case(Kind.PURCHASE_PROBLEM) for _ in range(25)]
    desk.sweep()
    for problem in problems:
        desk.say(problem, Author.BUYER, "Nadal czekam")

    assert desk.sweep().messages_new == len(problems)


def test_more_messages_reported_than_handed_out_are_marked(desk: Desk) -> None:
    case = desk.open_case()
    for number in range(3):
        desk.say(case, Author.BUYER, str(number))
    desk.hand_out_only("issues.chat", "chat", 2)

    desk.sweep()
    assert desk.ticket(case).history_incomplete
    desk.behave()
    desk.say(case, Author.BUYER, "more")
    desk.sweep()

    assert not desk.ticket(case).history_incomplete
    assert len(desk.history(case)) == 5
