"""Things that happen on Allegro at the worst moment: F18, F19, F21, F27, and messages that are checked or changed."""

import html
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from simulator import play
from simulator.faults.answers import edited
from simulator.faults.misbehaviour import Strike
from simulator.records import Author, Case, Kind
from simulator.world import World

# What Allegro does to texts on their way (tracker 12032): what is read is not letter for letter what was written.
CHANGES: dict[str, Callable[[str], str]] = {
    "escaped": lambda text: html.escape(text),
    "emoji": lambda text: "".join(one for one in text if unicodedata.category(one) != "So"),
    "invisible": lambda text: "".join(one for one in text if unicodedata.category(one) != "Cf"),
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "spaces": lambda text: re.sub(r"\s", " ", text),
}


def befall(strike: Strike, matters: Callable[[Case], bool], happen: Callable[[World, Case], object]) -> None:
    """Let it happen to one case: the one that the option names, or the newest of the seller's that it can happen to."""
    seller, named, world = strike.call.seller, strike.text("case"), strike.call.world
    for case in reversed(list(world.cases.values())):
        if seller and case.seller_id == seller.id and named in ("", case.id) and matters(case):
            happen(world, case)
            return
    strike.missed()


async def becomes_claim(strike: Strike) -> Response:
    """F18: a discussion becomes a claim and keeps its id."""
    befall(strike, lambda case: case.kind is Kind.DISCUSSION and not case.ended, play.convert)
    return await strike.answer()


async def reopens(strike: Strike) -> Response:
    """F19: an ended discussion goes on, with a new `openedDate`."""
    befall(strike, lambda case: case.status == "DISPUTE_CLOSED", play.reopen)
    return await strike.answer()


async def claim_stays_submitted(strike: Strike) -> Response:
    """F21: the buyer ends the talk, once in each claim, and the claim stays as it was."""
    ended: set[str] = strike.memory.setdefault("ended", set())

    def end(world: World, case: Case) -> None:
        ended.add(case.id)
        play.write(world, case, Author.SYSTEM, "Kupujący zakończył rozmowę.")

    befall(strike, lambda case: case.status == "CLAIM_SUBMITTED" and case.id not in ended, end)
    return await strike.answer()


async def closes_before_reply(strike: Strike) -> Response:
    """F27: the case ends while the agent writes."""
    path = strike.call.request.path_params
    case = strike.call.world.cases.get(path.get("thread_id") or path.get("issue_id") or "")
    if case is None or case.kind is Kind.CLAIM or case.ended:
        strike.missed()
    else:
        play.close(strike.call.world, case)
    return await strike.answer()


async def message_is_checked(strike: Strike) -> Response:
    """A message of the message centre is taken, and the buyer cannot read it yet, or ever."""
    verdict = strike.text("verdict")

    def change(body: Any) -> None:
        play.judge(strike.call.world, strike.call.world.messages[body["id"]], verdict)
        body["status"] = verdict

    return await edited(strike, change)


async def words_are_changed(strike: Strike) -> Response:
    """A message is stored, and answered, with its letters changed."""
    alter, world = CHANGES[strike.text("how")], strike.call.world

    def change(body: Any) -> None:
        message = world.messages[body["id"]]
        body["text"] = message.text = alter(message.text)
        world.keep(message)

    return await edited(strike, change)
