"""Facts that are wrong, stale or missing: F04, F05, F06, F15, F16, F17, F20, F22."""

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from simulator.faults.answers import edited
from simulator.faults.misbehaviour import Strike
from simulator.records import Author

CHATBOT = "Chatbot Allina"
WRONG_STATUS = {"DISPUTE_CLOSED": "DISPUTE_ONGOING", "CLAIM_REJECTED": "CLAIM_ACCEPTED", "CLOSED": "OPEN"}


def cases_in(body: Any) -> Iterator[Any]:
    """The cases of a list, or the one case that was asked for."""
    listed = body.get("issues", body.get("threads"))
    yield from listed if listed is not None else ([body] if "currentState" in body or "participants" in body else [])


def messages_in(body: Any) -> Iterator[Any]:
    """The messages of a chat, and the first messages that a list shows."""
    yield from body.get("chat", []) if isinstance(body.get("chat"), list) else []
    yield from body.get("messages", [])
    for case in cases_in(body):
        if "chat" in case:
            yield case["chat"]["initialMessage"]


async def count_is_wrong(strike: Strike) -> Response:
    """F04: `messagesCount` is off by some, either way."""

    def change(body: Any) -> None:
        for case in cases_in(body):
            case["chat"]["messagesCount"] = max(0, case["chat"]["messagesCount"] + int(strike.number("by")))

    return await edited(strike, change)


async def list_is_stale(strike: Strike) -> Response:
    """F05: a case's entry keeps the count and the last message it had when this was switched on."""

    def change(body: Any) -> None:
        for case in cases_in(body):
            shown = {name: case["chat"][name] for name in ("messagesCount", "lastMessage")}
            case["chat"] |= strike.memory.setdefault(case["id"], shown)

    return await edited(strike, change)


async def file_is_no_reply(strike: Strike) -> Response:
    """F06: after a buyer's file without words the status stays SELLER_REPLIED."""

    def change(body: Any) -> None:
        for case in cases_in(body):
            last = strike.call.world.chat(strike.call.world.cases[case["id"]])[-1]
            if last.author is Author.BUYER and last.files and not last.text:
                case["chat"]["lastMessage"]["status"] = "SELLER_REPLIED"

    return await edited(strike, change)


async def chatbot_speaks_first(strike: Strike) -> Response:
    """F15: the buyer's first message comes from Allegro's chatbot, as if the seller had written it."""
    world = strike.call.world

    def change(body: Any) -> None:
        for message in messages_in(body):
            stored = world.messages.get(message["id"])  # none for a placeholder, F17
            chat = world.chat(world.cases[stored.case_id]) if stored else []
            if stored and stored is next((one for one in chat if one.author is Author.BUYER), None):
                message["author"] = {"login": CHATBOT, "role": "SELLER"}

    return await edited(strike, change)


async def logins_are_null(strike: Strike) -> Response:
    """F16: nobody has a login."""

    def change(body: Any) -> None:
        for message in messages_in(body):
            message["author"]["login"] = None

    return await edited(strike, change)


async def first_message_is_todo(strike: Strike) -> Response:
    """F17: `initialMessage` holds placeholders."""

    def change(body: Any) -> None:
        for case in cases_in(body):
            case["chat"]["initialMessage"] |= {"id": "TODO", "text": "TODO"}

    return await edited(strike, change)


async def status_is_wrong(strike: Strike) -> Response:
    """F20: an ended case still goes on, a rejected claim is accepted."""

    def change(body: Any) -> None:
        for case in cases_in(body):
            holder = case.get("currentState", case)
            holder["status"] = WRONG_STATUS.get(holder["status"], holder["status"])

    return await edited(strike, change)


async def unknown_word(strike: Strike) -> Response:
    """F22: a value that nobody announced, in the place that `field` names."""
    field, word = strike.text("field"), strike.text("word")

    def change(body: Any) -> None:
        if field == "role":
            for message in messages_in(body):
                message["author"]["role"] = word
        for case in cases_in(body):
            if field == "status":
                case.get("currentState", case)["status"] = word
            elif field == "type":
                case["type"] = word
            elif field == "last_message" and "chat" in case:
                case["chat"]["lastMessage"]["status"] = word

    return await edited(strike, change)
