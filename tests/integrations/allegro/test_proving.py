"""What a reading of a chat proves, and when to read again what is not proven."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.allegro.client.paging import End, LeftOut, Listing
from integrations.allegro.client.types import Issue
from integrations.allegro.models import Case
from integrations.allegro.proving import LATEST, SOONEST, Doubt, Proof, Stored, next_look, note, prove
from integrations.allegro.translate import Snapshot, issue_snapshot
from tests.integrations.allegro import shapes
from tickets.facts import Author, MessageFacts

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NAMELESS = LeftOut("id", "{}")
SPOKEN = NOW - timedelta(minutes=10)


def snapshot(count: int | None, last: datetime | None = None) -> Snapshot:
    chat: dict[str, Any] = {"messagesCount": count, "lastMessage": {"createdAt": last and last.isoformat()}}
    return issue_snapshot(Issue.model_validate(shapes.issue(chat=chat)))


def words(count: int, **changes: Any) -> list[MessageFacts]:
    return [MessageFacts(f"m{number}", Author.BUYER, "jan", "Halo", SPOKEN, **changes) for number in range(count)]


def proof(
    count: int | None,
    read: int,
    *,
    end: End = End.PROPER,
    left_out: int = 0,
    kept: int = 0,
    accepted: str = "",
    last: datetime | None = None,
    newest_kept: datetime | None = None,
    **changes: Any,
) -> Proof:
    """Of a reading of so many messages, while `kept` others are stored."""
    listing: Listing[Any] = Listing((), (NAMELESS,) * left_out, read, end)
    stored = Stored(ids=lambda: {f"k{number}" for number in range(kept)}, newest=lambda: newest_kept)
    return prove(snapshot(count, last), words(read, **changes), listing, stored, accepted=accepted, now=NOW)


def test_a_listing_that_ended_properly_with_what_was_announced_is_complete() -> None:
    assert proof(3, 3) == Proof(None, handed_out=3, kept=3)


def test_a_number_that_is_not_announced_proves_nothing_against_a_proper_end() -> None:
    assert proof(None, 3).doubt is None
    assert proof(2, 3).doubt is None  # F04, the other way round


@pytest.mark.parametrize("end", [End.REPEATED, End.CURSOR, End.LIMIT, End.BROKEN])
def test_any_other_end_is_not_complete_whatever_the_number_says(end: End) -> None:
    assert proof(3, 3, end=end).doubt == end.value


def test_an_entry_that_was_not_understood_is_not_complete() -> None:
    assert proof(2, 2, left_out=1).doubt == Doubt.ENTRIES


def test_fewer_than_announced_are_not_complete_unless_the_others_were_read_before() -> None:
    assert (proof(5, 3, kept=1).doubt, proof(5, 3, kept=1).kept) == (Doubt.COUNT, 4)
    assert proof(5, 3, kept=2).doubt is None


def test_a_difference_that_a_person_has_accepted_is_accepted_until_it_changes() -> None:
    accepted = proof(5, 3).difference
    assert proof(5, 3, accepted=accepted).doubt is None
    assert proof(6, 3, accepted=accepted).doubt == Doubt.COUNT
    assert proof(5, 2, accepted=accepted).doubt == Doubt.COUNT
    assert proof(5, 3, accepted=accepted, end=End.REPEATED).doubt == Doubt.REPEATED
    assert proof(5, 3, accepted=accepted, left_out=1).doubt == Doubt.ENTRIES


def test_the_newest_message_that_is_announced_has_to_be_there() -> None:
    newer = SPOKEN + timedelta(minutes=5)
    assert proof(None, 2, last=newer).doubt == Doubt.NEWEST
    assert proof(2, 2, last=newer).doubt == Doubt.NEWEST
    assert proof(None, 2, last=SPOKEN + timedelta(milliseconds=900)).doubt is None
    assert proof(None, 2, last=newer, newest_kept=newer).doubt is None
    assert proof(None, 2, last=newer, is_time_known=False).doubt == Doubt.ODD  # it may be that one
    assert proof(None, 0, last=newer).doubt == Doubt.NEWEST


def test_after_an_hour_a_right_number_proves_as_much_as_the_newest_message() -> None:
    old = SPOKEN - timedelta(hours=2)
    early = [MessageFacts("m1", Author.BUYER, "jan", "Halo", old - timedelta(minutes=5))]
    whole: Listing[Any] = Listing((), handed_out=1)
    stored = Stored(ids=set, newest=lambda: None)
    assert prove(snapshot(1, old), early, whole, stored, accepted="", now=NOW).doubt is None
    assert prove(snapshot(None, old), early, whole, stored, accepted="", now=NOW).doubt == Doubt.NEWEST


@pytest.mark.parametrize("odd", [{"is_time_known": False}, {"is_partial": True}])
def test_a_message_that_was_not_understood_whole_is_not_complete_until_a_person_accepts_it(
    odd: dict[str, Any],
) -> None:
    found = proof(2, 2, **odd)
    assert found.doubt == Doubt.ODD
    assert proof(2, 2, accepted=found.difference, **odd).doubt is None
    assert proof(3, 3, accepted=found.difference, **odd).doubt == Doubt.ODD
    assert proof(2, 2, accepted=found.difference).doubt is None
    assert proof(3, 2, **odd).doubt == Doubt.COUNT  # that some are missing is graver


def test_what_was_kept_is_asked_for_only_where_it_matters() -> None:
    def never() -> Any:
        raise AssertionError("asked for nothing")

    prove(snapshot(2, SPOKEN), words(2), Listing((), handed_out=2), Stored(never, never), accepted="", now=NOW)


@given(st.integers(0, 60 * 24 * 30))
def test_what_is_not_proven_is_read_again_at_growing_distances_up_to_a_day(minutes: int) -> None:
    wait = next_look(NOW - timedelta(minutes=minutes), NOW) - NOW
    longer = next_look(NOW - timedelta(minutes=minutes + 1), NOW) - NOW
    assert SOONEST <= wait <= longer <= LATEST == timedelta(days=1)


def test_a_case_that_stays_as_it_is_is_read_a_few_dozen_times_in_its_first_day() -> None:
    at, readings = NOW, 0
    while at < NOW + timedelta(days=1):
        at, readings = next_look(NOW, at), readings + 1
    assert readings < 40


# What is written down


def noted(case: Case, doubt: Doubt | None, *, kept: int = 3, entry: str = "e1", after: float = 0) -> Case:
    note(case, Proof(doubt, handed_out=3, kept=kept), entry, NOW + timedelta(minutes=after))
    return case


def test_a_fingerprint_is_stored_only_with_a_proof() -> None:
    case = noted(Case(fingerprint="e0"), Doubt.COUNT)
    assert (case.fingerprint, case.unproven_reason, case.unproven_entry) == ("", "count", "e1")
    assert (case.unproven_since, case.retry_at) == (NOW, NOW + SOONEST)
    noted(case, None)
    assert (case.fingerprint, case.unproven_reason, case.unproven_entry) == ("e1", "", "")
    assert (case.unproven_since, case.retry_at) == (None, None)


def test_a_case_that_could_not_be_read_is_not_proven_and_keeps_what_is_known_of_it() -> None:
    case = noted(Case(), Doubt.COUNT)
    note(case, None, "e1", NOW)
    assert (case.unproven_reason, case.messages_kept, case.fingerprint) == ("unread", 3, "")


def test_the_age_stays_and_the_distance_grows_while_nothing_changes() -> None:
    case = noted(noted(Case(), Doubt.COUNT), Doubt.COUNT, after=80)
    assert (case.unproven_since, case.retry_at) == (NOW, NOW + timedelta(minutes=100))


@pytest.mark.parametrize(
    "change", [{"kept": 4}, {"entry": "e2"}, {"doubt": Doubt.NEWEST}], ids=["more messages", "news", "another reason"]
)
def test_a_reading_that_brings_it_further_resets_the_distance_but_not_the_age(change: dict[str, Any]) -> None:
    case = noted(Case(), Doubt.COUNT)
    noted(case, **{"doubt": Doubt.COUNT, **change}, after=80)
    assert (case.unproven_since, case.retry_at) == (NOW, NOW + timedelta(minutes=80) + SOONEST)


def test_a_clock_that_was_set_back_makes_nothing_wait_for_it() -> None:
    case = noted(Case(), Doubt.COUNT, after=600)
    noted(case, Doubt.COUNT, after=0)
    assert (case.unproven_since, case.retry_at) == (NOW, NOW + SOONEST)


def test_some_of_the_entries_without_identity_are_kept_as_they_came() -> None:
    case = Case()
    note(case, Proof(Doubt.ENTRIES, 9, 2, tuple(LeftOut("id", f"{number}") for number in range(7))), "e1", NOW)
    assert (case.left_out, case.set_aside) == (7, ["0", "1", "2", "3", "4"])
    noted(case, None)
    assert (case.left_out, case.set_aside) == (0, [])
