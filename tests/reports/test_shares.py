from datetime import timedelta

import pytest
from django.utils import timezone

from reports.catalogue import one_report
from tests.factories import make_ticket, make_user
from tests.reports.asking import chosen_by, listed, numbers
from tests.tickets.dummy import DummyChannel

pytestmark = pytest.mark.django_db


def test_cases_are_counted_by_kind_in_words(market: DummyChannel) -> None:
    for kind in ("claim", "claim", "discussion"):
        make_ticket(kind=kind)
    rows = one_report("kinds", chosen_by()).rows
    assert [(row.label.split(" (")[0], row.values[0].number) for row in rows] == [("Claim", 2), ("Discussion", 1)]


def test_a_kind_of_a_marketplace_that_is_gone_is_counted_without_a_list(market: DummyChannel) -> None:
    make_ticket(source="gone", kind="quarrel")
    (row,) = one_report("kinds", chosen_by()).rows
    assert (row.label, row.values[0].number, row.values[0].url) == ("quarrel (gone)", 1, "")


def test_reasons_come_most_frequent_first_and_only_of_the_days(market: DummyChannel) -> None:
    for subject in ("Late", "Broken", "Broken"):
        make_ticket(subject=subject)
    make_ticket(subject="Late", opened_at=timezone.now() - timedelta(days=40))
    rows = one_report("reasons", chosen_by()).rows
    assert [(row.label, row.values[0].number) for row in rows] == [("Broken", 2), ("Late", 1)]


def test_a_case_about_two_products_counts_for_both(market: DummyChannel) -> None:
    make_ticket(products="Red lamp\nBlue mug")
    make_ticket(products="Blue mug\nBlue mug")
    make_ticket(products="")
    assert numbers(one_report("products", chosen_by())) == {"Blue mug": (2,), "Red lamp": (1,)}


def test_agents_have_what_was_opened_and_what_was_closed(market: DummyChannel) -> None:
    ewa, gone, now = make_user(name="Ewa"), make_user(name="Piotr", is_active=False), timezone.now()
    make_ticket(assignee=ewa, closed_at=now)
    make_ticket(assignee=ewa, opened_at=now - timedelta(days=60), closed_at=now)
    make_ticket(assignee=gone)
    make_ticket()

    report = one_report("agents", chosen_by(days=30))

    assert numbers(report) == {"Ewa": (1, 2), "Piotr": (1, 0), "Nobody": (1, 0)}
    for row in report.rows:
        assert [listed(value.url) for value in row.values] == [value.number for value in row.values]


def test_the_page_has_room_for_fifteen_and_says_how_many_more_there_are(market: DummyChannel) -> None:
    for number in range(17):
        make_ticket(subject=f"Reason {number}")
    report = one_report("reasons", chosen_by())
    assert (len(report.rows), len(report.shown), report.left_out) == (17, 15, 2)
