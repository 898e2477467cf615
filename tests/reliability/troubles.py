"""What Allegro does wrong in the stories: the catalogue of the simulator, each fault as it strikes a living shop."""

from typing import Any

from simulator.faults.events import CHANGES
from simulator.faults.misbehaviour import MESSAGES, READS
from simulator.marketplace import Marketplace

COUNTED = ("issues.list", "issues.chat", "messaging.list")
# Those that change what happened on Allegro (F18, F19, F21) are verbs of the stories anyway; F24 asks for a person.
TROUBLES: dict[str, dict[str, Any]] = {
    "F01": {},
    "F02": {"options": {"latest": 2}},
    "F03": {},
    "F04": {},
    "F05": {},
    "F06": {},
    "F07": {},
    "F08": {},
    "F09": {},
    "F10": {},
    "F11": {"options": {"status": 503}},
    "F12": {},
    "F15": {},
    "F16": {},
    "F17": {},
    "F20": {},
    "F23": {"options": {"seconds": 20}},
    "F24": {"options": {"when": "mid_run"}},
    "F25": {},
    "F26": {},
    "F27": {},
    "F28": {"routes": (*READS, *MESSAGES)},
    "cut_off": {"routes": (*READS, *MESSAGES)},
    "not_json": {"routes": (*READS, *MESSAGES)},
    "stored_unanswered": {"routes": MESSAGES},
    "unstored_504": {},
    "checked": {"options": {"verdict": "BLOCKED"}},
    "being checked": {"id": "checked", "options": {"verdict": "VERIFYING"}},
    **{
        f"clock off by {seconds} s, {where}": {"id": "clock", "options": {"seconds": seconds, "where": where}}
        for seconds in (-300.0, -40.0, 40.0, 300.0)
        for where in ("everywhere", "date", "moments")
    },
    "strict writes": {"id": "strict_writes", "options": {"jitter": 0.0}},
    "another case": {"id": "another", "routes": ("issues.get", "messaging.get")},
    "another account's problems": {"id": "another", "routes": ("messaging.list",), "options": {"whose": "other"}},
    "another order": {"id": "another", "routes": ("orders.get",)},
    "another message": {"id": "another", "routes": MESSAGES},
    "another message of the same case": {"id": "another", "routes": MESSAGES, "options": {"case": "own"}},
    **{f"words {how}": {"id": "changed_words", "options": {"how": how}} for how in CHANGES},
    **{f"ends: {mode}": {"id": "odd_end", "options": {"mode": mode}} for mode in ("first_again", "cursor_again")},
    **{f"ends: {mode}": {"id": "odd_end", "options": {"mode": mode}} for mode in ("no_cursor", "broken", "endless")},
    # Nothing tells that a purchase problem's chat has been cut: Allegro announces no number of messages there.
    **{f"ends: {mode}": {"id": "odd_end", "options": {"mode": mode}, "routes": COUNTED} for mode in ("empty", "cut")},
    **{
        f"odd: {field} {shape}": {"id": "odd_entry", "options": {"field": field, "shape": shape, "which": which}}
        for field, shape, which in (
            ("id", "missing", "newest"),
            ("id", "null", "oldest"),
            ("id", "object", "all"),
            ("createdAt", "missing", "newest"),
            ("createdAt", "word", "oldest"),
            ("createdAt", "object", "all"),
            ("author", "missing", "all"),
            ("author", "list", "newest"),
            ("role", "object", "newest"),
            ("text", "object", "newest"),
            ("attachments", "object", "all"),
        )
    },
}
ON_WRITING = (
    "F11",
    "F27",
    "F28",
    "cut_off",
    "not_json",
    "stored_unanswered",
    "unstored_504",
    "checked",
    "being checked",
    "another message",
    "another message of the same case",
    *(name for name in TROUBLES if name.startswith(("clock", "words"))),
)


def switch_on(market: Marketplace, trouble: str, count: int) -> None:
    """That trouble, for so many calls."""
    terms = dict(TROUBLES[trouble])
    market.faults.switch_on(terms.pop("id", trouble), count=count, **terms)
