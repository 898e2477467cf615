"""One shop's life in any order: people on both sides, workers, faults; and what must hold when all is quiet again."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import time_machine
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from integrations.allegro.channel import AllegroChannel
from integrations.allegro.models import Case as Stored
from integrations.models import Integration
from simulator import claims, play
from simulator.records import Author, Case, Kind
from simulator.seed import Seeding
from simulator.testing import Running
from simulator.world import World
from tests.factories import make_user
from tests.integrations.allegro.desk import OTHER_SELLER, PICTURE, SELLER, Desk, connected_integration
from tickets import channels, copies, delivery, moderation, replies, texts
from tickets.channels import OutgoingReply, Receipt
from tickets.models import Attachment, Message, Ticket
from tickets.rejections import Rejected

CHANGES: dict[str, Callable[[World, Case], None]] = {
    "close": play.close,
    "reopen": play.reopen,
    "convert": play.convert,
    "unresolve": play.mark_unresolved,
}


class Killed(BaseException):
    """The worker is gone: nothing of ours catches it."""


@dataclass
class MortalChannel(AllegroChannel):
    """Allegro's channel in a worker that may die just before, or just after, the reply has left."""

    dies: str = ""

    def deliver(self, ticket_id: int, reply: OutgoingReply) -> Receipt:
        moment, self.dies = self.dies, ""
        if moment == "before":
            raise Killed
        receipt = super().deliver(ticket_id, reply)
        if moment == "after":
            raise Killed
        return receipt


