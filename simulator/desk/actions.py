"""What the desk's buttons do: one verb, one address, then back to the case."""

from collections.abc import Awaitable, Callable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from simulator import claims, play
from simulator.desk.cases import amount_from, case_of, case_page, claim_from, files_from
from simulator.marketplace import market_of
from simulator.play import NotPossible
from simulator.records import Author, Case
from simulator.world import World

Action = Callable[[World, Case, FormData], Awaitable[None]]


def route(verb: str, action: Action) -> Route:
    """A POST that acts and returns to the case, or shows why it could not."""

    async def serve(request: Request) -> Response:
        case = case_of(request)
        async with request.form() as form:
            try:
                await action(market_of(request).world, case, form)
            except NotPossible as error:
                return case_page(request, case, problem=str(error), text=str(form.get("text", "")), status=409)
        return RedirectResponse(f"/desk/cases/{case.id}#end", 303)

    return Route(f"/desk/cases/{{case_id}}/{verb}", serve, methods=["POST"])


async def write(world: World, case: Case, form: FormData) -> None:
    """A message in any role."""
    role = str(form.get("author", ""))
    if role not in set(Author):
        raise NotPossible("Choose who writes")
    text = str(form.get("text", "")).replace("\r\n", "\n")
    files = await files_from(world, case.seller_id, form)
    play.write(world, case, Author(role), text, files=files)


async def judge(world: World, case: Case, form: FormData) -> None:
    """Allegro checks a message."""
    message = next((one for one in world.chat(case) if one.id == form.get("message")), None)
    if message is None:
        raise NotPossible("There is no such message")
    play.judge(world, message, str(form.get("status", "")))


async def close(world: World, case: Case, _form: FormData) -> None:
    """The buyer ends the case."""
    play.close(world, case)


async def unresolve(world: World, case: Case, _form: FormData) -> None:
    """A discussion led nowhere."""
    play.mark_unresolved(world, case)


async def reopen(world: World, case: Case, _form: FormData) -> None:
    """The case goes on."""
    play.reopen(world, case)


async def convert(world: World, case: Case, form: FormData) -> None:
    """A discussion becomes a claim."""
    play.convert(world, case, claim_from(form))


async def decide(world: World, case: Case, form: FormData) -> None:
    """The seller decides on the site."""
    decision, message = str(form.get("decision", "")), str(form.get("message", ""))
    claims.decide(world, case, decision, message, amount=amount_from(form))


async def rename(world: World, case: Case, form: FormData) -> None:
    """The buyer's login changes or vanishes."""
    play.rename_buyer(world, case.buyer_id, str(form.get("login", "")).strip())


ROUTES = [
    route("messages", write),
    route("status", judge),
    route("close", close),
    route("unresolve", unresolve),
    route("reopen", reopen),
    route("convert", convert),
    route("decide", decide),
    route("rename", rename),
]
