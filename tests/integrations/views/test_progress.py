"""How the page of an integration tells of its first import."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from integrations.models import Integration, SyncRun
from tests.integrations.allegro.desk import Desk
from tests.integrations.views.test_pages import page

pytestmark = pytest.mark.django_db


def test_the_progress_bar_shows_how_far_the_first_import_is(client: Client, desk: Desk) -> None:
    SyncRun.objects.create(
        integration=desk.integration, kind="wide", is_first_import=True, cases_total=60, cases_done=12
    )
    shown = page(client, desk, "progress/")
    assert 'max="60" value="12"' in shown
    assert "12 of 60 cases" in shown
    assert 'hx-trigger="every 1s,' in shown


def test_before_the_cases_are_counted_no_number_is_made_up(client: Client, desk: Desk) -> None:
    SyncRun.objects.create(integration=desk.integration, kind="wide", is_first_import=True)
    shown = page(client, desk, "progress/")
    assert "Looking up which cases there are" in shown
    assert "of 0" not in shown


def test_a_stopped_import_says_that_it_goes_on(client: Client, desk: Desk) -> None:
    SyncRun.objects.create(
        integration=desk.integration, kind="wide", is_first_import=True, cases_total=60, cases_done=12
    )
    Integration.objects.update(is_running=False)
    assert "the import goes on where it was" in page(client, desk, "progress/")


def test_an_interrupted_import_says_so_and_when_it_goes_on(client: Client, desk: Desk) -> None:
    at = timezone.now()
    run = SyncRun.objects.create(
        integration=desk.integration, kind="wide", is_first_import=True, outcome="interrupted", finished_at=at
    )
    shown = page(client, desk, "progress/")
    assert f"Interrupted at {timezone.localtime(at):%H:%M:%S}. It goes on where it was as soon as" in shown
    assert "First import: open cases of any age, and all of the last 30 days" in shown
    SyncRun.objects.filter(pk=run.pk).update(outcome="failed", failure="Allegro is out.")
    again = at + timedelta(seconds=30)
    Integration.objects.update(not_before=again)
    shown = " ".join(page(client, desk, "progress/").split())
    assert f"Allegro is out. It goes on at {timezone.localtime(again):%H:%M:%S}, where it was." in shown


def test_open_cases_from_before_the_30_days_are_counted_apart(client: Client, desk: Desk) -> None:
    SyncRun.objects.create(
        integration=desk.integration, kind="wide", is_first_import=True, cases_total=60, cases_done=12, cases_older=1
    )
    assert "1 of them is older than 30 days: it is still open." in page(client, desk, "progress/")
    SyncRun.objects.update(outcome="complete", cases_older=8)
    Integration.objects.update(first_import_done_at=timezone.now())
    assert "8 of them are older than 30 days: they are still open." in page(client, desk, "progress/")


def test_the_progress_bar_ends_with_the_import(client: Client, desk: Desk) -> None:
    desk.open_case()
    desk.sweep("first")
    shown = page(client, desk, "progress/")
    assert "The first import is complete: 1 case." in shown
    assert "<progress" not in shown
    assert 'hx-trigger="every 1s,' not in shown


def test_the_page_without_scripts_shows_the_same_progress(client: Client, desk: Desk) -> None:
    SyncRun.objects.create(
        integration=desk.integration, kind="wide", is_first_import=True, cases_total=60, cases_done=12
    )
    assert "12 of 60 cases" in page(client, desk)
