import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_ticket, make_user
from tests.tickets.dummy import DummyChannel
from tickets import canned
from tickets.models import CannedReply

pytestmark = pytest.mark.django_db


def test_variables_become_what_is_known_of_the_ticket() -> None:
    ticket = make_ticket(buyer_login="jan_k", buyer_name="Jan", order_id="o-1", reference="R/1", products="Lamp\nCable")
    text = "Dear {{buyer}} ({{ buyer_login }}): {{order}}, {{case_number}}, {{product}}. #{{ticket}} {{agent}}"
    assert canned.fill(text, ticket, make_user(name="Anna")) == (
        f"Dear Jan (jan_k): o-1, R/1, Lamp, Cable. #{ticket.pk} Anna"
    )


def test_a_name_that_is_not_known_gives_way_to_the_login() -> None:
    assert canned.fill("{{buyer}}", make_ticket(buyer_login="jan_k"), make_user()) == "jan_k"


def test_what_is_not_known_keeps_its_braces_and_is_told() -> None:
    filled = canned.fill("About {{order}} and {{nonsense}}", make_ticket(), make_user())
    assert filled == "About {{order}} and {{nonsense}}"
    assert canned.left_open(filled) == ["{{order}}"]
    assert canned.unknown_variables(filled) == ["nonsense"]


def test_braces_of_another_kind_are_left_alone() -> None:
    text = "{buyer} {{ buyer name }} }}{{"
    assert canned.fill(text, make_ticket(), make_user()) == text
    assert canned.unknown_variables(text) == []


def test_the_composer_offers_them_filled_in(client: Client, market: DummyChannel) -> None:
    ticket = make_ticket(buyer_login='"><script>')
    CannedReply.objects.create(name="Thanks", text="Thank you, {{buyer}}!")
    client.force_login(make_user())
    offered = client.get(reverse("tickets:canned", args=[ticket.pk])).content.decode()
    assert "Thanks" in offered
    assert "&lt;script&gt;" in offered
    assert "<script>" not in offered


def test_without_any_the_composer_says_who_writes_them(client: Client, market: DummyChannel) -> None:
    client.force_login(make_user())
    assert "no canned replies yet" in client.get(reverse("tickets:canned", args=[make_ticket().pk])).content.decode()
