"""Tells one planned case: the dialogue, its files and its end, at moments between its opening and now."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from simulator import claims, play
from simulator.play import Claim
from simulator.records import Author, Case, File, Kind, Order
from simulator.seed.album import Album
from simulator.seed.plan import Ending, Planned
from simulator.seed.stories import ADVISER, CLOSURE_REQUESTS, DECISION_WORDS, RETURN_WORDS, STORIES
from simulator.world import World

EXPECTATION_WEIGHTS = {"REFUND": 30, "EXCHANGE": 32, "REPAIR": 20, "PARTIAL_REFUND": 18}
ACCEPTED = {"ACCEPTED_REFUND": 40, "ACCEPTED_EXCHANGE": 30, "ACCEPTED_REPAIR": 18, "ACCEPTED_PARTIAL_REFUND": 12}
REJECTED = {
    "REJECTED_PRODUCT_CONFORMS_TO_CONTRACT": 4,
    "REJECTED_PRODUCT_DAMAGED_BY_USER": 3,
    "REJECTED_PRODUCT_NOT_RETURNED": 2,
    "REJECTED_OTHER": 3,
}
RETURN_WEIGHTS = {"RETURN_REQUIRED_SELLER_LABEL": 38, "RETURN_REQUIRED_CUSTOM": 20, "RETURN_NOT_REQUIRED": 23, "": 19}
LONGEST_TALK = timedelta(days=6)
FILE_COUNTS = (1, 1, 2, 2, 3, 4)
FIRST_FILES_SHARE, LATER_FILES_SHARE = 0.45, 0.2
AUTHORS = (Author.BUYER, Author.SELLER)

# who spoke last -> how many lines of a talk of six may have been said
LENGTHS = {
    Ending.NEW: (1,),
    Ending.BUYER: (3, 3, 5),
    Ending.SELLER: (2, 2, 4, 6),
    Ending.ADVISER: (2, 3, 4),
    Ending.CLOSED: (4, 6),
    Ending.UNRESOLVED: (3, 4),
    Ending.ACCEPTED: (2, 4, 6),
    Ending.REJECTED: (2, 3, 4),
}


def pick(random: Random, weights: dict[str, int]) -> str:
    """One key, by weight."""
    return random.choices(list(weights), list(weights.values()))[0]


class Telling:
    """Tells the cases of one world; the clock stands at the moment of seeding."""

    def __init__(self, world: World, album: Album) -> None:
        """`album` gives the files."""
        self.world, self.album = world, album
        self.random, self.now = world.random, world.clock()

    def tell(self, plan: Planned, order: Order) -> Case:
        """Open the case, let people talk, end it."""
        story = self.random.choice(STORIES[plan.reason])
        lines = story[: self.random.choice(LENGTHS[plan.ending])]
        moments = self.moments(plan.age, len(lines) + 3)
        product = self.world.offers[order.items[0].offer_id].name.split(",")[0]
        case = play.open_case(
            self.world,
            kind=plan.kind,
            order=order,
            reason=plan.reason,
            text=lines[0].format(product=f"„{product}”"),
            files=self.files(order.seller_id, FIRST_FILES_SHARE),
            claim=self.claim(order) if plan.kind is Kind.CLAIM else None,
            at=moments.pop(0),
        )
        for number, line in enumerate(lines[1:], start=1):
            author = AUTHORS[number % 2]
            files = self.files(order.seller_id, LATER_FILES_SHARE) if author is Author.BUYER else []
            play.write(self.world, case, author, line, files=files, at=moments.pop(0))
        self.end(case, plan.ending, moments)
        return case

    def moments(self, age: float, count: int) -> list[datetime]:
        """The opening and what follows, in order, all before now."""
        opened = self.now - timedelta(hours=age)
        span = min(timedelta(hours=age) * 0.95, LONGEST_TALK)
        rest = sorted(self.random.uniform(0.04, 1) for _ in range(count - 1))
        return [opened, *(opened + span * part for part in rest)]

    def files(self, seller_id: str, share: float) -> list[File]:
        """A few pictures, or a receipt, in that share of cases."""
        if self.random.random() > share:
            return []
        return [
            play.attach(self.world, seller_id, name, mime, content)
            for name, mime, content in self.album.pages(self.random, seller_id, self.random.choice(FILE_COUNTS))
        ]

    def claim(self, order: Order) -> Claim:
        """What the buyer asks for; a sum where money is wanted."""
        item = self.random.choice(order.items)
        wish = pick(self.random, EXPECTATION_WEIGHTS)
        parts = {"REFUND": Decimal(1), "PARTIAL_REFUND": Decimal(self.random.choice(("0.15", "0.2", "0.3")))}
        amount = (item.price * parts[wish]).quantize(Decimal("0.01")) if wish in parts else None
        return Claim(offer_id=item.offer_id, quantity=item.quantity, expectation=wish, amount=amount)

    def end(self, case: Case, ending: Ending, moments: list[datetime]) -> None:
        """The last lines."""
        if case.kind is Kind.CLAIM and ending is not Ending.NEW:
            self.answer_return_question(case, ending, moments)
        match ending:
            case Ending.ADVISER:
                play.write(self.world, case, Author.ADVISER, self.random.choice(ADVISER), at=moments[0])
            case Ending.CLOSED:
                type_ = "END_REQUEST" if case.kind is Kind.DISCUSSION else "REGULAR"
                words = self.random.choice(CLOSURE_REQUESTS)
                play.write(self.world, case, Author.SELLER, words, type_=type_, at=moments[0])
                play.close(self.world, case, at=moments[1])
            case Ending.UNRESOLVED:
                play.mark_unresolved(self.world, case, at=moments[1])
            case Ending.ACCEPTED | Ending.REJECTED:
                self.decide(case, ending, moments[1])

    def answer_return_question(self, case: Case, ending: Ending, moments: list[datetime]) -> None:
        """Most claims have it answered; a message only where the seller may have spoken last."""
        type_ = pick(self.random, RETURN_WEIGHTS)
        if not type_:
            return
        if ending is not Ending.BUYER:
            play.write(self.world, case, Author.SELLER, RETURN_WORDS[type_], type_=type_, at=moments.pop(0))
        claims.answer_return_question(self.world, case, type_)

    def decide(self, case: Case, ending: Ending, at: datetime) -> None:
        """The seller's decision, with an amount for a partial refund."""
        decision = pick(self.random, ACCEPTED if ending is Ending.ACCEPTED else REJECTED)
        order = self.world.orders[case.order_id]
        amount = None
        if decision == "ACCEPTED_PARTIAL_REFUND":
            amount = (order.items[0].price / 5).quantize(Decimal("0.01"))
        claims.decide(self.world, case, decision, DECISION_WORDS[decision], amount=amount, at=at)
