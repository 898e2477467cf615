"""The sweep of decided claims goes on where it was: after an interruption, without turns, beside lists that fail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.allegro import decided_chats
from integrations.allegro.models import Account, Budget, DecidedClaim
from integrations.models import Integration
from integrations.progress import Interrupted
from simulator import play
from simulator.records import Author
from simulator.records import Case as Claim
from tests.integrations.allegro.decided import ago, decided_claim, known_claim, time_passes
from tests.integrations.allegro.desk import Desk
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_an_interrupted_list_goes_on_where_it_was(desk: Desk) -> None:
    every = [decided_claim(desk, days=200 + number) for number in range(45)]
    desk.misbehave("issues.list", 503, after=3)
    assert desk.sweep("decided").outcome == "failed"
    assert DecidedClaim.objects.count() == 30
    desk.behave()
    desk.say(every[44], Author.BUYER, "Na samym końcu")
    desk.allegro.market.log.clear()
    desk.sweep("decided")
    assert desk.requests("issues.list") == 3  # one of them once more
    assert desk.history(every[44])[-1] == ("buyer", "Na samym końcu")
    desk.sweep("decided")
    assert DecidedClaim.objects.count() == 45


def test_claims_that_move_between_two_pages_are_taken_once_and_none_is_missed(desk: Desk) -> None:
    every = [decided_claim(desk, days=200 + number) for number in range(25)]
    desk.sweep("decided")
    for claim in every:
        desk.say(claim, Author.BUYER, "Halo?")
    world, like = desk.allegro.market.world, every[0]

    def one_more(_body: object) -> None:  # it pushes all others down by one: the last of a page comes twice
        newer = like.model_copy(update={"id": world.new_uuid(), "opened_at": ago(100)})
        world.keep(newer, play.compose(world, newer, Author.BUYER, "Wada", (), at=ago(100)))

    desk.rewrite("issues.list", one_more)
    desk.sweep("decided")
    for claim in every:
        assert desk.history(claim)[-1] == ("buyer", "Halo?")
    assert Ticket.objects.count() == len(every)


def test_a_worker_that_dies_after_reading_chats_reads_them_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = known_claim(desk)
    desk.fault("F05")
    desk.sweep("decided")
    desk.say(claim, Author.BUYER, "Kiedy zwrot?")
    time_passes(minutes=12)

    class Killed(BaseException):
        pass

    def die(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(decided_chats, "_known", die)
        with pytest.raises(Killed):
            desk.sweep("decided")
    desk.sweep("decided")
    assert desk.history(claim)[-1] == ("buyer", "Kiedy zwrot?")


@pytest.mark.parametrize(("seconds", "pages"), [(10, 0), (181, 4)])
def test_a_sweep_interrupted_among_the_chats_goes_on_there_unless_the_list_is_due_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, seconds: int, pages: int
) -> None:
    for number in range(35):
        decided_claim(desk, days=200 + number)
    desk.sweep("decided")
    time_passes(minutes=30)

    def give_way(*_arguments: object) -> None:
        raise Interrupted

    with monkeypatch.context() as interrupted:
        interrupted.setattr(decided_chats, "_take_news", give_way)
        assert desk.sweep("decided").outcome == "interrupted"
    Account.objects.update(decided_listed_at=timezone.now() - timedelta(seconds=seconds))
    desk.allegro.market.log.clear()
    assert desk.sweep("decided").outcome == "complete"
    assert desk.requests("issues.list") == pages
    assert desk.requests("issues.chat") > 0
    desk.allegro.market.log.clear()
    desk.sweep("decided")
    assert desk.requests("issues.list") == 4  # a new sweep begins with the list


def use_up(share: str, seconds: float) -> None:
    """Nobody may take turns of this share for so long."""
    arrival = int((timezone.now().timestamp() + seconds) * 1_000_000)
    Budget.objects.update_or_create(client_id="parley-demo", share=share, defaults={"arrival": arrival})


def a_hidden_word(desk: Desk) -> Claim:
    """A claim whose chat holds a word that the list does not tell of, and is due."""
    claim = known_claim(desk)
    desk.fault("F05")
    desk.sweep("decided")
    desk.say(claim, Author.BUYER, "Kiedy zwrot?")
    time_passes(minutes=12)
    return claim


def test_chats_that_allegro_does_not_answer_for_now_are_read_by_the_next_sweep(desk: Desk) -> None:
    claim = a_hidden_word(desk)
    desk.misbehave("issues.chat", 429)
    assert desk.sweep("decided").outcome == "complete"
    desk.behave()
    desk.sweep("decided")
    assert desk.history(claim)[-1] == ("buyer", "Kiedy zwrot?")


def test_a_share_that_is_used_up_stops_neither_this_sweep_for_good_nor_the_others(desk: Desk) -> None:
    claim = a_hidden_word(desk)
    use_up("decided", 30)
    assert desk.sweep("decided").outcome == "interrupted"
    assert desk.sweep("quick").outcome == "complete"
    assert Integration.objects.get().failures_in_row == 0
    Budget.objects.all().delete()
    assert desk.sweep("decided").outcome == "complete"
    assert desk.history(claim)[-1] == ("buyer", "Kiedy zwrot?")


def test_a_list_that_fails_keeps_neither_the_chats_nor_the_other_sweeps_from_being_read(desk: Desk) -> None:
    claim = a_hidden_word(desk)
    before = Integration.objects.get().last_decided_at
    desk.misbehave("issues.list", 503)
    assert desk.sweep("decided").outcome == "failed"
    assert desk.history(claim)[-1] == ("buyer", "Kiedy zwrot?")
    integration = Integration.objects.get()
    assert (integration.failures_in_row, integration.not_before) == (0, None)
    assert integration.last_decided_at == before
