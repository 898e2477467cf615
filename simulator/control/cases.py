"""Play a case: open it, speak in it, end it."""

from decimal import Decimal
from typing import Any

from pydantic import AwareDatetime, Base64Bytes, BaseModel
from starlette.requests import Request

from simulator import claims, play
from simulator.api.issue_shapes import issue_json
from simulator.api.thread_shapes import thread_json
from simulator.control.serving import Unknown, case_of, order_of, read, route, seller_of
from simulator.marketplace import Marketplace
from simulator.media import type_of_name
from simulator.moments import iso
from simulator.play import Claim
from simulator.records import Author, Case, File, Kind, Message
from simulator.world import World

Json = dict[str, Any]

DEFAULT_REASONS = {
    Kind.DISCUSSION: "ITEM_IS_DAMAGED",
    Kind.CLAIM: "DEFECT_FOUND_DURING_USE",
    Kind.PURCHASE_PROBLEM: "PRODUCT_ARRIVED_DAMAGED",
    Kind.QUESTION: "QUESTION",
}


class Upload(BaseModel):
    """A file to attach; `content` is base64, `mime` is guessed from the name when absent."""

    name: str
    content: Base64Bytes
    mime: str | None = None


class ClaimFields(BaseModel):
    """See play.Claim."""

    offer_id: str | None = None
    quantity: int = 1
    expectation: str = "REFUND"
    amount: Decimal | None = None

    def claim(self) -> Claim:
        """The same for the rules."""
        return Claim(self.offer_id, self.quantity, self.expectation, self.amount)


class Opening(ClaimFields):
    """A case to open; the order defaults to the seller's newest (of that buyer)."""

    seller: str
    kind: Kind
    text: str = "Dzień dobry, proszę o pomoc."
    reason: str | None = None
    order_id: str | None = None
    buyer_id: str | None = None
    files: list[Upload] = []
    at: AwareDatetime | None = None


class Saying(BaseModel):
    """A message to write."""

    author: Author
    text: str = ""
    files: list[Upload] = []
    type: str = "REGULAR"
    at: AwareDatetime | None = None


class Judgement(BaseModel):
    """What Allegro's check made of a message; any word, so that one nobody announced can be tried."""

    status: str


class Decision(BaseModel):
    """A decision the seller takes on the site; see claims.DECISIONS."""

    status: str
    message: str = ""
    amount: Decimal | None = None


def attached(market: Marketplace, seller_id: str, uploads: list[Upload]) -> list[File]:
    """Store the uploads."""
    return [
        play.attach(market.world, seller_id, one.name, one.mime or type_of_name(one.name), one.content)
        for one in uploads
    ]


async def list_cases(request: Request, market: Marketplace) -> list[Json]:
    """All cases, or those of `?seller=`, without their messages."""
    name = request.query_params.get("seller")
    seller_id = seller_of(market, name).id if name else None
    cases = [case for case in market.world.cases.values() if seller_id in {None, case.seller_id}]
    return [summary(market.world, case) for case in cases]


async def open_case(request: Request, market: Marketplace) -> Json:
    """Open a case as a buyer."""
    body = await read(request, Opening)
    seller = seller_of(market, body.seller)
    case = play.open_case(
        market.world,
        kind=body.kind,
        order=order_of(market, seller, body.order_id, body.buyer_id),
        reason=body.reason or DEFAULT_REASONS[body.kind],
        text=body.text,
        files=attached(market, seller.id, body.files),
        claim=body.claim(),
        at=body.at,
    )
    return dump(request, market, case)


async def show_case(request: Request, market: Marketplace) -> Json:
    """A case with every message, and as the API gives it."""
    return dump(request, market, case_of(request, market))


async def write(request: Request, market: Marketplace) -> Json:
    """Write a message in any role; answers with the message."""
    case, body = case_of(request, market), await read(request, Saying)
    files = attached(market, case.seller_id, body.files)
    message = play.write(market.world, case, body.author, body.text, files=files, type_=body.type, at=body.at)
    return message_dump(market.world, message)


async def judge(request: Request, market: Marketplace) -> Json:
    """Allegro checks a message; answers with it."""
    case, body = case_of(request, market), await read(request, Judgement)
    message = next((one for one in market.world.chat(case) if one.id == request.path_params["message_id"]), None)
    if message is None:
        raise Unknown("No such message")
    play.judge(market.world, message, body.status)
    return message_dump(market.world, message)


async def close(request: Request, market: Marketplace) -> Json:
    """The case ends."""
    play.close(market.world, case_of(request, market))
    return await show_case(request, market)


async def unresolve(request: Request, market: Marketplace) -> Json:
    """A discussion led nowhere."""
    play.mark_unresolved(market.world, case_of(request, market))
    return await show_case(request, market)


async def reopen(request: Request, market: Marketplace) -> Json:
    """The case goes on."""
    play.reopen(market.world, case_of(request, market))
    return await show_case(request, market)


async def convert(request: Request, market: Marketplace) -> Json:
    """A discussion becomes a claim."""
    body = await read(request, ClaimFields)
    play.convert(market.world, case_of(request, market), body.claim())
    return await show_case(request, market)


async def decide(request: Request, market: Marketplace) -> Json:
    """The seller decides a claim on the site."""
    body = await read(request, Decision)
    claims.decide(market.world, case_of(request, market), body.status, body.message, amount=body.amount)
    return await show_case(request, market)


def summary(world: World, case: Case) -> Json:
    """A case in short."""
    buyer = world.buyers[case.buyer_id]
    return {
        "id": case.id,
        "kind": case.kind,
        "status": case.status,
        "ended": case.ended,
        "reason": case.reason,
        "seller": world.sellers[case.seller_id].login,
        "buyer": {"id": buyer.id, "login": buyer.login},
        "order_id": case.order_id,
        "opened_at": iso(case.opened_at),
        "return_required": case.return_required,
        "decision": case.decision,
        "message_count": len(world.chat(case)),
    }


def dump(request: Request, market: Marketplace, case: Case) -> Json:
    """A case in full; `api` is what the API answers for it."""
    world, base = market.world, str(request.base_url).removesuffix("/").removesuffix("/control")
    api = issue_json(world, case, base=base, language="pl-PL") if case.kind.is_issue else thread_json(world, case)
    messages = [message_dump(world, message) for message in world.chat(case)]
    return summary(world, case) | {"messages": messages, "api": api}


def message_dump(world: World, message: Message) -> Json:
    """One message with its files."""
    return {
        "id": message.id,
        "author": message.author,
        "login": message.login,
        "text": message.text,
        "type": message.type,
        "status": message.status,
        "created_at": iso(message.created_at),
        "files": [world.files[file_id].model_dump(include={"id", "name", "mime", "size"}) for file_id in message.files],
    }


ROUTES = [
    route("/cases", "GET", list_cases),
    route("/cases", "POST", open_case),
    route("/cases/{case_id}", "GET", show_case),
    route("/cases/{case_id}/messages", "POST", write),
    route("/cases/{case_id}/messages/{message_id}/status", "POST", judge),
    route("/cases/{case_id}/close", "POST", close),
    route("/cases/{case_id}/unresolve", "POST", unresolve),
    route("/cases/{case_id}/reopen", "POST", reopen),
    route("/cases/{case_id}/convert", "POST", convert),
    route("/cases/{case_id}/decide", "POST", decide),
]
