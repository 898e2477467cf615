"""`make screenshots`: the pictures of the guide, taken anew from the demo in a browser. Needs Chromium.

Buyers write Polish and the demo's shop is Polish, so in the English pictures only Parley itself speaks English.
"""

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.e2e.conftest import CHROMIUM, QUIET
from tests.e2e.house import PASSWORD, ROOT, House, running_house

PICTURES = ROOT / "docs" / "images" / "guide"
WIDE, NARROW = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
COLOURS = 96  # pages have few: each picture stays below 120 KB
SETTLED = 800  # milliseconds: counts and pictures that come after the page
SELLERS = {
    "pl": "elektro-okazje",
    "en": "antykwariat-antresola",
}  # each language's wizard needs one that is not connected yet
LOCALES = {"pl": "pl-PL", "en": "en-GB"}  # how the browser writes dates
SELLER = "sklep-dom-i-ogrod"


@dataclass
class Camera:
    """Somebody signed in, reading one language. Paths are the house's."""

    page: Page
    house: House
    language: str

    def open(self, path: str) -> None:
        self.page.goto(f"{self.house.url}{path}")

    def take(self, name: str, path: str = "", size: ViewportSize = WIDE, *, dark: bool = False) -> None:
        """The page that is open, or that of the path, as `<language>/<name>.png`."""
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        if path:
            self.open(path)
        self.page.wait_for_timeout(SETTLED)
        target = PICTURES / self.language / f"{name}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(io.BytesIO(self.page.screenshot())) as picture:
            picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
        sys.stdout.write(f"{target.relative_to(ROOT)} {target.stat().st_size // 1000} KB\n")
        self.page.set_viewport_size(WIDE)
        self.page.emulate_media(color_scheme="light")


@contextmanager
def signed_in(browser: Browser, house: House, email: str, language: str) -> Iterator[Camera]:
    with browser.new_context(viewport=WIDE, locale=LOCALES[language], timezone_id="Europe/Warsaw") as context:
        camera = Camera(context.new_page(), house, language)
        page = camera.page
        camera.open("/accounts/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        camera.open("/people/me/")
        page.select_option("select[name=language]", language)
        page.click("main form button[type=submit]")
        expect(page.locator(f"html[lang={language}]")).to_be_attached()
        yield camera


def agents_day(camera: Camera) -> None:
    page = camera.page
    camera.take("list", "/")
    camera.take("list-dark", "/", dark=True)
    camera.take("list-narrow", "/", NARROW)
    page.check("input[name=ticket] >> nth=0")
    page.check("input[name=ticket] >> nth=1")
    camera.take("list-bulk")
    camera.open("/")
    page.keyboard.press("?")
    camera.take("shortcuts")

    camera.open("/?kind=discussion&waiting_for=us")
    page.click(".ticket-link >> nth=0")
    page.wait_for_selector("#reply-form")
    ticket = page.url.removeprefix(camera.house.url)
    camera.take("ticket", ticket)
    camera.take("ticket-narrow", ticket, NARROW)
    page.click("[data-open-canned]")
    page.wait_for_selector(".canned-reply")
    camera.take("ticket-canned", "")
    camera.open(ticket)
    page.check("#mode-comment", force=True)
    camera.take("ticket-comment")
    _leave_one_uncertain(camera)


def _leave_one_uncertain(camera: Camera) -> None:
    """A reply of which nobody knows for two minutes whether it arrived."""
    page = camera.page
    camera.open("/?kind=claim&waiting_for=us")
    page.click(".ticket-link >> nth=0")
    page.wait_for_selector("#reply-form")
    camera.house.play("POST", "/faults", id="unstored_504", count=1)
    page.fill("#reply-form textarea", "Dzień dobry, wysłaliśmy nowy egzemplarz. Przepraszamy za kłopot.")
    page.click("#reply-form .button-primary")
    page.wait_for_selector("[data-undo-until]")
    camera.take("ticket-undo")
    page.wait_for_selector(".delivery-uncertain", timeout=30_000)
    page.locator("details.uncertain-choices").last.evaluate("one => { one.open = true; one.scrollIntoView(); }")
    camera.take("ticket-uncertain")


def administrators_day(camera: Camera) -> None:
    for name, path in (
        ("settings", "/settings/"),
        ("people", "/people/"),
        ("queue", "/settings/queues/1/"),
        ("canned-reply", "/settings/canned-replies/1/"),
        ("reports", "/reports/"),
    ):
        camera.take(name, path)
    _connect_an_account(camera)
    camera.take("health", "/integrations/1/")
    camera.take("audit-log", "/settings/audit-log/")


def _connect_an_account(camera: Camera) -> None:
    page = camera.page
    camera.open("/customers/fields/add/")
    page.fill("input[name=name]", f"Login Allegro: {SELLERS[camera.language]}")
    page.click("main form button[type=submit]")
    camera.take("connect-authenticate", "/integrations/allegro/")
    page.click("main .button-primary")
    page.click(f"button:has-text('{SELLERS[camera.language]}')")
    page.click("button[value=approve]")
    expect(page.locator(".notice-success")).to_be_visible()
    page.fill("input[name=name]", f"Allegro: {SELLERS[camera.language]}")
    page.select_option("select[name=login_field]", label=f"Login Allegro: {SELLERS[camera.language]}")
    for name in ("queue", "category", "status_resolved", "status_unresolved"):
        page.select_option(f"select[name={name}]", index=1)
    camera.take("connect-other-data")
    # Cases enough, and slow enough, for a picture of the import.
    camera.house.play("POST", "/bulk", seller=SELLERS[camera.language], cases=20)
    camera.house.play(
        "POST", "/faults", id="slow", routes=["issues.chat"], seller=SELLERS[camera.language], options={"seconds": 0.7}
    )
    page.click("button[name=run]")
    page.wait_for_selector("#import-progress[max]", timeout=30_000)
    camera.take("connect-import")
    camera.house.play("DELETE", "/faults?id=slow")


def disconnected(camera: Camera) -> None:
    for _ in range(60):  # seconds: the next sweeps find out
        camera.page.goto(f"{camera.house.url}/integrations/1/")
        if camera.page.locator("#state .notice-bad").count():
            break
        camera.page.wait_for_timeout(1000)
    else:
        raise SystemExit("The account was not disconnected in time for its picture.")
    camera.take("disconnected", "/integrations/1/")


def main() -> None:
    if CHROMIUM is None:
        raise SystemExit("The pictures are taken in Chromium, which was not found.")
    os.environ.pop("DATABASE_URL", None)  # a house of its own, whatever the shell names
    with (
        tempfile.TemporaryDirectory() as folder,
        running_house(Path(folder)) as house,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET) as browser,
    ):
        for language in SELLERS:
            with signed_in(browser, house, "agent1@example.com", language) as agent:
                agents_day(agent)
        for language in SELLERS:
            with signed_in(browser, house, "admin@example.com", language) as administrator:
                administrators_day(administrator)
        house.play("POST", "/tokens/revoke", seller=SELLER)
        for language in SELLERS:
            with signed_in(browser, house, "admin@example.com", language) as administrator:
                disconnected(administrator)


if __name__ == "__main__":
    main()
