"""The rows of a made-up desk, counted and collected by table. To be imported once Django is set up."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from accounts.models import User
from bench.copying import Make, maker
from bench.talk import Talk
from crm import models as crm
from integrations.allegro.models import Account, Case
from tickets import models as desk

MODELS: dict[str, Any] = {
    model.__name__: model
    for model in (
        crm.Customer,
        crm.CustomFieldValue,
        crm.CustomerIdentity,
        crm.CustomerEmail,
        crm.CustomerPhone,
        desk.Ticket,
        desk.Message,
        desk.Attachment,
        desk.Event,
        desk.SearchText,
        Case,
    )
} | {"TicketTag": desk.Ticket.tags.through}
PRODUCTS = 3_000
THINGS = ("Lampka", "Odkurzacz", "Ekspres", "Słuchawki", "Krzesło", "Wiertarka", "Plecak", "Zegarek", "Kurtka")


def _makers() -> dict[str, Make]:
    return {name: maker(model) for name, model in MODELS.items()}


@dataclass
class Rows:
    """Collects rows until they are taken. Ids are counted here, so that rows can point at each other before they are
    written."""

    make: dict[str, Make] = field(default_factory=_makers)
    ids: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MODELS, 0))
    waiting: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def add(self, model: str, **own: Any) -> int:
        """A row with an id of its own, which is returned."""
        self.ids[model] += 1
        self.put(model, id=self.ids[model], **own)
        return self.ids[model]

    def put(self, model: str, **own: Any) -> None:
        """A row that is known by what it belongs to."""
        self.waiting.setdefault(model, []).append(self.make[model](**own))

    def take(self) -> dict[str, list[tuple[Any, ...]]]:
        """What has been collected since the last time, by table."""
        taken, self.waiting = self.waiting, {}
        return taken


class Workspace:
    """What tickets refer to: it is in the database already."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.talk = Talk(random)
        self.now = datetime.now(UTC)
        self.agents = list(User.objects.values_list("pk", "name"))
        self.queues = list(desk.Queue.objects.values_list("pk", flat=True))
        self.categories = list(desk.Category.objects.values_list("pk", flat=True))
        self.tags = list(desk.Tag.objects.values_list("pk", flat=True))
        self.opened, self.closed = (desk.Status.objects.get(kind=kind).pk for kind in ("open", "closed"))
        self.accounts = list(Account.objects.values_list("pk", "seller_login"))
        self.login_field = crm.CustomField.objects.get().pk
        self.products = [f"{random.choice(THINGS)} {number:04}" for number in range(PRODUCTS)]
