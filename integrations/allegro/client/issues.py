"""Discussions and claims: /sale/issues. https://developer.allegro.pl/tutorials/jak-zarzadzac-dyskusjami-E7Zj6gK7ysE"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

from integrations.allegro.client.http import Http
from integrations.allegro.client.paging import Listing, Page, Parsed, by_offset, whole
from integrations.allegro.client.parsing import created, parse, parse_list
from integrations.allegro.client.posted import Posted
from integrations.allegro.client.types import Issue, IssueMessage


@dataclass(frozen=True)
class Issues:
    """The calls under /sale/issues. All raise AllegroError."""

    http: Http
    page_size: int  # 100 at most

    def pages(self, statuses: Sequence[str] = (), *, start: int = 0) -> Iterator[Page[Issue]]:
        """Pages of issues, newest `openedDate` first, read only as far as they are asked for; `start` is left out."""

        def read_page(offset: int) -> Parsed[Issue]:
            params = {"limit": self.page_size, "offset": start + offset, "status": list(statuses)}
            return parse_list(Issue, self.http.read("issues.list", "/sale/issues", params).get("issues"))

        return by_offset(read_page, self.page_size)

    def get(self, issue_id: str) -> Issue:
        """One discussion or claim."""
        return parse(Issue, self.http.read("issues.get", f"/sale/issues/{issue_id}", about=issue_id))

    def chat(self, issue_id: str) -> Listing[IssueMessage]:
        """Every message that Allegro hands out, each once, in no order that can be relied on."""

        def read_page(offset: int) -> Parsed[IssueMessage]:
            params = {"limit": self.page_size, "offset": offset}
            body = self.http.read("issues.chat", f"/sale/issues/{issue_id}/chat", params)
            return parse_list(IssueMessage, body.get("chat"))

        return whole(by_offset(read_page, self.page_size))

    def post_message(self, issue_id: str, text: str, *, type_: str = "REGULAR", attachment_id: str = "") -> Posted:
        """Write to the buyer, once.

        `type_` is REGULAR, END_REQUEST (discussions) or RETURN_… (claims).
        """
        body: dict[str, object] = {"text": text, "type": type_}
        if attachment_id:
            body["attachments"] = [{"id": attachment_id}]
        answer = self.http.write("issues.message", f"/sale/issues/{issue_id}/message", body)
        return Posted.of(answer)

    def upload(self, name: str, content_type: str, size: int, content: BinaryIO) -> str:
        """Declare a file and send its bytes to the one-time address; its id goes into a message."""
        declared = self.http.write("issues.declare", "/sale/issues/attachments", {"fileName": name, "size": size})
        attachment_id = created(declared)
        self.http.upload("issues.upload", declared.headers.get("Location", ""), content, content_type)
        return attachment_id

    def download(self, attachment_id: str) -> AbstractContextManager[Iterator[bytes]]:
        """A file's bytes in chunks."""
        return self.http.download("issues.download", f"/sale/issues/attachments/{attachment_id}")
