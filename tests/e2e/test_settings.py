"""The administrator's hour: what agents use is prepared, and who did it is written down; reports lead to tickets."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visitor
from tests.e2e.test_agent import open_ticket_of


def test_a_canned_reply_is_written_corrected_used_and_stands_in_the_audit_log(visitor: Visitor) -> None:
    visitor.sign_in("admin@example.com")
    page = visitor.page
    visitor.open("/settings/")
    visitor.picture("settings")
    page.locator("main").get_by_role("link", name="Szablony odpowiedzi").last.click()
    page.get_by_role("link", name="Dodaj szablon").click()
    page.fill("#id_name", "Rabat e2e")
    page.fill("#id_text", "Dzień dobry {{kupujacy}}, dajemy rabat.")
    page.click("main button[type=submit]")
    expect(page.locator(".errorlist")).to_contain_text("kupujacy")
    visitor.picture("settings-canned-error")
    page.fill("#id_text", "Dzień dobry {{buyer}}, dajemy rabat.")
    page.click("main button[type=submit]")
    expect(page.locator("#notices")).to_contain_text("Rabat e2e")

    open_ticket_of(visitor, "discussion", "Rabat e2e-rabat")
    page.keyboard.press("r")
    page.keyboard.press("/")
    page.keyboard.type("rabat")
    page.keyboard.press("Enter")
    expect(page.locator("#reply-form textarea")).to_have_value(re.compile(r"^Dzień dobry .+, dajemy rabat\.$"))

    visitor.open("/settings/audit-log/")
    expect(page.locator("main table")).to_contain_text("Rabat e2e")
    expect(page.locator("main table")).to_contain_text("Anna Administrator")
    visitor.picture("audit-log")


def test_a_queue_in_use_is_deleted_when_its_tickets_have_a_place_to_go(visitor: Visitor) -> None:
    visitor.sign_in("admin@example.com")
    page = visitor.page
    visitor.open("/settings/queues/add/")
    page.fill("#id_name", "Na chwilę e2e")
    page.select_option("#id_open_status", index=1)
    page.click("main button[type=submit]")
    open_ticket_of(visitor, "discussion", "Kolejka e2e-kolejka")
    page.select_option("#choice-queue", label="Na chwilę e2e")
    expect(page.locator("#event-log")).to_contain_text("Na chwilę e2e")
    ticket = page.url

    visitor.open("/settings/queues/")
    page.locator("tr", has_text="Na chwilę e2e").get_by_role("link", name="Usuń").click()
    expect(page.locator("main")).to_contain_text("1 zgłoszenie")
    visitor.picture("settings-queue-delete")
    page.select_option("#id_replacement", label="Reklamacje")
    page.get_by_role("button", name="Usuń").click()
    expect(page.locator("main table")).not_to_contain_text("Na chwilę e2e")
    page.goto(ticket)
    expect(page.locator("#choice-queue option:checked")).to_have_text("Reklamacje")


def test_a_number_of_a_report_leads_to_its_tickets(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    page = visitor.page
    visitor.open("/reports/")
    visitor.picture("reports")
    number = page.locator("section.report", has_text="Czekają na nas teraz").locator("dd a").first
    count = int(number.inner_text())
    number.click()
    expect(page.locator(".ticket-table tbody tr")).to_have_count(min(count, 25))
    visitor.open("/reports/?days=7")
    page.locator("summary", has_text="Jako tabela").first.click()
    expect(page.locator(".report-table table").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    assert download.value.suggested_filename.endswith(".csv")
