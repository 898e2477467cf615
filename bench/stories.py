"""Made-up tickets with all that belongs to them. To be imported once Django is set up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bench.buyers import Buyer
from bench.rows import Rows, Workspace

OURS_LAST = 0.6  # of the histories end with our answer
NOBODYS = 0.2  # of the open tickets have no assignee
CLAIMS = 0.65
SUBJECTS = (
    *("Wada ujawniona podczas używania",) * 34,
    *("Niezgodny z opisem",) * 17,
    *("Produkt nie dotarł",) * 20,
    *("Brak elementu produktu",) * 5,
    *("Produkt uszkodzony, paczka cała",) * 3,
    "Inny powód",
)


@dataclass(frozen=True)
class Turn:
    """A message: when it came, and whether it is ours."""

    at: datetime
    is_ours: bool


@dataclass(frozen=True)
class Story:
    """What happened in one ticket. `login` is the buyer's unless the ticket goes by another."""

    number: int
    buyer: Buyer
    login: str
    is_claim: bool
    turns: tuple[Turn, ...]
    ends: datetime
    is_closed: bool
    agent: tuple[int, str] | None
    product: str
    order_id: str
    subject: str

    @property
    def opened(self) -> datetime:
        return self.turns[0].at

    @property
    def kind(self) -> str:
        return "claim" if self.is_claim else "discussion"

    @property
    def waits_for_us(self) -> bool:
        return not self.is_closed and not self.turns[-1].is_ours

    @property
    def reference(self) -> str:
        return f"{self.number}/{self.opened.year}" if self.is_claim else ""


def tell(workspace: Workspace, number: int, opened: datetime, messages: int, buyer: Buyer, login: str = "") -> Story:
    """A story that begins then, eight hours from one message to the next; those of a ticket that goes by a login of its
    own came a minute apart. What would lie in the future has not happened yet."""
    random = workspace.random
    gap = timedelta(minutes=1) if login else timedelta(hours=8)
    moments = [opened]
    while len(moments) < messages:
        moments.append(moments[-1] + gap * random.expovariate(1))
    ends = moments[-1] + timedelta(days=2 + 4 * random.random())
    happened = [at for at in moments if at < workspace.now] or [opened]
    ours = [turn % 2 == 1 for turn in range(len(happened))]
    ours[1:] = [*ours[1:-1], random.random() < OURS_LAST] if len(ours) > 1 else []
    is_closed = ends < workspace.now
    return Story(
        number=number,
        buyer=buyer,
        login=login or buyer.login,
        is_claim=random.random() < CLAIMS,
        turns=tuple(map(Turn, happened, ours)),
        ends=ends,
        is_closed=is_closed,
        agent=None if not is_closed and random.random() < NOBODYS else random.choice(workspace.agents),
        product=random.choice(workspace.products),
        order_id=str(UUID(int=random.getrandbits(128))),
        subject=random.choice(SUBJECTS),
    )


def add_story(rows: Rows, workspace: Workspace, story: Story, *, fails: bool = False, word: str = "") -> None:
    """The ticket and what belongs to it. If it `fails`, our first answer did not get through. `word` is said, too."""
    pk = _add_ticket(rows, workspace, story)
    words = _add_messages(rows, workspace, story, pk, fails=fails)
    words.update(
        workspace.talk.words(str(pk), story.subject, story.login, story.order_id, story.reference, story.product)
    )
    words.update(workspace.talk.words(*story.buyer.searched, word))
    rows.put("SearchText", ticket_id=pk, words=" ".join(sorted(words)))
    _add_case(rows, workspace, story, pk)
    rows.add("Event", ticket_id=pk, kind="created", created_at=story.opened)
    if story.is_closed:
        rows.add("Event", ticket_id=pk, kind="status", old="New", new="Solved", created_at=story.ends)
    if workspace.random.random() < 0.1:
        rows.add("TicketTag", ticket_id=pk, tag_id=workspace.random.choice(workspace.tags))


