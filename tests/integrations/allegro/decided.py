"""Claims that were decided, before the connection and after it, for the tests of their sweep."""

from datetime import datetime, timedelta

from django.utils import timezone

from integrations.allegro.models import DecidedClaim
from integrations.models import UnreadableCase
from simulator import claims, play
from simulator.records import Author, Kind
from simulator.records import Case as Claim
from tests.integrations.allegro.desk import Desk


def ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def decided_claim(desk: Desk, days: float = 200) -> Claim:
    """A claim that was opened so many days ago, answered, and decided a day later."""
    claim = desk.open_case(Kind.CLAIM, text="Wada", at=ago(days))
    desk.say(claim, Author.SELLER, "Sprawdzimy", at=ago(days - 0.5))
    claims.decide(desk.allegro.market.world, claim, "ACCEPTED_REFUND", "Zgoda", at=ago(days - 1))
    return claim


def known_claim(desk: Desk, days: float = 200) -> Claim:
    """One that was open when the account was connected, and has been decided since."""
    claim = desk.open_case(Kind.CLAIM, text="Wada", at=ago(days))
    desk.sweep()
    claims.decide(desk.allegro.market.world, claim, "ACCEPTED_REFUND", "Zgoda")
    desk.sweep()
    for _number in range(12):  # the first page of the list is full of newer ones
        play.close(desk.allegro.market.world, desk.open_case())
    return claim


def time_passes(**span: float) -> None:
    """All chats were read so long ago, and what could not be read was tried then."""
    then = timezone.now() - timedelta(**span)
    DecidedClaim.objects.update(read_at=then)
    UnreadableCase.objects.update(since=then, tried_at=then)
