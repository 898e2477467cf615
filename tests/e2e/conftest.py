"""A real browser on a whole Parley. Without Chromium these tests are skipped, and say so."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from tests.e2e.house import PASSWORD, ROOT, House, running_house

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Without these Chromium calls home at every start, and waits for it.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = ROOT / "screenshots"
TAKES_PICTURES = bool(os.environ.get("PARLEY_PICTURES"))
SIZES = (ViewportSize(width=390, height=844), ViewportSize(width=1440, height=900))
# A refused form is an answer like any other, and a request may be under way when the page is left: browsers log both.
HARMLESS = re.compile(r".*\b(422|409)\b|htmx:(afterRequest|sendAbort)")
expect.set_options(timeout=15_000)  # milliseconds, for busy machines; nothing waits longer than it must


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def whole_session() -> Iterator[ExitStack]:
    """What is closed with the last of all tests."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory, whole_session: ExitStack) -> Iterator[House]:
    """Told to stop with the last browser test, and waited for with the last of all."""
    house = whole_session.enter_context(running_house(tmp_path_factory.mktemp("house")))
    yield house
    house.stop()


# Of the package, not of the session: Playwright's event loop must have ended when Django's database is asked again.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("PARLEY_REQUIRE_BROWSER"):
            pytest.fail("Chromium is required here and was not found.")
        pytest.skip("Chromium was not found on this machine: browser tests are skipped.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Visitor:
    """Somebody at a browser, signed in. Errors in the page's console fail the test at its end."""

    def __init__(self, page: Page, house: House) -> None:
        self.page, self.house = page, house
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and message.location["url"].startswith(self.house.url):
            self.errors.append(f"{message.text} ({message.location['url']})")

    def sign_in(self, email: str) -> None:
        """Signed in as this person, as if from an hour ago: the form is filled in once, the session goes on."""
        if email in self.house.sessions:
            self.page.context.add_cookies(self.house.sessions[email])
        else:
            self.sign_in_by_form(email)

    def sign_in_by_form(self, email: str) -> None:
        self.page.goto(f"{self.house.url}/accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_selector(".user-menu")
        self.house.sessions[email] = self.page.context.cookies()

    def open(self, path: str) -> None:
        self.page.goto(f"{self.house.url}{path}")

    def comes_back_to_the_tab(self) -> None:
        """Every part of the page that refreshes itself asks at once, instead of when its time has come."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def leave(self) -> None:
        """Close the page, and forget what it logged: the test has provoked it, and it may be provoked once more."""
        self.page.goto("about:blank")
        self.errors.clear()

    def picture(self, name: str) -> None:
        """No page may scroll sideways, narrow or wide. With PARLEY_PICTURES=1 it is also taken, light and dark."""
        expect(
            self.page.locator("main")
        ).to_be_visible()  # of a page that has just been asked for there may be nothing yet
        for size in SIZES:
            self.page.set_viewport_size(size)
            overflow = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, f"{name} is {overflow} pixels too wide at {size['width']}"
            if TAKES_PICTURES:
                self._take(f"{name}-{size['width']}")

    def _take(self, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        for scheme in ("dark", "light"):
            self.page.emulate_media(color_scheme=scheme)
            self.page.screenshot(path=SCREENSHOTS / f"{name}-{scheme}.png", caret="initial")


@pytest.fixture
def visitor(chromium: Browser, house: House) -> Iterator[Visitor]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="pl-PL", timezone_id="Europe/Warsaw")
    visitor = Visitor(context.new_page(), house)
    yield visitor
    context.close()
    assert [error for error in visitor.errors if not HARMLESS.match(error)] == []
