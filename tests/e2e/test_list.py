"""The list as an agent works with it all day."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor

ROWS = ".ticket-table tbody tr"


@pytest.fixture
def page(visitor: Visitor) -> Page:
    visitor.sign_in("agent1@example.com")
    visitor.open("/?state=any")
    return visitor.page


def test_search_and_filters_work_while_one_types_and_stay_in_the_address(visitor: Visitor, page: Page) -> None:
    page.fill("#id_q", "posciel satynowa")
    expect(page).to_have_url(re.compile(r"q=posciel"))
    expect(page.locator(ROWS).first).to_contain_text("Pościel")
    page.click(".filter-menu summary")
    visitor.picture("list-filters")
    page.select_option("#id_kind", "claim")
    expect(page).to_have_url(re.compile(r"kind=claim"))
    expect(page.locator(".chip").last).to_contain_text("Reklamacja")
    expect(page.locator("#id_q")).to_have_value("posciel satynowa")
    for kind in page.locator(".col-kind").all_inner_texts()[1:]:
        assert "Reklamacja" in kind
    page.reload()
    expect(page.locator(".chip").last).to_contain_text("Reklamacja")
    page.locator(".chip", has_text="Reklamacja").click()
    expect(page).not_to_have_url(re.compile(r"kind="))


def test_a_view_is_saved_found_again_with_its_count_and_deleted(visitor: Visitor, page: Page) -> None:
    visitor.open("/?state=open&kind=purchase_problem")
    page.click(".view-tools summary")
    page.fill("#view-name", "Problemy z zakupem")
    visitor.picture("list-save-view")
    page.click(".save-view button")
    entry = page.locator("#views a", has_text="Problemy z zakupem")
    expect(entry).to_have_attribute("aria-current", "page")
    expect(entry.locator(".view-count")).to_have_text(re.compile(r"^\d+$"))
    visitor.open("/")
    entry.click()
    expect(page).to_have_url(re.compile(r"kind=purchase_problem"))
    page.locator(".view-tools summary", has_text="Usuń widok").click()
    page.get_by_role("button", name="Usuń").click()
    expect(page.locator("#views")).not_to_contain_text("Problemy z zakupem")


def test_a_bulk_action_changes_what_is_ticked_and_the_list_keeps_its_place(visitor: Visitor, page: Page) -> None:
    visitor.open("/?state=any&kind=discussion")
    boxes = page.locator(f"{ROWS} input[name=ticket]")
    number = boxes.nth(1).get_attribute("value")
    boxes.nth(1).check()
    boxes.nth(3).check()
    expect(page.locator("[data-ticked]")).to_contain_text("2")
    # The list refreshes itself meanwhile: ticks and focus outlast it.
    page.locator(f"#ticket-{number}").focus()
    with page.expect_response(lambda answer: answer.request.headers.get("hx-target") == "rows"):
        visitor.comes_back_to_the_tab()
    expect(page.locator(f"#pick-{number}")).to_be_checked()
    expect(page.locator(f"#ticket-{number}")).to_be_focused()
    visitor.picture("list-bulk")
    page.select_option("#bulk select[name=priority]", label="Pilny")
    page.select_option("#bulk select[name=tag]", label="kurier")
    page.click("#bulk .button-primary")
    expect(page).to_have_url(re.compile(r"kind=discussion"))
    expect(page.locator("#notices")).to_contain_text("Zmieniono 2 zgłoszenia")
    expect(page.locator(ROWS, has=page.locator(f"#ticket-{number}"))).to_contain_text("Pilny")
    expect(page.locator(ROWS, has=page.locator(f"#ticket-{number}"))).to_contain_text("kurier")


def test_everything_that_fits_is_changed_once_one_is_sure(visitor: Visitor, page: Page) -> None:
    visitor.open("/?state=any&kind=claim")
    page.locator(f"{ROWS} input[name=ticket]").first.check()
    page.check("#bulk input[name=everything]")
    page.select_option("#bulk select[name=tag]", label="kurier")
    page.click("#bulk .button-primary")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zmienić")
    expect(page.locator("main")).to_contain_text("kurier")
    visitor.picture("list-bulk-confirm")
    page.get_by_role("link", name="Anuluj").click()
    expect(page).to_have_url(re.compile(r"\?state=any&kind=claim$"))
    expect(page.locator(ROWS).first).not_to_contain_text("kurier")
    page.locator(f"{ROWS} input[name=ticket]").first.check()
    page.check("#bulk input[name=everything]")
    page.select_option("#bulk select[name=tag]", label="kurier")
    page.click("#bulk .button-primary")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zmienić")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Zmień")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?state=any&kind=claim$"))
    expect(page.locator("#notices")).to_contain_text("Zmieniono")
    for row in page.locator(ROWS).all():
        expect(row).to_contain_text("kurier")


def test_what_is_unread_is_read_once_it_was_opened_and_can_be_marked_again(visitor: Visitor, page: Page) -> None:
    visitor.open("/?unread=on")
    link = page.locator(".ticket-link").first
    name = link.get_attribute("id")
    link.click()
    expect(page.locator("#history")).to_be_visible()
    visitor.open("/?state=any&unread=on")
    expect(page.locator(f"#{name}")).to_have_count(0)


def test_next_and_previous_walk_through_the_filtered_list(visitor: Visitor, page: Page) -> None:
    visitor.open("/?state=any&kind=claim")
    addresses = [link.get_attribute("href") for link in page.locator(".ticket-link").all()]
    page.locator(".ticket-link").nth(1).click()
    page.get_by_role("link", name="Następne").click()
    expect(page).to_have_url(re.compile(re.escape(str(addresses[2])) + "$"))
    page.wait_for_load_state()
    page.keyboard.press("k")
    expect(page).to_have_url(re.compile(re.escape(str(addresses[1])) + "$"))
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile(r"\?state=any&kind=claim$"))


def test_the_list_works_by_the_keyboard_alone(visitor: Visitor, page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    visitor.picture("shortcuts")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".ticket-link").nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator(f"{ROWS} input[name=ticket]").nth(1)).to_be_checked()
    page.keyboard.press("k")
    expect(page.locator(".ticket-link").nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#id_q")).to_be_focused()
    page.keyboard.type("jx")
    expect(page.locator("#id_q")).to_have_value("jx")


def test_shortcuts_can_be_switched_off(visitor: Visitor, page: Page) -> None:
    page.keyboard.press("?")
    page.uncheck("[data-shortcuts-on]")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#id_q")).not_to_be_focused()
    page.reload()
    page.keyboard.press("/")
    expect(page.locator("#id_q")).not_to_be_focused()


def test_the_list_is_a_file(page: Page) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="Eksportuj do CSV").click()
    assert download.value.suggested_filename.endswith(".csv")
