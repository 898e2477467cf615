"""An administrator walks the whole wizard with the second seller."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visitor


def test_the_wizard_from_the_custom_field_to_the_imported_tickets(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("admin@example.com")

    visitor.open("/settings/")
    visitor.picture("settings")
    page.click(".settings-map a[href*='field']")
    page.click("main .button-primary")
    page.fill("input[name=name]", "Login Allegro sklepu 2")
    visitor.picture("custom-field")
    page.click("main form button[type=submit]")

    page.click(".settings-map a[href='/integrations/']")
    visitor.picture("integrations")
    page.click("main .button-primary")
    visitor.picture("catalogue")
    page.click(".catalogue-entry")
    visitor.picture("wizard-authenticate")
    page.click("main .button-primary")

    page.click("button:has-text('elektro-okazje')")
    page.click("button[value=approve]")

    expect(page.locator(".notice-success")).to_contain_text("elektro-okazje")
    visitor.picture("wizard-other-data")
    page.click("button[name=run]")
    expect(page.locator("main .errorlist").first).to_be_visible()
    visitor.picture("wizard-errors")
    page.fill("input[name=name]", "Allegro: elektro")
    page.select_option("select[name=login_field]", label="Login Allegro sklepu 2")
    for name in ("queue", "category", "status_resolved", "status_unresolved"):
        page.select_option(f"select[name={name}]", index=1)
    page.click("button[name=run]")

    expect(page.locator("#progress")).to_be_visible()
    visitor.picture("import-progress")
    expect(page.locator("#progress a[href*='source=allegro']")).to_be_visible(timeout=60_000)
    visitor.picture("integration")
    expect(page.locator("#progress")).to_contain_text(re.compile(r"3[5-9]"))


def test_a_cancelled_sign_in_comes_back_with_a_sentence(visitor: Visitor) -> None:
    visitor.sign_in("admin@example.com")
    visitor.open("/integrations/allegro/")
    visitor.page.click("main .button-primary")
    visitor.page.click("button:has-text('antykwariat')")
    visitor.page.click("button[value=cancel]")
    expect(visitor.page.locator("main [role=alert]")).to_be_visible()
    visitor.picture("wizard-cancelled")
