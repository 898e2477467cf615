from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from accounts.roles import Role
from integrations.allegro.budget import SharedGate
from integrations.allegro.models import Account
from integrations.chart import last_day
from integrations.models import Integration, SyncRun
from tests.browsing import browser
from tests.integrations.allegro.desk import Desk
from tests.integrations.test_unreadable import cannot_be_read

pytestmark = pytest.mark.django_db


def page(client: Client, desk: Desk, part: str = "") -> str:
    return client.get(f"/integrations/{desk.integration.pk}/{part}").content.decode()


def test_the_catalogue_shows_marketplaces_in_their_sections(client: Client) -> None:
    catalogue = client.get("/integrations/catalogue/").content.decode()
    assert catalogue.index("E-commerce") < catalogue.index("<strong>Allegro</strong>")
    assert "Discussions, claims and purchase problems" in catalogue
    assert "marketplace-allegro.svg" in catalogue


def test_without_integrations_the_list_leads_to_the_catalogue(client: Client) -> None:
    response = client.get("/integrations/")
    assert "No integrations yet" in response.content.decode()


def test_the_list_tells_each_sweep_the_news_and_the_failures(client: Client, desk: Desk) -> None:
    ago = {name: timezone.now() - timedelta(minutes=minutes) for name, minutes in (("quick", 2), ("deep", 9))}
    Integration.objects.update(
        last_quick_at=ago["quick"], last_deep_at=ago["deep"], failures_in_row=2, last_failure="Allegro is out."
    )
    listed = client.get("/integrations/").content.decode()
    assert "quick: 2 minutes ago" in listed.replace("\xa0", " ")
    assert "deep: 9 minutes ago" in listed.replace("\xa0", " ")
    assert "wide: –" in listed
    assert "decided claims: –" in listed
    assert "2 failures in a row: Allegro is out." in listed


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"first_import_done_at": timezone.now()}, "Running"),
        ({}, "First import"),
        ({"is_running": False}, "Stopped"),
        ({"queue": None}, "Connecting"),
        ({"failures_in_row": 3}, "Trouble"),
    ],
)
def test_the_state_is_told_in_words(client: Client, desk: Desk, fields: dict[str, object], word: str) -> None:
    Integration.objects.update(**fields)
    assert f">{word}</span>" in client.get("/integrations/").content.decode()
    assert f">{word}</span>" in page(client, desk)


def test_what_is_disconnected_does_not_look_green(client: Client, desk: Desk) -> None:
    Integration.objects.update(first_import_done_at=timezone.now())
    Account.objects.update(disconnected_at=timezone.now(), disconnected_reason="Connect it again.")
    assert ">Disconnected</span>" in client.get("/integrations/").content.decode()
    for part in ("", "progress/"):
        assert "Connect it again." in page(client, desk, part)


def test_a_draft_leads_back_to_its_other_data(client: Client, desk: Desk) -> None:
    Integration.objects.update(is_running=False, queue=None)
    shown = page(client, desk)
    assert "Finish setting up" in shown
    assert "/start/" not in shown


def test_the_last_sweeps_are_listed_with_their_outcome(client: Client, desk: Desk) -> None:
    SyncRun.objects.create(
        integration=desk.integration, kind="deep", outcome="failed", failure="Allegro is out.", cases_failed=2
    )
    shown = page(client, desk)
    assert "Allegro is out." in shown
    assert "(2 failed)" in shown


@pytest.mark.parametrize("part", ["", "progress/"])
def test_pages_of_one_integration_are_for_administrators(desk: Desk, part: str) -> None:
    assert browser(Role.AGENT).get(f"/integrations/{desk.integration.pk}/{part}").status_code == 403


def test_a_running_account_that_completes_no_sweep_is_in_trouble(client: Client, desk: Desk) -> None:
    long_ago = timezone.now() - timedelta(minutes=16)
    Integration.objects.update(first_import_done_at=long_ago, last_quick_at=long_ago, started_at=long_ago)
    shown = page(client, desk)
    assert ">Trouble</span>" in shown
    assert "No sweep has been completed for 15 minutes" in shown


def test_an_account_whose_decided_claims_are_not_read_says_so(client: Client, desk: Desk) -> None:
    long_ago = timezone.now() - timedelta(minutes=31)
    Integration.objects.update(
        first_import_done_at=long_ago, last_quick_at=timezone.now(), last_decided_at=long_ago, started_at=long_ago
    )
    shown = page(client, desk)
    assert ">Trouble</span>" in shown
    assert "Decided claims have not been read for 30 minutes" in shown
    Integration.objects.update(last_decided_at=timezone.now() - timedelta(minutes=3))
    shown = " ".join(page(client, desk).replace("\xa0", " ").split())
    assert "<dt>Last complete sweep of decided claims</dt> <dd> 3 minutes ago </dd>" in shown


def test_cases_that_cannot_be_read_are_listed_with_age_and_reason(client: Client, desk: Desk) -> None:
    Integration.objects.update(first_import_done_at=timezone.now())
    cannot_be_read(desk.integration, minutes=18)
    words = "1 case cannot be read (for 18 minutes)."
    assert words in " ".join(client.get("/integrations/").content.decode().replace("\xa0", " ").split())
    shown = " ".join(page(client, desk).replace("\xa0", " ").split())
    assert words in shown
    assert "<code>case-18-0</code>, 18 minutes ago: No clear answer." in shown
    assert ">Cases that cannot be read</span>" in shown
    cannot_be_read(desk.integration, 13)
    shown = " ".join(page(client, desk).replace("\xa0", " ").split())
    assert "14 cases cannot be read (the longest for 18 minutes)." in shown
    assert ">Trouble</span>" in shown
    assert "<li>…</li>" in shown


