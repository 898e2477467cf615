"""What Allegro answers to a message."""

from dataclasses import dataclass

from integrations.allegro.client.answers import Answer, json_object
from integrations.allegro.client.parsing import created


@dataclass(frozen=True)
class Posted:
    """A message that Allegro says it has taken. `text` is None where the answer tells none.

    A 201 does not mean that the buyer may read it: see ThreadMessage for `status`, which issues do not tell.
    """

    id: str
    status: str = ""
    text: str | None = None

    @classmethod
    def of(cls, answer: Answer) -> "Posted":
        """NoAnswer without an id: such an answer proves nothing."""
        body, id_ = json_object(answer), created(answer)
        text = body.get("text")
        return cls(id_, str(body.get("status") or ""), text if isinstance(text, str) else None)