def _add_ticket(rows: Rows, workspace: Workspace, story: Story) -> int:
    random, turns = workspace.random, story.turns
    _account, seller = workspace.accounts[story.number % len(workspace.accounts)]
    due = story.opened + timedelta(days=14) if story.is_claim else None
    return rows.add(
        "Ticket",
        source="allegro",
        account=seller,
        kind=story.kind,
        subject=story.subject,
        queue_id=workspace.queues[story.number % len(workspace.queues)],
        category_id=random.choice(workspace.categories),
        status_id=workspace.closed if story.is_closed else workspace.opened,
        assignee_id=story.agent[0] if story.agent else None,
        customer_id=story.buyer.customer_id,
        buyer_login=story.login,
        buyer_external_id=story.buyer.external_id,
        buyer_name=story.buyer.name,
        reference=story.reference,
        order_id=story.order_id,
        products=story.product,
        priority=random.choice((0, 1, 1, 1, 1, 2, 3)),
        case_state=random.choice(("resolved", "accepted", "rejected")) if story.is_closed else "ongoing",
        can_reply=random.random() < 0.9,
        waiting_for="us" if story.waits_for_us else "buyer" if turns[-1].is_ours else "nobody",
        due_at=None if story.is_closed else due,
        last_due_at=due,
        missed_deadline=story.is_claim and random.random() < 0.03,
        is_overdue=not story.is_closed and random.random() < 0.02,
        is_unread=story.waits_for_us and random.random() < 0.5,
        first_response_at=turns[1].at if len(turns) > 1 else None,
        closed_at=story.ends if story.is_closed else None,
        opened_at=story.opened,
        last_activity_at=turns[-1].at,
        created_at=story.opened,
    )


def _add_messages(rows: Rows, workspace: Workspace, story: Story, ticket: int, *, fails: bool) -> set[str]:
    """Returns the words of all of them."""
    said: set[str] = set()
    agent_id, agent_name = story.agent or (None, "")
    for place, turn in enumerate(story.turns):
        text, words = workspace.talk.message()
        said |= words
        state = "failed" if fails and place == 1 else "delivered"
        message = rows.add(
            "Message",
            ticket_id=ticket,
            author_type="seller" if turn.is_ours else "buyer",
            author_name=agent_name if turn.is_ours else "",
            author_id=agent_id if turn.is_ours else None,
            text=text,
            external_id=f"{ticket}-{place}",
            occurred_at=turn.at,
            created_at=turn.at,
            submission=UUID(int=workspace.random.getrandbits(128)),
            delivery=state if turn.is_ours else "",
        )
        if place == 0:
            _add_files(rows, workspace, message)
    return said


def _add_files(rows: Rows, workspace: Workspace, message: int) -> None:
    count = 3 if workspace.random.random() < 0.5 else int(workspace.random.random() < 0.14)
    for number in range(count):
        rows.add(
            "Attachment",
            message_id=message,
            name=f"IMG_{number:04}.jpg",
            external_id=str(number),
            state="unavailable",
            content_type="image/jpeg",
            size=250_000,
        )


def _add_case(rows: Rows, workspace: Workspace, story: Story, ticket: int) -> None:
    account, _seller = workspace.accounts[story.number % len(workspace.accounts)]
    claim_status = "CLAIM_ACCEPTED" if story.is_closed else "CLAIM_SUBMITTED"
    product = {"offer_id": "1", "name": story.product, "quantity": 1, "price": "99.00", "currency": "PLN"}
    buyer = {"external_id": "1", "login": story.login, "name": story.buyer.name, "emails": [], "phones": []}
    rows.add(
        "Case",
        account_id=account,
        ticket_id=ticket,
        external_id=str(UUID(int=workspace.random.getrandbits(128))),
        kind=story.kind,
        status=claim_status if story.is_claim else "DISPUTE_ONGOING",
        chat_active=not story.is_closed,
        order_id=story.order_id,
        reason="DEFECT_FOUND_DURING_USE",
        opened_at=story.opened,
        products=[product],
        buyer=buyer,
        messages_reported=len(story.turns),
        fingerprint=f"{ticket:064x}",
        order_read_at=story.opened,
        chat_read_at=story.turns[-1].at,
        last_message_at=story.turns[-1].at,
    )