def test_a_sweep_with_failed_cases_does_not_look_clean(client: Client, desk: Desk) -> None:
    SyncRun.objects.create(integration=desk.integration, kind="quick", outcome="complete", cases_failed=1)
    assert '<span class="badge badge-warn">complete</span>' in page(client, desk)


def test_the_credential_tells_its_age_and_its_end(client: Client, desk: Desk) -> None:
    Account.objects.update(refresh_token_obtained_at=timezone.now() - timedelta(days=30))
    shown = page(client, desk).replace("\xa0", " ")
    assert "4 weeks, 2 days ago" in shown
    ends = timezone.localtime() + timedelta(days=60)
    assert f"it ends on {date_format(ends)}" in shown


def test_what_is_left_to_ask_and_a_block_are_shown(client: Client, desk: Desk) -> None:
    assert "9,000 of 9,000, all accounts together" in page(client, desk)
    SharedGate("parley-demo", "1").shut("issues.list", 300)
    assert "asked us to wait until" in page(client, desk)


def test_a_day_of_sweeps_is_drawn_hour_by_hour(client: Client, desk: Desk) -> None:
    now = timezone.now()
    for hours, outcome, times in ((0, "complete", 3), (2, "complete", 1), (2, "failed", 2), (30, "failed", 5)):
        for _time in range(times):
            run = SyncRun.objects.create(integration=desk.integration, kind="quick", outcome=outcome)
            SyncRun.objects.filter(pk=run.pk).update(started_at=now - timedelta(hours=hours))
    chart = last_day(desk.integration)
    assert (chart.complete, chart.failed, chart.silent_hours) == (4, 2, 22)
    assert [hour.complete for hour in chart.hours[-3:]] == [1, 0, 3]
    shown = page(client, desk)
    assert "1 complete, 0 with cases that could not be read, 2 not complete" in shown
    assert "22 hours without a complete sweep" in shown


def test_a_sweep_with_cases_that_could_not_be_read_is_drawn_apart(client: Client, desk: Desk) -> None:
    for failed in (0, 0, 3):
        SyncRun.objects.create(integration=desk.integration, kind="quick", outcome="complete", cases_failed=failed)
    chart = last_day(desk.integration)
    assert (chart.complete, chart.unclean, chart.failed, chart.silent_hours) == (2, 1, 0, 23)
    shown = page(client, desk)
    assert "2 complete, 1 with cases that could not be read, 0 not complete" in shown
    assert 'class="unclean"' in shown


def test_failed_calls_come_with_the_lines_for_allegros_support(client: Client, desk: Desk) -> None:
    assert "No call has failed." in page(client, desk)
    desk.open_case()
    desk.fault("F11", routes=("issues.chat",), status=503)
    desk.sweep()
    shown = page(client, desk)
    call = desk.integration.failed_calls.first()
    assert call is not None
    assert f"Trace-Id: {call.trace_id}" in shown
    assert "User-Agent: Parley/" in shown
    assert "Allegro gave no clear answer." in shown
    assert "Copy for Allegro support" in shown
    assert desk.account.access_token not in shown


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("", "The connection works. Allegro answered: sklep-dom-i-ogrod."),
        ("F28", "The connection does not work. Allegro gave no clear answer."),
        ("F25", "The connection does not work. Allegro has restricted this account"),
    ],
)
def test_the_connection_can_be_tested(client: Client, desk: Desk, trouble: str, words: str) -> None:
    if trouble:
        desk.fault(trouble)
    answer = client.post(f"/integrations/{desk.integration.pk}/test/", follow=True).content.decode()
    assert words in answer
    assert ("Trace-Id" in answer.partition("sweep-chart")[0]) == bool(trouble)


def test_a_test_that_finds_another_seller_says_so(client: Client, desk: Desk) -> None:
    Account.objects.update(seller_id="1")
    answer = client.post(f"/integrations/{desk.integration.pk}/test/", follow=True).content.decode()
    assert "in the name of another seller: sklep-dom-i-ogrod" in answer


def test_a_test_without_an_account_says_so(client: Client, desk: Desk) -> None:
    Account.objects.all().delete()
    answer = client.post(f"/integrations/{desk.integration.pk}/test/", follow=True).content.decode()
    assert "No account is connected yet." in answer


@pytest.mark.parametrize(
    ("language", "seconds", "words"),
    [
        ("en", 40.0, ["Clocks differ", "The clock of Allegro is 40 s ahead of this machine", "40 s ahead of ours"]),
        ("en", -300.0, ["Clocks differ", "The clock of Allegro is 5 min behind this machine", "5 min behind ours"]),
        ("pl", -40.0, ["Zegary się różnią", "Zegar Allegro spóźnia się o 40 s", "spóźnia się o 40 s względem naszego"]),
    ],
)
def test_clocks_that_differ_are_told_in_words(
    client: Client, desk: Desk, language: str, seconds: float, words: list[str]
) -> None:
    Integration.objects.update(first_import_done_at=timezone.now(), last_quick_at=timezone.now())
    Account.objects.update(clock_ahead=seconds, clock_measured_at=timezone.now())
    User.objects.update(language=language)
    shown = page(client, desk)
    assert [word for word in words if word not in shown] == []
    assert f">{words[0]}</span>" in client.get("/integrations/").content.decode()


def test_a_clock_that_agrees_is_said_to_agree(client: Client, desk: Desk) -> None:
    Account.objects.update(clock_ahead=0.9, clock_measured_at=timezone.now())
    shown = page(client, desk)
    assert "agrees with ours" in shown
    assert "NTP" not in shown
