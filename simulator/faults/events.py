"""Things that happen on Allegro at the worst moment: F18, F19, F21, F27."""

from collections.abc import Iterator

from starlette.responses import Response

from simulator import play
from simulator.faults.misbehaviour import Strike
from simulator.records import Author, Case, Kind


def chosen(strike: Strike) -> Iterator[Case]:
    """The case that the option names, or all of the seller's, newest first."""
    named = strike.text("case")
    cases = strike.call.world.cases.values()
    mine = [case for case in cases if case.seller_id == strike.call.seller.id and named in ("", case.id)]
    return reversed(mine)


async def becomes_claim(strike: Strike) -> Response:
    """F18: a discussion becomes a claim and keeps its id."""
    case = next((one for one in chosen(strike) if one.kind is Kind.DISCUSSION and not one.ended), None)
    if case is not None:
        play.convert(strike.call.world, case)
    return await strike.answer()


async def reopens(strike: Strike) -> Response:
    """F19: an ended discussion goes on, with a new `openedDate`."""
    case = next((one for one in chosen(strike) if one.status == "DISPUTE_CLOSED"), None)
    if case is not None:
        play.reopen(strike.call.world, case)
    return await strike.answer()


async def claim_stays_submitted(strike: Strike) -> Response:
    """F21: the buyer ends the talk, and the claim stays as it was."""
    case = next((one for one in chosen(strike) if one.status == "CLAIM_SUBMITTED"), None)
    if case is not None:
        play.write(strike.call.world, case, Author.SYSTEM, "Kupujący zakończył rozmowę.")
    return await strike.answer()


async def closes_before_reply(strike: Strike) -> Response:
    """F27: the case ends while the agent writes."""
    path = strike.call.request.path_params
    case = strike.call.world.cases.get(path.get("thread_id") or path.get("issue_id") or "")
    if case is not None and case.kind is not Kind.CLAIM and not case.ended:
        play.close(strike.call.world, case)
    return await strike.answer()
