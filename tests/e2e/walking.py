"""Walking through all pages by their links, and asking axe what each keeps from people with disabilities."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page, ViewportSize

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
EVERYTHING = {"runOnly": TAGS, "resultTypes": ["violations"]}
# Without waiting for what only whole pages need, such as all stylesheets.
OF_A_PART = EVERYTHING | {"preload": False}
STRUCTURE = OF_A_PART | {"rules": {"color-contrast": {"enabled": False}}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"], "preload": False}
# A page that counts as hidden refreshes no part of itself, so that axe sees neither buttons that wait for an answer nor
# colours on their way from one to the other.
ASK_AXE = """
async ([part, rules]) => {
  if (!document.querySelector(part)) return { violations: [] };
  Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
  while (document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"))
    await new Promise(requestAnimationFrame);
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  const found = await axe.run(part, rules);
  delete document.hidden;
  return found;
}
"""
UNFOLD = "() => document.querySelectorAll('details').forEach(folded => folded.open = true)"
OF_ONE_ANSWER = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
WIDE, NARROW = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)


@dataclass
class Walk:
    """One person's way: each kind of page once, whatever else it is about.

    Without `colours` the dark and the unfolded page are left out: whoever sees the same pages in another language sees
    the same colours.
    """

    page: Page
    url: str
    colours: bool = True
    seen: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    violations: list[str] = field(default_factory=list)

    def through(self, starts: Iterable[str], room: str = "") -> None:
        """Look at these pages, and at every kind of page of this room (of all rooms) that a link leads to."""
        for start in starts:
            waiting = [start]
            while waiting:
                path = waiting.pop(0)
                if path != start and kind_of(path) in self.seen:
                    continue
                self.seen.add(kind_of(path))
                if self._open(path):
                    self.look(path)
                    waiting += [link for link in self._links() if kind_of(link).startswith(room) and link != start]

    def look(self, name: str) -> None:
        """Note what axe finds on the open page: light and dark, unfolded, narrow, and in its dialogs.

        Width changes no colours, so the narrow page is asked for its structure; what can be unfolded and the dialogs
        are asked by themselves, for the rest of the page has not changed, and once where many pages have the same.
        """
        self.page.evaluate(AXE_SCRIPT)
        self._ask(f"{name}, light", EVERYTHING)
        self._in_the_dark(name)
        self.page.evaluate(UNFOLD)
        if self.colours and self._is_new("details"):
            self._ask(f"{name}, unfolded", COLOURS, "details")
            self._in_the_dark(f"{name}, unfolded", "details")
        self.page.set_viewport_size(NARROW)
        self._ask(f"{name}, narrow", STRUCTURE)
        self.page.set_viewport_size(WIDE)
        for dialog in self.page.eval_on_selector_all("dialog[id]", "dialogs => dialogs.map(dialog => dialog.id)"):
            if not self._is_new(f"#{dialog}"):
                continue
            self.page.evaluate(f"document.getElementById('{dialog}').showModal()")
            self._ask(f"{name}, {dialog}", OF_A_PART, f"#{dialog}")
            self._in_the_dark(f"{name}, {dialog}", f"#{dialog}")
            self.page.evaluate(f"document.getElementById('{dialog}').close()")

    def ends_well(self) -> None:
        assert not self.violations, "\n".join(self.violations)

    def _is_new(self, part: str) -> bool:
        """Whether it was not looked at before on another page, letter for letter the same, as a menu is."""
        html = "".join(self.page.eval_on_selector_all(part, "parts => parts.map(part => part.outerHTML)"))
        html = OF_ONE_ANSWER.sub("", html)
        if html in self.parts:
            return False
        self.parts.add(html)
        return True

    def _in_the_dark(self, name: str, part: str = "html") -> None:
        """Dark changes nothing but colours."""
        if not self.colours:
            return
        self.page.emulate_media(color_scheme="dark")
        self._ask(f"{name}, dark", COLOURS, part)
        self.page.emulate_media(color_scheme="light")

    def _open(self, path: str) -> bool:
        """False where a link leads to a file and not to a page."""
        try:
            self.page.goto(f"{self.url}{path}")
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            return False
        return bool(self.page.evaluate("document.contentType == 'text/html'"))

    def _links(self) -> list[str]:
        """Paths with their queries, of links that stay in the house and lead to a page of ours."""
        links = self.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        ours = [link for link in links if link.startswith(f"{self.url}/")]
        paths = [urlsplit(link)._replace(scheme="", netloc="", fragment="").geturl() for link in ours]
        return [path for path in paths if kind_of(path)]

    def _ask(self, where: str, rules: dict[str, Any], part: str = "html") -> None:
        """Ask axe about a part of the page, named by a selector."""
        found = self.page.evaluate(ASK_AXE, [part, rules])
        self.violations += [f"{where}: {line}" for line in _told(found)]


def kind_of(path: str) -> str:
    """The name of the view that answers; empty for what nobody answers."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def _told(found: dict[str, Any]) -> Iterator[str]:
    """One line per element, with the rule, how bad it is, and why."""
    for violation in found["violations"]:
        for node in violation["nodes"]:
            why = " ".join((node.get("failureSummary") or "").split())
            yield f"{violation['id']} ({violation['impact']}) at {' '.join(map(str, node['target']))}: {why}"
