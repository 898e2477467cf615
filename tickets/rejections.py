"""How the house says no to a person: with one plain sentence in their language."""


class Rejected(Exception):
    """What was asked cannot be done; `reason` says why and what to do, nothing was changed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
