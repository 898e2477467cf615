"""What a page weighs on its way to the browser: headers and bodies, compressed as they travel, every asset counted."""

import pytest
from playwright.sync_api import CDPSession, Page

from tests.e2e.conftest import Visitor

FIRST_PAGE = 90_000  # bytes, with nothing in the browser's cache
LATER_PAGE = 25_000  # bytes, once the styles and scripts are there


class Scales:
    """Counts what comes over the wire until it is read. Bytes."""

    def __init__(self, page: Page) -> None:
        self._page, self._bytes = page, 0
        wire: CDPSession = page.context.new_cdp_session(page)
        wire.on("Network.loadingFinished", self._add)
        wire.send("Network.enable")
        self.wire = wire

    def _add(self, finished: dict[str, float]) -> None:
        self._bytes += int(finished["encodedDataLength"])

    def weigh(self, url: str) -> int:
        self._bytes = 0
        self._page.goto(url, wait_until="networkidle")  # what the page asks for by itself included
        return self._bytes


@pytest.fixture
def scales(visitor: Visitor) -> Scales:
    visitor.sign_in("agent1@example.com")
    return Scales(visitor.page)


def test_the_first_load_of_the_list_is_light(visitor: Visitor, scales: Scales) -> None:
    scales.wire.send("Network.clearBrowserCache")
    assert 10_000 < scales.weigh(f"{visitor.house.url}/") <= FIRST_PAGE


def test_later_pages_bring_little_more_than_themselves(visitor: Visitor, scales: Scales) -> None:
    visitor.open("/")
    ticket = visitor.page.get_attribute(".ticket-link >> nth=0", "href")
    visitor.open(str(ticket))
    assert scales.weigh(f"{visitor.house.url}/") <= LATER_PAGE
    assert scales.weigh(f"{visitor.house.url}{ticket}") <= LATER_PAGE
