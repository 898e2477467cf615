"""The same pages in English: each person has a language of their own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor


def speak(page: Page, visitor: Visitor, language: str) -> None:
    visitor.open("/people/me/")
    page.select_option("[name=language]", language)
    page.click("main form button[type=submit]")
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.fixture
def english(visitor: Visitor) -> Iterator[Page]:
    visitor.sign_in("admin@example.com")
    speak(visitor.page, visitor, "en")
    yield visitor.page
    speak(visitor.page, visitor, "pl")


def test_the_list_and_the_ticket_speak_english(visitor: Visitor, english: Page) -> None:
    visitor.open("/?state=any&kind=claim")
    for words in ("Waiting for us", "Open and closed", "Kind of case: Claim", "Export to CSV", "overdue", "no CRM"):
        expect(english.locator("main")).to_contain_text(words)
    visitor.picture("english-list")
    boxes = english.locator("input[name=ticket]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    english.select_option("#bulk select[name=priority]", label="High")
    english.click("#bulk .button-primary")
    expect(english.locator("#notices")).to_contain_text("2 tickets were changed.")
    english.locator(".ticket-link").first.click()
    for words in ("Reply to the buyer", "Internal comment", "Send and resolve", "Canned replies", "Decide by"):
        expect(english.locator("main")).to_contain_text(words)
    visitor.picture("english-ticket")
