"""Discussions and claims: /sale/issues. https://developer.allegro.pl/tutorials/jak-zarzadzac-dyskusjami-E7Zj6gK7ysE"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

from integrations.allegro.client.errors import NoAnswer
from integrations.allegro.client.http import Http, json_object
from integrations.allegro.client.paging import by_offset
from integrations.allegro.client.parsing import parse, parse_list
from integrations.allegro.client.types import Issue, IssueMessage, Named

PAGE = 100
PLACEHOLDER = "TODO"  # F17


@dataclass(frozen=True)
class Issues:
    """The calls under /sale/issues. All raise AllegroError."""

    http: Http

    def pages(self, statuses: Sequence[str] = ()) -> Iterator[list[Issue]]:
        """Pages of up to 100, newest `openedDate` first, read only as far as they are asked for."""

        def read_page(offset: int) -> list[Issue]:
            params = {"limit": PAGE, "offset": offset, "status": list(statuses)}
            return parse_list(Issue, self.http.read("issues.list", "/sale/issues", params).get("issues"))

        return by_offset(read_page, PAGE)

    def get(self, issue_id: str) -> Issue:
        """One discussion or claim."""
        return parse(Issue, self.http.read("issues.get", f"/sale/issues/{issue_id}"))

    def chat(self, issue_id: str) -> list[IssueMessage]:
        """Every message that Allegro hands out, in order of time, each once; placeholders left out."""

        def read_page(offset: int) -> list[IssueMessage]:
            params = {"limit": PAGE, "offset": offset}
            return parse_list(
                IssueMessage, self.http.read("issues.chat", f"/sale/issues/{issue_id}/chat", params).get("chat")
            )

        messages = [message for page in by_offset(read_page, PAGE) for message in page if message.id != PLACEHOLDER]
        return sorted(messages, key=lambda message: (message.created_at, message.id))

    def post_message(self, issue_id: str, text: str, *, type_: str = "REGULAR", attachment_id: str = "") -> Named:
        """Write to the buyer, once. `type_` is REGULAR, END_REQUEST (discussions) or RETURN_… (claims)."""
        body: dict[str, object] = {"text": text, "type": type_}
        if attachment_id:
            body["attachments"] = [{"id": attachment_id}]
        response = self.http.write("issues.message", f"/sale/issues/{issue_id}/message", body)
        return _with_id(parse(Named, json_object(response)))

    def upload(self, name: str, content_type: str, size: int, content: BinaryIO) -> str:
        """Declare a file and send its bytes to the one-time address; its id goes into a message."""
        declared = self.http.write("issues.declare", "/sale/issues/attachments", {"fileName": name, "size": size})
        attachment = _with_id(parse(Named, json_object(declared)))
        self.http.upload("issues.upload", declared.headers.get("Location", ""), content, content_type)
        return attachment.id

    def download(self, attachment_id: str) -> AbstractContextManager[Iterator[bytes]]:
        """A file's bytes in chunks."""
        return self.http.download("issues.download", f"/sale/issues/attachments/{attachment_id}")


def _with_id(created: Named) -> Named:
    """An answer without an id proves nothing."""
    if not created.id:
        raise NoAnswer("Allegro's answer has no id", code="NO_ID")
    return created
