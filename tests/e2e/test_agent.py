"""An agent's way through the house, with the buyer's desk on the other side."""

import re
import time
from html import unescape
from pathlib import Path

from playwright.sync_api import Route, expect

from tests.e2e.conftest import Visitor
from tests.e2e.house import UNDO_SECONDS
from tests.tickets.test_uploads import picture

SELLER = "sklep-dom-i-ogrod"
TICKET_LINK = re.compile(r'class="ticket-link"[^>]*href="(/tickets/\d+/[^"]*)"')
SOON = 20_000  # milliseconds: a sweep and a question of the page


def open_ticket_of(visitor: Visitor, kind: str, text: str) -> str:
    """A buyer opens a case; the agent opens its ticket. Returns the case's id on Allegro."""
    case = visitor.house.play("POST", "/cases", seller=SELLER, kind=kind, text=text)
    visitor.open(ticket_found_by(visitor, text.split()[-1]))
    expect(visitor.page.locator("#history")).to_contain_text(text)
    return str(case["id"])


def ticket_found_by(visitor: Visitor, word: str) -> str:
    """The path of the ticket that this word finds, as soon as a sweep has brought it."""
    deadline = time.monotonic() + SOON / 1000
    while time.monotonic() < deadline:
        page = visitor.page.request.get(f"{visitor.house.url}/?q={word}").text()
        if found := TICKET_LINK.search(page):
            return unescape(found[1])
        time.sleep(0.1)
    raise AssertionError(f"no ticket came that {word} finds")


