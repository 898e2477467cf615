"""A sweep finds its few rows among a week of sweeps by an index, however many there are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from integrations.models import Integration, SyncRun
from tests.integrations.dummy import make_integration

pytestmark = pytest.mark.django_db


@pytest.fixture
def integration() -> Integration:
    """It has a past: 300 sweeps that are over."""
    integration = make_integration()
    SyncRun.objects.bulk_create(
        SyncRun(integration=integration, kind="quick", outcome="complete") for _number in range(300)
    )
    SyncRun.objects.update(started_at=timezone.now() - timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return integration


def test_the_sweeps_that_are_running_are_found_by_their_own_index(integration: Integration) -> None:
    assert "run_running" in integration.runs.filter(outcome="running").explain()


def test_the_first_import_is_found_by_its_own_index(integration: Integration) -> None:
    assert "run_first_import" in integration.runs.filter(is_first_import=True)[:1].explain()
