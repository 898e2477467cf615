from datetime import timedelta

import pytest
from django.utils import timezone

from integrations import unreadable
from integrations.health import State, health_of
from integrations.models import Integration, UnreadableCase
from tests.integrations.dummy import DummyMarketplace, make_integration

pytestmark = pytest.mark.django_db


def cannot_be_read(integration: Integration, count: int = 1, *, minutes: int = 0) -> None:
    """So many of its cases, for so long."""
    for number in range(count):
        unreadable.note(integration.pk, f"case-{minutes}-{number}", "No clear answer.")
        since = timezone.now() - timedelta(minutes=minutes)
        UnreadableCase.objects.filter(external_id=f"case-{minutes}-{number}").update(since=since)


def test_a_case_counts_once_from_its_first_failure_until_it_is_read() -> None:
    integration = make_integration()
    cannot_be_read(integration, minutes=20)
    unreadable.note(integration.pk, "case-20-0", "Another reason.")
    found = unreadable.unreadable_of(integration)
    assert (found.count, found.lasting) == (1, 1)
    assert found.since is not None
    assert found.since < timezone.now() - timedelta(minutes=19)
    assert integration.unreadable_cases.get().reason == "Another reason."
    unreadable.settle(integration.pk, ["case-20-0"])
    assert unreadable.unreadable_of(integration).count == 0


def test_cases_of_other_accounts_do_not_count() -> None:
    integration, other = make_integration(), make_integration()
    cannot_be_read(other)
    unreadable.settle(integration.pk, ["case-0-0"])
    assert unreadable.unreadable_of(integration).count == 0
    assert unreadable.unreadable_of(other).count == 1


@pytest.mark.parametrize(
    ("count", "state"),
    [(0, State.RUNNING), (1, State.INCOMPLETE), (4, State.INCOMPLETE), (5, State.TROUBLE), (14, State.TROUBLE)],
)
def test_one_poison_case_warns_and_many_are_trouble(dummy: DummyMarketplace, count: int, state: State) -> None:
    integration = make_integration()
    cannot_be_read(integration, count)
    assert health_of(integration).state == state