def test_an_agent_answers_with_a_file_and_the_buyer_has_it_once(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visitor.sign_in("agent1@example.com")
    visitor.open("/?source=allegro")
    expect(page.locator(".ticket-table tbody tr")).to_have_count(25)
    visitor.picture("list")

    case_id = open_ticket_of(visitor, "discussion", "Uszkodzona paczka e2e-odpowiedz")
    photo = tmp_path / "zdjęcie.png"
    photo.write_bytes(picture(size=64))
    page.fill("#reply-form textarea", "Dzień dobry, przepraszamy za kłopot.")
    page.set_input_files("#reply-form input[type=file]", photo)
    visitor.picture("ticket-writing")
    page.click("#reply-form button[type=submit]")

    reply = page.locator(".message-ours").last
    expect(reply.locator("[data-undo-until]")).to_be_visible()
    visitor.picture("ticket-undo")
    expect(reply.locator(".delivery-delivered code")).to_be_visible(timeout=(UNDO_SECONDS + 10) * 1000)
    message_id = reply.locator(".delivery-delivered code").inner_text()

    said = visitor.house.play("GET", f"/cases/{case_id}")["messages"]
    ours = [message for message in said if "przepraszamy za kłopot" in message["text"]]
    assert [message["id"] for message in ours] == [message_id]
    assert len(ours[0]["files"]) == 1
    assert "Piotr Agent" in ours[0]["text"]
    visitor.picture("ticket-delivered")


def test_the_buyers_answer_shows_in_the_open_ticket_without_a_reload(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    case_id = open_ticket_of(visitor, "purchase_problem", "Brak produktu e2e-rozmowa")
    visitor.page.fill("#reply-form textarea", "Ten tekst zostaje")

    visitor.house.play("POST", f"/cases/{case_id}/messages", author="buyer", text="Halo, jest tam ktoś?")

    expect(visitor.page.locator("#history")).to_contain_text("Halo, jest tam ktoś?", timeout=SOON)
    expect(visitor.page.locator("#reply-form textarea")).to_have_value("Ten tekst zostaje")
    visitor.page.click("#reply-form button[type=submit]")
    expect(visitor.page.locator("#reply-form .errorlist")).to_be_visible()
    visitor.picture("ticket-overtaken")
    visitor.page.click("#reply-form button[type=submit]")
    expect(visitor.page.locator(".message-ours").last).to_contain_text("Ten tekst zostaje")


def test_undo_brings_the_text_back_and_nothing_is_sent(visitor: Visitor) -> None:
    visitor.sign_in("agent2@example.com")
    case_id = open_ticket_of(visitor, "discussion", "Pomyłka e2e-cofnij")
    page = visitor.page
    page.fill("#reply-form textarea", "Nie to chciałam napisać")
    page.click("#reply-form button[type=submit]")
    page.click("[data-undo-until] button")

    expect(page.locator("#reply-form textarea")).to_have_value("Nie to chciałam napisać")
    # Replies leave in the order in which they were written: what comes after it shows that it does not come.
    page.fill("#reply-form textarea", "Tak miało być")
    page.click("#reply-form button[type=submit]")
    expect(page.locator(".delivery-delivered")).to_be_visible(timeout=SOON)
    said = visitor.house.play("GET", f"/cases/{case_id}")["messages"]
    assert [message["text"].split("\n")[0] for message in said[1:]] == ["Tak miało być"]


def test_closure_is_asked_with_the_default_words_and_a_closed_case_takes_comments_only(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    case_id = open_ticket_of(visitor, "discussion", "Prośba e2e-zamkniecie")
    page = visitor.page
    page.check("#reply-form input[data-closure-message]")
    expect(page.locator("#reply-form textarea")).not_to_have_value("")
    page.click("#reply-form button[type=submit]")
    expect(page.locator(".delivery-delivered").last).to_be_visible(timeout=SOON)
    said = visitor.house.play("GET", f"/cases/{case_id}")["messages"]
    assert said[-1]["type"] == "END_REQUEST"

    visitor.house.play("POST", f"/cases/{case_id}/close")
    expect(page.locator("#lock .notice")).to_be_visible(timeout=SOON)
    page.reload()
    expect(page.locator("#reply-form")).to_have_count(0)
    page.fill("#comment-form textarea", "Sprawa zamknięta, nic do zrobienia")
    page.click("#comment-form button[type=submit]")
    expect(page.locator(".message-comment")).to_contain_text("nic do zrobienia")
    visitor.picture("ticket-closed")


def test_a_file_of_the_wrong_kind_is_refused_with_the_text_kept(visitor: Visitor, tmp_path: Path) -> None:
    visitor.sign_in("agent1@example.com")
    open_ticket_of(visitor, "claim", "Usterka e2e-plik")
    wrong = tmp_path / "umowa.png"
    wrong.write_text("to nie jest obrazek")
    page = visitor.page
    page.fill("#reply-form textarea", "W załączniku umowa")
    page.set_input_files("#reply-form input[type=file]", wrong)
    page.click("#reply-form button[type=submit]")
    expect(page.locator("#reply-form .errorlist")).to_contain_text("PNG")
    expect(page.locator("#reply-form textarea")).to_have_value("W załączniku umowa")
    visitor.picture("ticket-refused-file")


def test_a_ticket_shows_what_there_is_to_know_and_is_assigned(visitor: Visitor) -> None:
    visitor.sign_in("agent2@example.com")
    open_ticket_of(visitor, "claim", "Wada e2e-szczegoly")
    page = visitor.page
    side = page.locator(".ticket-side")
    expect(side.locator("a[href*='/claims/']")).to_be_visible()
    expect(side.locator("a[href*='/oferta/']").first).to_be_visible()
    page.select_option("#choice-assignee", label="Ewa Agentka")
    expect(page.locator("#event-log")).to_contain_text("Ewa Agentka")
    page.reload()
    expect(page.locator("#choice-assignee option:checked")).to_have_text("Ewa Agentka")
    page.click(".ticket-side form[action$='/customer/'] button")
    expect(page.locator(".ticket-side a[href^='/customers/']")).to_be_visible()
    page.click(".ticket-side a[href^='/customers/']")
    expect(page.locator("main")).to_contain_text(re.compile(r"\+.*@allegromail"))
    visitor.picture("customer")


def test_a_page_whose_session_has_ended_says_so_and_keeps_the_text(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    open_ticket_of(visitor, "discussion", "Sesja e2e-wygasla")
    page = visitor.page
    page.fill("#reply-form textarea", "Tego nie chcę stracić")
    expect(page.locator("#reply-form [data-draft-state]")).to_have_text("Szkic zapisany")
    page.context.clear_cookies(name="sessionid")
    expect(page.locator("#signed-out")).to_be_visible(timeout=SOON)
    page.fill("#reply-form textarea", "Tego nie chcę stracić, ani tego")
    expect(page.locator("#reply-form [data-draft-state]")).to_have_text("")
    expect(page.locator("#reply-form textarea")).to_have_value("Tego nie chcę stracić, ani tego")
    visitor.picture("ticket-signed-out")


def test_a_form_that_is_too_old_is_not_refused_in_silence(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    open_ticket_of(visitor, "discussion", "Formularz e2e-stary")
    page = visitor.page
    page.context.clear_cookies(name="csrftoken")
    page.fill("#reply-form textarea", "Czy to doszło?")
    page.click("#reply-form button[type=submit]")
    expect(page.locator("#not-taken")).to_be_visible()
    expect(page.locator("#reply-form textarea")).to_have_value("Czy to doszło?")
    visitor.picture("ticket-not-taken")
    visitor.leave()  # the browser notes the refusals


def test_the_button_waits_for_the_answer_and_comes_back_when_none_comes(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    open_ticket_of(visitor, "discussion", "Przycisk e2e-przycisk")
    page = visitor.page
    button = page.locator("#comment-form button[type=submit]")
    on_its_way: list[Route] = []
    page.route("**/comment/", lambda route: on_its_way.append(route))
    page.check("#mode-comment", force=True)
    page.fill("#comment-form textarea", "Zadzwonić jutro")
    button.click()
    expect(button).to_be_disabled()
    page.wait_for_function("() => true")  # what the browser has told until now
    on_its_way.pop().abort()
    expect(button).to_be_enabled()
    expect(page.locator("#comment-form textarea")).to_have_value("Zadzwonić jutro")
    visitor.leave()  # the browser notes every request that failed for want of a network


def test_without_a_network_nothing_is_lost_and_the_page_says_so(visitor: Visitor) -> None:
    visitor.sign_in("agent1@example.com")
    case_id = open_ticket_of(visitor, "discussion", "Zasięg e2e-bezsieci")
    page = visitor.page
    page.fill("#reply-form textarea", "W pociągu nie ma zasięgu")
    page.context.set_offline(True)
    page.click("#reply-form button[type=submit]")
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#reply-form textarea")).to_have_value("W pociągu nie ma zasięgu")

    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden(timeout=SOON)
    page.click("#reply-form button[type=submit]")
    expect(page.locator(".delivery-delivered")).to_be_visible(timeout=SOON)
    said = visitor.house.play("GET", f"/cases/{case_id}")["messages"]
    assert [message["text"].count("W pociągu") for message in said] == [0, 1]
    visitor.leave()  # the browser notes every request that failed for want of a network