@dataclass
class Shop:
    """Two accounts of one installation, one agent, and everybody on Allegro's side."""

    allegro: Running
    clock: time_machine.Traveller
    channel: MortalChannel = field(default_factory=MortalChannel)
    texts: int = 0
    older: list[Case] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.began = timezone.now()
        self.allegro.market.start_afresh(Seeding.EMPTY)
        channels.register(self.channel)
        self.desks = [
            Desk(self.allegro, connected_integration(self.allegro, seller)) for seller in (SELLER, OTHER_SELLER)
        ]
        self.agent: User = make_user()

    # On Allegro

    def say(self) -> str:
        """A text that nobody has written yet."""
        self.texts += 1
        return f'text {self.texts}: "Ło\u0301z\u0307ko" <80 cm> & co \U0001f642 do\u200bbre, 100\xa0zł'

    @property
    def cases(self) -> list[Case]:
        return list(self.allegro.market.world.cases.values())

    def opens(self, desk: int, kind: Kind, *, with_file: bool) -> None:
        files = [self.desks[desk].file(self.desks[desk].account.seller_id)] if with_file else []
        world, seller_id = self.allegro.market.world, self.desks[desk].account.seller_id
        orders = [order for order in world.orders.values() if order.seller_id == seller_id]
        order = orders[len(self.cases) % len(orders)]
        self.desks[desk].open_case(kind, text=self.say(), files=files, order=order)

    def decided_long_ago(self, desk: int) -> None:
        """A claim whose decision is older than the connection."""
        at = timezone.now() - timedelta(days=60)
        claim = self.desks[desk].open_case(Kind.CLAIM, text=self.say(), at=at)
        self.older.append(claim)
        claims.decide(self.allegro.market.world, claim, "REJECTED_OTHER", self.say(), at=at + timedelta(days=5))

    def is_expected(self, case: Case) -> bool:
        """Whether it has a ticket: it was opened, or opened again, lately, or its buyer wrote since the connection."""
        if case.opened_at > self.began - timedelta(days=30):
            return True
        chat = self.allegro.market.world.chat(case)
        return any(one.author is Author.BUYER and one.created_at >= self.began for one in chat)

    def writes(self, case: Case, author: Author, *, with_file: bool) -> None:
        files = [play.attach(self.allegro.market.world, case, "photo.png", "image/png", PICTURE)] if with_file else []
        text = "" if with_file and author is Author.BUYER else self.say()
        with suppress(play.NotPossible):
            play.write(self.allegro.market.world, case, author, text, files=files)

    def changes(self, case: Case, verb: str) -> None:
        world = self.allegro.market.world
        with suppress(play.NotPossible):
            if verb == "decide":
                claims.decide(world, case, "REJECTED_OTHER", self.say())
            else:
                CHANGES[verb](world, case)

    def judges(self, case: Case, verdict: str) -> None:
        """Allegro has checked the newest of the seller's messages, if it is still at it or the case goes on."""
        written = [one for one in self.allegro.market.world.chat(case) if one.author is Author.SELLER]
        if written and case.kind is Kind.PURCHASE_PROBLEM and (written[-1].status == "VERIFYING" or not case.ended):
            play.judge(self.allegro.market.world, written[-1], verdict)

    def mixes_up(self, case: Case, other: Case) -> None:
        """The chat of another case, known here, is handed out for one that has news."""
        desks = {desk.account.seller_id: desk for desk in self.desks}
        if case is other or case.seller_id != other.seller_id or case.kind.is_issue != other.kind.is_issue:
            return
        self.allegro_behaves()
        desks[case.seller_id].sweep("deep")
        known = self.ticket_of(other)
        if known is None or not known.messages.exists():  # nobody here can know whose words they are
            return
        self.writes(case, Author.BUYER, with_file=False)
        faults, routes = self.allegro.market.faults, ("issues.chat", "messaging.messages")
        faults.switch_on("another", routes=routes, only=case.id, options={"case": other.id})
        desks[case.seller_id].sweep("quick")
        faults.switch_off("another")

    # In Parley

    def ticket_of(self, case: Case) -> Ticket | None:
        return Ticket.objects.filter(allegro_case__external_id=case.id).first()

    def replies(self, case: Case, *, with_file: bool) -> None:
        ticket = self.ticket_of(case)
        if ticket is None:
            return
        with suppress(Rejected):
            replies.write(ticket, self.agent, self.say(), submission=uuid4(), attachment=self._file(with_file))

    def _file(self, with_file: bool) -> Attachment | None:
        if not with_file:
            return None
        attachment = Attachment(name="a.png", content_type="image/png", size=len(PICTURE), state="stored")
        attachment.file.save("a.png", ContentFile(PICTURE))
        return attachment

    def settles(self, verb: str) -> None:
        """What agents do about replies in trouble; never knowingly twice."""
        for message in Message.objects.exclude(delivery="").exclude(delivery="delivered"):
            with suppress(Rejected):
                match verb:
                    case "undo":
                        replies.undo(message, self.agent)
                    case "check":
                        replies.check_again(message)
                    case "again":
                        replies.send_again(message, self.agent)

    # Workers

    def sweeps(self, desk: int, kind: str) -> None:
        self.desks[desk].sweep(kind)

    def delivers(self) -> None:
        delivery.doubt_abandoned()
        # The next reply on a ticket comes due when the one before it has left.
        while due := list(delivery.due_for_delivery().values_list("pk", flat=True)):
            for message_id in due:
                with suppress(Killed):
                    delivery.deliver(message_id)
        for message_id in list(delivery.due_for_settling().values_list("pk", flat=True)):
            delivery.settle(message_id)
        for message_id in list(moderation.due().values_list("pk", flat=True)):
            moderation.follow(message_id)

    def waits(self, seconds: float) -> None:
        self.clock.shift(seconds)

    # The end

    def allegro_behaves(self) -> None:
        """No fault any more; a block ends in its own time."""
        self.allegro.market.faults.clear()

    def calms_down(self) -> None:
        """The faults are over, and Allegro has checked everything; workers go on until nothing is left to do."""
        self.allegro_behaves()
        world = self.allegro.market.world
        for message in [one for one in world.messages.values() if one.status == "VERIFYING"]:
            play.judge(world, message, "DELIVERED")
        self.channel.dies = ""
        for _round in range(12):
            self.waits(400)
            self.delivers()
            for desk in range(len(self.desks)):
                self.sweeps(desk, "deep")
            if not self.unsettled():
                break
        for _round in range(8):  # what is not proven is read again after a day at most
            if not Stored.objects.filter(unproven_since__isnull=False).exists():
                break
            self.waits(6 * 3600)
            for desk in range(len(self.desks)):
                self.sweeps(desk, "quick")
        self.waits(700)  # so that every chat of a decided claim has its turn
        for desk in range(len(self.desks)):
            self.sweeps(desk, "decided")
            self.sweeps(desk, "wide")

    def unsettled(self) -> int:
        under_way = Message.objects.filter(delivery__in=["queued", "sending", "uncertain", "checking"])
        return under_way.exclude(delivery="uncertain", due_at=None).count()

    def check(self) -> None:
        """The promises. Raises AssertionError with the case that broke one."""
        assert not self.unsettled(), list(Message.objects.values_list("text", "delivery", "failure"))
        expected = [case for case in self.cases if self.is_expected(case)]
        for case in expected:
            self.check_history(case)
        assert Ticket.objects.count() == len(expected)
        for reply in Message.objects.exclude(delivery=""):
            self.check_reply(reply)
        for integration in Integration.objects.all():
            assert integration.failures_in_row == 0
            assert not integration.falls_short
        assert not Stored.objects.filter(unproven_since__isnull=False).exists()
        assert not Message.objects.filter(Q(is_time_known=False) | Q(is_partial=True)).exists()

    def check_history(self, case: Case) -> None:
        chat = self.allegro.market.world.chat(case)
        known = {message.id: message for message in chat}
        ticket = self.ticket_of(case)
        assert ticket is not None, case
        kept = ticket.messages.filter(is_comment=False).exclude(delivery__in=["failed", "uncertain"])
        assert [one.external_id for one in kept] == [one.id for one in chat]
        assert [one.text for one in kept if not texts.same(one.text, known[str(one.external_id)].text)] == []
        blocked = {one.id for one in chat if one.status == "BLOCKED" and not case.ended}
        assert blocked <= {one.external_id for one in kept if one.delivery == "blocked"}
        assert [one.occurred_at for one in kept] == [one.created_at for one in chat]
        assert not ticket.history_incomplete
        assert ticket.allegro_case.status == case.status

    def check_reply(self, reply: Message) -> None:
        said = Counter(texts.normalized(message.text) for message in self.allegro.market.world.messages.values())
        # It stays uncertain only where the seller wrote on Allegro's site in the same minutes, and it is not there;
        # or where it is there, under a time before it left: then it stands in the history as nobody's.
        is_there = len(copies.of(reply)) if reply.delivery == "uncertain" else 0
        expected = {"delivered": 1, "blocked": 1, "failed": 0, "uncertain": is_there}[reply.delivery]
        assert said[texts.normalized(reply.text)] == expected <= 1, (reply.text, reply.delivery, reply.failure)


@dataclass
class Stage:
    """A shop whose every row is forgotten afterwards, at a time of its own."""

    allegro: Running

    def __enter__(self) -> Shop:
        self._travel = time_machine.travel(timezone.now() + timedelta(days=1), tick=True)
        clock = self._travel.start()
        self._atomic = transaction.atomic()
        # As Django's own test case does: a durable transaction may begin within.
        vars(self._atomic)["_from_testcase"] = True
        self._atomic.__enter__()
        self._channel = channels.get(AllegroChannel.slug)
        return Shop(self.allegro, clock)

    def __exit__(self, *_error: object) -> None:
        channels.register(self._channel)
        self.allegro.market.faults.clear()
        transaction.set_rollback(True)
        self._atomic.__exit__(None, None, None)
        self._travel.stop()
