"""The ticket page as an agent works with it all day."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Visitor
from tests.e2e.house import UNDO_SECONDS, House
from tests.e2e.test_agent import SOON, open_ticket_of
from tests.tickets.test_uploads import picture

BOX = "#reply-form textarea"


def test_what_is_typed_is_kept_across_a_reload_and_a_sign_out(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    open_ticket_of(visitor, "discussion", "Szkic e2e-szkic")
    page = visitor.page
    page.fill(BOX, "Pół zdania do kupującego")
    expect(page.locator("#reply-form [data-draft-state]")).to_have_text("Szkic zapisany")
    page.check("#mode-comment", force=True)
    page.fill("#comment-form textarea", "Pół uwagi dla zespołu")
    expect(page.locator("#comment-form [data-draft-state]")).to_have_text("Szkic zapisany")
    visitor.picture("ticket-comment-mode")
    ticket = page.url
    page.click(".user-menu summary")
    page.get_by_role("button", name="Wyloguj").click()
    visitor.sign_in_by_form("agent1@example.com")
    page.goto(ticket)
    expect(page.locator(BOX)).to_have_value("Pół zdania do kupującego")
    expect(page.locator("#comment-form textarea")).to_have_value("Pół uwagi dla zespołu")


def test_a_canned_reply_is_chosen_by_the_keyboard_and_filled_in(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    open_ticket_of(visitor, "discussion", "Zdjęcia e2e-szablon")
    page = visitor.page
    page.keyboard.press("r")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#canned-search")).to_be_focused()
    expect(page.locator(".canned-reply").nth(3)).to_be_visible()
    visitor.picture("ticket-canned")
    page.keyboard.type("zdjecia dziekujemy")
    expect(page.locator(".canned-reply:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#canned")).to_be_hidden()
    expect(page.locator(BOX)).to_be_focused()
    text = page.locator(BOX).input_value()
    assert "{{" not in text
    assert text.startswith("Dzień dobry")
    # A slash within a sentence is a slash.
    page.keyboard.type(" 1/2")
    expect(page.locator(BOX)).to_have_value(re.compile(r"1/2$"))


def test_a_reply_that_resolves_is_sent_and_undone_by_the_keyboard_alone(visitor: Visitor) -> None:
    visitor.sign_in("agent2@example.com")
    open_ticket_of(visitor, "purchase_problem", "Klawiatura e2e-klawiatura")
    page = visitor.page
    before = page.locator("#choice-status option:checked").inner_text()
    page.wait_for_load_state()
    page.keyboard.press("r")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.type("Sprawa załatwiona")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator("#choice-status option:checked")).to_have_text("Rozwiązane")
    page.locator("[data-undo-until] button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(BOX)).to_have_value("Sprawa załatwiona")
    expect(page.locator(".message-ours", has_text="załatwiona")).to_have_count(0)
    page.reload()
    expect(page.locator("#choice-status option:checked")).to_have_text(before)


def test_two_agents_at_one_ticket_see_each_other(visitor: Visitor, chromium: Browser, house: House) -> None:
    visitor.sign_in("agent1@example.com")
    open_ticket_of(visitor, "discussion", "Razem e2e-razem")
    with chromium.new_context(locale="pl-PL") as context:
        ewa = Visitor(context.new_page(), house)
        ewa.sign_in("agent2@example.com")
        ewa.page.goto(visitor.page.url)
        expect(ewa.page.locator("#presence")).to_contain_text("Piotr Agent ma otwarte")
        with ewa.page.expect_response(lambda answer: answer.url.endswith("/presence/")):
            ewa.page.fill(BOX, "Ja odpowiem")
        visitor.comes_back_to_the_tab()
        expect(visitor.page.locator("#presence")).to_contain_text("Ewa Agentka pisze")
        visitor.picture("ticket-presence")
        ewa.page.goto(f"{house.url}/")
        visitor.comes_back_to_the_tab()
        expect(visitor.page.locator("#presence")).not_to_contain_text("Ewa")


def test_news_is_said_to_screen_readers_and_focus_stays_where_it_was(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    case_id = open_ticket_of(visitor, "discussion", "Nowina e2e-nowina")
    page = visitor.page
    page.fill(BOX, "W trakcie pisania")
    visitor.house.play("POST", f"/cases/{case_id}/messages", author="buyer", text="Dopisuję coś jeszcze")
    expect(page.locator("#announcer")).to_contain_text("Dopisuję coś jeszcze", timeout=SOON)
    expect(page.locator(BOX)).to_be_focused()
    visitor.house.play("POST", f"/cases/{case_id}/messages", author="buyer", text="I jeszcze jedno")
    page.locator("#history .message").first.evaluate("one => one.scrollIntoView()")
    expect(page.locator("#history")).to_contain_text("I jeszcze jedno", timeout=SOON)


def test_a_picture_is_pasted_seen_sent_and_looked_at(visitor: Visitor, tmp_path: Path) -> None:
    visitor.sign_in("agent1@example.com")
    open_ticket_of(visitor, "discussion", "Obrazek e2e-obrazek")
    page = visitor.page
    photo = tmp_path / "pudełko.png"
    photo.write_bytes(picture(size=64))
    page.set_input_files("#reply-form input[type=file]", photo)
    expect(page.locator("#reply-form [data-preview]")).to_be_visible()
    visitor.picture("ticket-preview")
    page.fill(BOX, "Tak wygląda nowe pudełko.")
    page.click("#reply-form .button-primary")
    expect(page.locator(".delivery-delivered").last).to_be_visible(timeout=(UNDO_SECONDS + 10) * 1000)
    page.locator("a[data-view]").last.click()
    expect(page.locator("#viewer img")).to_be_visible()
    visitor.picture("ticket-viewer")
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()
    expect(page.locator("a[data-view]").last).to_be_focused()


def test_tags_and_priority_are_set_in_place(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    open_ticket_of(visitor, "discussion", "Etykieta e2e-etykieta")
    page = visitor.page
    page.click("#tags-menu summary")
    visitor.picture("ticket-tags")
    page.get_by_label("kurier", exact=True).check()
    page.locator(".tag-choice button").click()
    expect(page.locator("#tags-menu summary")).to_contain_text("kurier")
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    page.select_option("#choice-priority", label="Pilny")
    expect(page.locator("#event-log")).to_contain_text("Pilny")
    page.reload()
    expect(page.locator("#choice-priority option:checked")).to_have_text("Pilny")
    page.locator(".events summary").click()
    expect(page.locator("#event-log")).to_contain_text("kurier")


def test_the_last_message_and_the_composer_are_seen_together_on_a_small_laptop(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    open_ticket_of(visitor, "discussion", "Laptop e2e-laptop")
    visitor.page.set_viewport_size({"width": 1366, "height": 768})
    expect(visitor.page.locator("#history .message").last).to_be_in_viewport(ratio=0.9)
    expect(visitor.page.locator("#reply-form .button-primary")).to_be_in_viewport(ratio=1)


def test_a_list_of_twenty_five_fits_a_laptop(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    visitor.open("/?state=any")
    expect(visitor.page.locator(".ticket-table tbody tr")).to_have_count(25)
    expect(visitor.page.locator(".ticket-table tbody tr").last).to_be_in_viewport(ratio=1)


HAND_OVER = """
([event, ...names]) => {
  const given = new DataTransfer();
  for (const name of names) given.items.add(new File([new Uint8Array([137, 80, 78, 71])], name, { type: "image/png" }));
  const box = document.querySelector("#reply-form textarea");
  box.dispatchEvent(
    event === "paste"
      ? new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true })
      : new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }),
  );
}
"""


def test_a_file_is_attached_by_pasting_and_by_dropping_and_taken_away(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    open_ticket_of(visitor, "discussion", "Upuszczony e2e-upuszczony")
    page = visitor.page
    for event in ("paste", "drop"):
        page.evaluate(HAND_OVER, [event, f"{event}.png"])
        expect(page.locator("#reply-form [data-file-name]")).to_have_text(f"{event}.png")
        expect(page.locator("#reply-form [data-preview]")).to_be_visible()
        page.locator("#reply-form [data-drop-file]").click()
        expect(page.locator("#reply-form [data-file-name]")).to_have_text("")
        expect(page.locator("#reply-form [data-preview]")).to_be_hidden()


def test_of_two_dropped_files_the_page_says_that_one_was_left_out(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    open_ticket_of(visitor, "discussion", "Dwa pliki e2e-dwapliki")
    page = visitor.page
    page.evaluate(HAND_OVER, ["drop", "jeden.png", "dwa.png"])
    expect(page.locator("#reply-form [data-file-name]")).to_have_text("jeden.png")
    note = page.locator("#reply-form [data-left-out]")
    expect(note).to_have_text("Załączono tylko pierwszy plik: wiadomość przyjmuje jeden.")
    visitor.picture("ticket-two-files")
    page.locator("#reply-form [data-drop-file]").click()
    expect(note).to_have_text("")


def test_the_whole_job_by_the_keyboard_alone(visitor: Visitor) -> None:
    """From the sign-in to the delivered reply and back to the list, without a pointer."""
    page, house = visitor.page, visitor.house
    case = house.play("POST", "/cases", seller="sklep-dom-i-ogrod", kind="discussion", text="Bez myszy e2e-bezmyszy")
    page.goto(f"{house.url}/accounts/login/")
    page.locator("input[name=login]").focus()
    page.keyboard.type("agent2@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type("parley-demo")
    page.keyboard.press("Enter")
    expect(page.locator("#rows")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type("bezmyszy")
    found = page.locator(".ticket-link")
    expect(page).to_have_url(re.compile("q=bezmyszy"))
    expect(found).to_have_count(1, timeout=SOON + 15_000)  # the list refreshes itself until the case is here
    page.keyboard.press("Tab")
    page.keyboard.press("j")
    expect(found.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#history")).to_contain_text("Bez myszy")
    page.wait_for_load_state()
    page.keyboard.press("r")
    page.keyboard.type("Odpowiedź bez myszy")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".delivery-delivered")).to_be_visible(timeout=(UNDO_SECONDS + 10) * 1000)
    said = house.play("GET", f"/cases/{case['id']}")["messages"]
    assert [one["text"].startswith("Odpowiedź bez myszy") for one in said].count(True) == 1
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile("q=bezmyszy"))


def test_a_blocked_reply_is_edited_and_sent_again(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    case_id = open_ticket_of(visitor, "purchase_problem", "Telefon e2e-zablokowana")
    page = visitor.page
    visitor.house.play("POST", "/faults", id="checked", count=1, only=case_id, options={"verdict": "BLOCKED"})
    page.fill(BOX, "Proszę zadzwonić: 600 100 200")
    page.click("#reply-form button[type=submit]")
    expect(page.locator(".delivery-blocked")).to_be_visible(timeout=SOON)
    visitor.picture("ticket-blocked")

    page.click(".undelivered-choices [id^=edit-]")
    expect(page.locator(BOX)).to_have_value("Proszę zadzwonić: 600 100 200")
    expect(page.locator(".delivery-blocked")).to_have_count(0)
    page.fill(BOX, "Proszę odpisać tutaj")
    page.click("#reply-form button[type=submit]")
    expect(page.locator(".delivery-delivered")).to_be_visible(timeout=SOON)

    said = visitor.house.play("GET", f"/cases/{case_id}")["messages"][1:]
    assert [message["text"].split("\n")[0] for message in said] == [
        "Proszę zadzwonić: 600 100 200",
        "Proszę odpisać tutaj",
    ]
    page.reload()  # a sweep has read both by now, or will: the one that gave way stays away
    expect(page.locator(".message-ours")).to_have_count(1)
    expect(page.locator("#history")).not_to_contain_text("600 100 200")
