"""What Allegro does wrong in the stories: the catalogue of the simulator, each fault as it strikes a living shop."""

from typing import Any

from simulator.faults.misbehaviour import MESSAGES, READS
from simulator.marketplace import Marketplace

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
}
ON_WRITING = ("F11", "F27", "F28", "cut_off", "not_json", "stored_unanswered", "unstored_504", "checked")


def switch_on(market: Marketplace, trouble: str, count: int) -> None:
    """That trouble, for so many calls."""
    market.faults.switch_on(trouble, count=count, **TROUBLES[trouble])
