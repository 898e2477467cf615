"""A case that could not be stored, and that no list shows any more, is asked for by its id until that is settled."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.allegro.belonging import OTHER_ACCOUNT
from integrations.allegro.look_ups import LOOK_UPS
from integrations.allegro.models import Account, Case
from integrations.health import State, health_of
from integrations.models import Integration, UnreadableCase
from simulator import play
from simulator.records import Author, Kind
from simulator.records import Case as SimulatedCase
from tests.integrations.allegro.decided import decided_claim
from tests.integrations.allegro.desk import Desk, make_unproven_case
from tests.integrations.allegro.faults import KINDS, tried_before, unstorable, whole
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
ROUTES = ("issues.get", "messaging.get")


def lost_case(desk: Desk, kind: Kind = Kind.DISCUSSION) -> SimulatedCase:
    """It could not be stored when a list showed it; then it ended, and no list shows it any more."""
    case = desk.open_case(kind, text="Gdzie paczka?")
    with unstorable(case):
        desk.sweep()
    play.close(desk.allegro.market.world, case)
    hide(desk)
    return case


def hide(desk: Desk) -> None:
    desk.rewrite("issues.list", lambda body: body.update(issues=[]))
    desk.rewrite("messaging.list", lambda body: body.update(threads=[]))


def forget(desk: Desk, case: SimulatedCase) -> None:
    """Allegro does not know it any more."""
    code = "THREAD_NOT_FOUND" if case.kind == Kind.PURCHASE_PROBLEM else "POST_PURCHASE_ISSUE_NOT_FOUND"
    for route in ROUTES:
        desk.misbehave(route, 404, code=code)


def counted(desk: Desk) -> int:
    return health_of(Integration.objects.get(pk=desk.integration.pk)).unreadable.count


@pytest.mark.parametrize("kind", [Kind.DISCUSSION, Kind.PURCHASE_PROBLEM])
@pytest.mark.parametrize("sweep", ["quick", "deep", "wide"])
def test_it_is_taken_as_any_other_case_once_it_can_be_read(desk: Desk, kind: Kind, sweep: str) -> None:
    case = lost_case(desk, kind)
    tried_before()
    assert desk.sweep(sweep).outcome == "complete"
    whole(desk, case)
    assert not UnreadableCase.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_one_whose_kind_nobody_noted_is_asked_for_as_each(desk: Desk, kind: Kind) -> None:
    case = desk.open_case(kind)
    hide(desk)
    UnreadableCase.objects.create(integration=desk.integration, external_id=case.id)
    tried_before()
    desk.sweep()
    whole(desk, case)


@pytest.mark.parametrize("kind", [Kind.DISCUSSION, Kind.PURCHASE_PROBLEM])
def test_one_that_allegro_does_not_know_is_settled(desk: Desk, kind: Kind) -> None:
    case = lost_case(desk, kind)
    tried_before()
    assert health_of(Integration.objects.get()).state == State.INCOMPLETE
    forget(desk, case)
    run = desk.sweep()
    assert (run.outcome, run.cases_failed) == ("complete", 0)
    assert UnreadableCase.objects.get().unknown_at is not None
    assert counted(desk) == 0
    assert health_of(Integration.objects.get()).state == State.RUNNING
    tried_before(hours=48)
    asked = desk.requests(*ROUTES)
    desk.sweep()
    assert desk.requests(*ROUTES) == asked


def test_one_that_comes_back_after_that_is_taken(desk: Desk) -> None:
    case = lost_case(desk)
    tried_before()
    forget(desk, case)
    desk.sweep()
    desk.behave()
    desk.sweep("wide")
    whole(desk, case)
    assert not UnreadableCase.objects.exists()


def test_one_that_comes_back_and_cannot_be_read_counts_from_then_on(desk: Desk) -> None:
    case = lost_case(desk)
    UnreadableCase.objects.update(since=timezone.now() - timedelta(days=9))
    tried_before(hours=72)
    forget(desk, case)
    desk.sweep()
    desk.behave()
    with unstorable(case):
        desk.sweep("wide")
    again = UnreadableCase.objects.get()
    assert (again.external_id, again.unknown_at) == (case.id, None)
    assert timezone.now() - again.since < timedelta(hours=1)


@pytest.mark.parametrize(("status", "code"), [(503, ""), (404, ""), (404, "DATA_FETCHING_ERROR"), (403, "")])
def test_any_other_answer_settles_nothing(desk: Desk, status: int, code: str) -> None:
    lost_case(desk)
    tried_before()
    desk.misbehave("issues.get", status, code=code)
    assert desk.sweep().cases_failed == 1
    assert counted(desk) == 1


def test_it_is_asked_for_ever_more_seldom_but_once_a_day(desk: Desk) -> None:
    lost_case(desk)
    desk.misbehave("issues.get", 503)
    for age, hours, is_asked in [(8, 1, False), (8, 2.5, True), (400, 23, False), (400, 25, True)]:
        since = timezone.now() - timedelta(hours=age + hours)
        UnreadableCase.objects.update(since=since)
        tried_before(hours)
        asked = desk.requests("issues.get")
        desk.sweep()
        assert (desk.requests("issues.get") > asked) == is_asked


def test_one_that_was_tried_while_the_clock_was_ahead_is_asked_for_at_once(desk: Desk) -> None:
    case = lost_case(desk)
    UnreadableCase.objects.update(tried_at=timezone.now() + timedelta(days=60))
    desk.sweep()
    whole(desk, case)


def test_no_more_are_asked_for_than_one_sweep_may(desk: Desk) -> None:
    rows = [
        UnreadableCase(integration=desk.integration, external_id=f"lost-{number}", kind="claim") for number in range(25)
    ]
    UnreadableCase.objects.bulk_create(rows)
    tried_before()
    desk.sweep()
    assert counted(desk) == 25 - LOOK_UPS
    desk.sweep()
    assert counted(desk) == 0


def test_known_cases_that_failed_share_that_number_and_come_first(desk: Desk) -> None:
    known = [desk.open_case() for _number in range(LOOK_UPS)]
    desk.sweep()
    case = lost_case(desk)
    Case.objects.update(retry_at=timezone.now(), status="DISPUTE_CLOSED")
    tried_before()
    asked = desk.requests("issues.get")
    desk.sweep()
    assert desk.requests("issues.get") == asked + len(known)
    desk.sweep()
    whole(desk, case)


def test_one_that_has_a_ticket_is_asked_for_at_its_own_time_only(desk: Desk) -> None:
    desk.open_case()
    desk.misbehave("issues.chat", 503)
    desk.sweep()
    hide(desk)
    Case.objects.update(status="DISPUTE_CLOSED", retry_at=timezone.now() + timedelta(hours=1))
    tried_before()
    desk.sweep()
    assert desk.requests("issues.get") == 0


def test_what_the_seller_did_not_grant_is_not_asked_for(desk: Desk) -> None:
    lost_case(desk, Kind.PURCHASE_PROBLEM)
    tried_before()
    Account.objects.update(missing_scopes="allegro:api:messaging")
    desk.sweep()
    assert desk.requests("messaging.get") == 0
    assert counted(desk) == 1


def test_one_whose_id_was_too_long_to_be_kept_is_not_called_unknown(desk: Desk) -> None:
    UnreadableCase.objects.create(integration=desk.integration, external_id="x" * 100)
    tried_before()
    desk.sweep()
    assert counted(desk) == 1


def test_one_of_another_account_is_not_asked_for(desk: Desk) -> None:
    other = desk.of_another_seller()
    theirs = other.open_case()
    other.sweep("first")
    desk.fault("another", routes=("issues.list",), whose="other")
    desk.sweep()
    assert set(desk.integration.unreadable_cases.values_list("external_id", flat=True)) == {theirs.id}
    desk.behave()
    tried_before()
    desk.sweep()
    assert desk.requests("issues.get") == 0
    desk.sweep("deep")
    assert counted(desk) == 0


def test_one_that_turns_out_to_be_another_accounts_makes_no_ticket_here(desk: Desk) -> None:
    case = lost_case(desk)
    make_unproven_case(desk.of_another_seller().integration, external_id=case.id)
    tried_before()
    desk.sweep()
    assert Ticket.objects.count() == 1
    assert desk.integration.unreadable_cases.get().reason == OTHER_ACCOUNT
    desk.sweep("deep")
    assert counted(desk) == 0


@pytest.mark.parametrize("wrote", [False, True])
def test_a_claim_that_is_older_than_the_connection_becomes_a_ticket_only_when_its_buyer_wrote(
    desk: Desk, *, wrote: bool
) -> None:
    claim = decided_claim(desk)
    desk.sweep("decided")
    desk.say(claim, Author.BUYER if wrote else Author.SELLER, "Halo?")
    desk.fault("F09")
    desk.sweep("decided")
    desk.behave()
    hide(desk)
    tried_before()
    desk.sweep()
    assert not UnreadableCase.objects.exists()
    assert Ticket.objects.exists() == wrote
