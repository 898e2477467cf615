"""No page keeps anything from people with disabilities, as far as axe can tell: WCAG 2.1 A, AA and best practices.

Playwright speaks to the browser from outside the page, so axe runs under our Content Security Policy as it stands.
"""

from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.test_agent import SOON
from tests.e2e.walking import Walk

# Pages that no link leads to.
ADMINISTRATORS_OWN = [
    "/",
    "/?q=tego-nie-ma",
    "/settings/",
    "/people/me/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
]
BEFORE_SIGN_IN = ["/accounts/login/", "/accounts/password/reset/done/", "/accounts/password/reset/key/1-abc/"]
# What the walk must have met, so that it cannot pass by going nowhere.
LANDMARKS = {
    "tickets:list",
    "tickets:detail",
    "crm:list",
    "crm:field_edit",
    "accounts:profile",
    "accounts:person_edit",
    "settings:queue_edit",
    "settings:status_delete",
    "integrations:detail",
    "integrations:delete",
    "allegro:start",
    "allegro:edit",
    "reports:index",
    "settings:canned_reply_edit",
    "settings:tag_edit",
    "audit:log",
}


@pytest.fixture
def walk(visitor: Visitor) -> Walk:
    return Walk(visitor.page, visitor.house.url)


@pytest.fixture
def english_agent(visitor: Visitor) -> Iterator[Visitor]:
    """An agent who reads English, for as long as the test takes."""
    visitor.sign_in_by_form("agent2@example.com")
    _read(visitor.page, f"{visitor.house.url}/people/me/", "en")
    yield visitor
    _read(visitor.page, f"{visitor.house.url}/people/me/", "pl")


def _read(page: Page, profile: str, language: str) -> None:
    page.goto(profile)
    page.select_option("select[name=language]", language)
    page.click("main form button[type=submit]")
    expect(page.locator(f"html[lang={language}]")).to_be_attached()


def test_before_signing_in(walk: Walk) -> None:
    walk.through(BEFORE_SIGN_IN)
    walk.ends_well()
    assert {"account_login", "account_reset_password"} <= walk.seen


def test_everything_an_administrator_comes_to(visitor: Visitor, walk: Walk) -> None:
    visitor.sign_in_by_form("admin@example.com")
    walk.through(ADMINISTRATORS_OWN)
    walk.ends_well()
    assert walk.seen >= LANDMARKS


def test_everything_an_agent_comes_to_in_english(english_agent: Visitor, walk: Walk) -> None:
    """The administrator's walk has seen the colours of these pages."""
    walk.colours = False
    walk.through(["/", "/?q=no-such-words"])
    walk.ends_well()
    assert {"tickets:detail", "crm:list", "accounts:profile"} <= walk.seen


@pytest.mark.parametrize("kind", ["discussion", "claim", "purchase_problem"])
def test_a_ticket_of_each_kind_in_both_modes_of_its_composer(visitor: Visitor, walk: Walk, kind: str) -> None:
    visitor.sign_in("agent1@example.com")
    visitor.open(f"/?kind={kind}&waiting_for=us")
    visitor.page.click(".ticket-link >> nth=0")
    expect(visitor.page.locator("#history")).to_be_visible()
    walk.look(f"{kind}, reply")
    visitor.page.check("#mode-comment", force=True)
    walk.look(f"{kind}, comment")
    walk.ends_well()


def test_a_ticket_with_a_reply_on_its_way_a_comment_and_canned_replies(visitor: Visitor, walk: Walk) -> None:
    visitor.sign_in("agent1@example.com")
    visitor.open("/?kind=discussion&waiting_for=us")
    page = visitor.page
    page.click(".ticket-link >> nth=0")
    page.check("#mode-comment", force=True)
    page.fill("#comment-form textarea", "Zapytać magazyn")
    page.click("#comment-form button[type=submit]")
    expect(page.locator(".message-comment").last).to_contain_text("Zapytać magazyn")
    page.check("#mode-reply", force=True)
    page.fill("#reply-form textarea", "Dzień dobry, już sprawdzamy.")
    page.click("#reply-form .button-primary")
    expect(page.locator("[data-undo-until]")).to_be_visible()
    walk.look("a reply that can be undone")
    expect(page.locator(".delivery-delivered").last).to_be_visible(timeout=SOON)
    walk.look("a reply that was delivered")
    page.click("[data-open-canned]")
    walk.look("canned replies")
    walk.ends_well()


def test_a_reply_of_which_nobody_knows_whether_it_arrived(visitor: Visitor, walk: Walk) -> None:
    visitor.sign_in("agent1@example.com")
    visitor.open("/?kind=claim&waiting_for=us")
    page = visitor.page
    page.click(".ticket-link >> nth=0")
    visitor.house.play("POST", "/faults", id="unstored_504", count=1)
    page.fill("#reply-form textarea", "Wysłaliśmy nowy egzemplarz.")
    page.click("#reply-form .button-primary")
    expect(page.locator(".delivery-uncertain")).to_be_visible(timeout=SOON)
    walk.look("an uncertain reply")
    walk.ends_well()


def test_ticked_tickets(visitor: Visitor, walk: Walk) -> None:
    visitor.sign_in("agent1@example.com")
    visitor.open("/")
    visitor.page.check("input[name=ticket] >> nth=0")
    walk.look("ticked tickets")
    walk.ends_well()


def test_a_customer_from_the_refused_form_to_the_record(visitor: Visitor, walk: Walk) -> None:
    visitor.sign_in("admin@example.com")
    visitor.open("/customers/add/")
    visitor.page.click("main form button[type=submit] >> nth=0")
    expect(visitor.page.locator("main .errorlist").first).to_be_visible()
    walk.look("a refused form")
    visitor.page.fill("input[name=name]", "Zofia Próbna")
    visitor.page.click("main form button[type=submit] >> nth=0")
    expect(visitor.page.locator("h1")).to_contain_text("Zofia Próbna")
    walk.through([visitor.page.url.removeprefix(visitor.house.url)], room="crm:")
    walk.ends_well()
    assert {"crm:detail", "crm:edit", "crm:delete"} <= walk.seen


@pytest.mark.parametrize("path", ["/settings/", "/nie-ma-takiej-strony/"])
def test_a_page_instead_of_the_one_that_was_asked_for(visitor: Visitor, walk: Walk, path: str) -> None:
    visitor.sign_in("agent1@example.com")
    visitor.open(path)
    walk.look(path)
    visitor.leave()  # the browser notes the refusal as an error
    walk.ends_well()


def test_an_expired_form(visitor: Visitor, walk: Walk) -> None:
    visitor.open("/accounts/login/")
    visitor.page.context.clear_cookies()
    visitor.page.click("main button[type=submit]")
    expect(visitor.page.locator("main form")).to_have_count(0)
    walk.look("an expired form")
    visitor.leave()
    walk.ends_well()


def test_the_page_of_our_own_mistakes(visitor: Visitor, walk: Walk) -> None:
    """Nothing breaks on demand, so the page comes from here and its styles from the house."""
    broken = render_to_string("500.html")
    visitor.page.route("**/broken/", lambda route: route.fulfill(body=broken, content_type="text/html"))
    visitor.open("/broken/")
    walk.look("our own mistake")
    walk.ends_well()
