"""What every page of the desk shares."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from simulator.desk.texts import PROBLEMS_IN_POLISH, TEXTS
from simulator.marketplace import market_of
from simulator.pages import page, templates
from simulator.subjects import subject

LANGUAGE_COOKIE = "desk_language"
WARSAW = ZoneInfo("Europe/Warsaw")


def language_of(request: Request) -> str:
    """`pl` unless the visitor switched to `en`."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "pl")
    return chosen if chosen in TEXTS else "pl"


def render(request: Request, template: str, context: dict[str, Any], status: int = 200) -> Response:
    """A page in the visitor's language; templates find the words in `t` and the records in `world`."""
    lang = language_of(request)
    shared = {
        "lang": lang,
        "t": TEXTS[lang],
        "world": market_of(request).world,
        "here": request.url.path,
        "faults_on": [one.id for one in market_of(request).faults.active],
        "worded": PROBLEMS_IN_POLISH if lang == "pl" else {},
        "subject": lambda reason: subject(reason, lang),
    }
    return page(request, template, shared | context, status)


def when(moment: datetime) -> str:
    """Polish local time, to the minute."""
    return moment.astimezone(WARSAW).strftime("%d.%m.%Y %H:%M")


templates.env.filters["when"] = when
