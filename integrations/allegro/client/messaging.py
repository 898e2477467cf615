"""Purchase problems: /messaging in beta.v1. https://developer.allegro.pl/documentation#tag/Message-Center"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

from integrations.allegro.client.http import Http
from integrations.allegro.client.paging import Listing, Page, Parsed, by_cursor, whole
from integrations.allegro.client.parsing import created, parse, parse_list
from integrations.allegro.client.posted import Posted
from integrations.allegro.client.types import Thread, ThreadMessage

LARGEST_PAGE = 20
PURCHASE_PROBLEM = "POST_PURCHASE_ISSUE"


@dataclass(frozen=True)
class Messaging:
    """The calls under /messaging. All raise AllegroError."""

    http: Http
    page_size: int  # as much of it as Allegro allows here

    def pages(self, *, status: str = "") -> Iterator[Page[Thread]]:
        """Pages of purchase problems, newest last message first, read only as far as they are asked for."""

        def read_page(cursor: str) -> tuple[Parsed[Thread], str | None]:
            params = {
                "type": PURCHASE_PROBLEM,
                "status": status or None,
                "limit": min(self.page_size, LARGEST_PAGE),
                "page.id": cursor or None,
            }
            body = self.http.read("threads.list", "/messaging/threads", params)
            return parse_list(Thread, body.get("threads")), _next(body)

        return by_cursor(read_page)

    def get(self, thread_id: str) -> Thread:
        """One purchase problem."""
        return parse(Thread, self.http.read("threads.get", f"/messaging/threads/{thread_id}", about=thread_id))

    def messages(self, thread_id: str) -> Listing[ThreadMessage]:
        """Every message, each once, in no order that can be relied on."""

        def read_page(cursor: str) -> tuple[Parsed[ThreadMessage], str | None]:
            params = {"page.id": cursor or None}
            body = self.http.read("threads.messages", f"/messaging/threads/{thread_id}/messages", params)
            return parse_list(ThreadMessage, body.get("messages")), _next(body)

        return whole(by_cursor(read_page))

    def post_message(self, thread_id: str, text: str, *, attachment_id: str = "") -> Posted:
        """Write to the buyer, once. Allegro takes one such request a second per seller."""
        body: dict[str, object] = {"text": text}
        if attachment_id:
            body["attachments"] = [{"id": attachment_id}]
        answer = self.http.write("threads.message", f"/messaging/threads/{thread_id}/messages", body)
        return Posted.of(answer)

    def upload(self, name: str, content_type: str, size: int, content: BinaryIO) -> str:
        """Declare a file (`filename`, with a lower-case n) and send its bytes; its id goes into a message."""
        body = {"filename": name, "size": size}
        declared = self.http.write("threads.declare", "/messaging/message-attachments", body)
        attachment_id = created(declared)
        url = f"{self.http.environment.api_url}/messaging/message-attachments/{attachment_id}"
        self.http.upload("threads.upload", url, content, content_type)
        return attachment_id

    def download(self, attachment_id: str) -> AbstractContextManager[Iterator[bytes]]:
        """A file's bytes in chunks; Allegro keeps files for six months."""
        return self.http.download("threads.download", f"/messaging/message-attachments/{attachment_id}")


def _next(body: dict[str, object]) -> str | None:
    """The cursor of the next page: "" for none, None for one that cannot be understood."""
    following = body.get("nextPage")
    id_ = following.get("id") if isinstance(following, dict) else following
    if id_ is None:
        return ""
    return str(id_) if isinstance(id_, str | int) and not isinstance(id_, bool) else None
