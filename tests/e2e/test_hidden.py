"""A page that nobody looks at asks for nothing; once it is shown again, each part of it asks once."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Visitor

# Timers follow the test's clock; a tab is hidden by what the browser would say of it.
HIDE = """
hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}
"""
TEN_MINUTES = 600_000  # milliseconds


@pytest.fixture
def page(visitor: Visitor) -> Page:
    visitor.sign_in("agent1@example.com")
    visitor.page.clock.install()
    return visitor.page


def asked_while_hidden_and_afterwards(page: Page) -> tuple[list[str], list[str]]:
    """The paths asked for in ten minutes out of sight, and in the second after that."""
    asked: list[str] = []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.evaluate(HIDE, True)
    page.clock.run_for(TEN_MINUTES)
    hidden, asked[:] = list(asked), []
    page.evaluate(HIDE, False)
    page.clock.run_for(1_000)
    page.wait_for_load_state("networkidle")
    return hidden, sorted(asked)


def test_a_hidden_list_asks_for_nothing_and_looks_once_when_it_is_shown(visitor: Visitor, page: Page) -> None:
    visitor.open("/")
    assert asked_while_hidden_and_afterwards(page) == ([], ["/", "/integrations/background/", "/views/"])


def test_a_hidden_ticket_asks_for_nothing_and_looks_once_when_it_is_shown(visitor: Visitor, page: Page) -> None:
    visitor.open("/")
    page.click(".ticket-link >> nth=0")
    ticket = urlsplit(page.url).path
    hidden, shown = asked_while_hidden_and_afterwards(page)
    assert hidden == []
    assert shown == ["/integrations/background/", f"{ticket}history/", f"{ticket}presence/"]


def test_a_list_in_sight_asks_every_fifteen_seconds(visitor: Visitor, page: Page) -> None:
    visitor.open("/")
    page.wait_for_load_state("networkidle")
    with page.expect_request(f"{visitor.house.url}/"):
        page.clock.run_for(15_000)
