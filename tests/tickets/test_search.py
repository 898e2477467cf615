import string
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from crm.models import Customer
from tests.factories import make_customer, make_message, make_ticket, make_user
from tests.tickets.dummy import dummy_market
from tickets import replies, search
from tickets.models import Attachment, SearchText, Ticket

pytestmark = pytest.mark.django_db


def found(text: str) -> set[Ticket]:
    return set(search.search(Ticket.objects.all(), text))


@pytest.mark.parametrize("asked", ["żółta łódź", "ZOLTA LODZ", "Żółtą łódź", "zolt lod", "łodz"])
def test_polish_words_are_found_with_and_without_their_marks(asked: str) -> None:
    wanted = make_ticket(subject="Żółtą łódź pękła")
    make_ticket(subject="Zielona łopata")
    assert found(asked) == {wanted}


def test_other_alphabets_are_searched_as_well() -> None:
    wanted = make_ticket(subject="Посилка не прийшла")
    assert found("посилка ПРИЙ") == {wanted}


def test_every_word_must_be_there_but_not_in_one_place() -> None:
    ticket = make_ticket(subject="Broken lamp", order_id="a1b2-c3d4")
    make_message(ticket, text="The switch fell off")
    assert found("lamp switch c3d4") == {ticket}
    assert found("lamp switch missing") == set()


def test_a_whole_order_number_finds_its_ticket_alone() -> None:
    wanted = make_ticket(order_id="6f1a4c1e-29c2-11ee-be56-0242ac120002")
    make_ticket(order_id="6f1a4c1e-29c2-11ee-be56-0242ac120003")
    assert found("6f1a4c1e-29c2-11ee-be56-0242ac120002") == {wanted}


def test_a_word_is_found_by_its_beginning_and_by_no_other_part() -> None:
    ticket = make_ticket(subject="Reklamacja")
    assert found("rekl") == {ticket}
    assert found("klamacja") == set()


def test_a_ticket_is_found_by_its_number_with_and_without_its_sign() -> None:
    ticket, _other = make_ticket(), make_ticket()
    assert ticket in found(f"#{ticket.pk}")


def test_what_the_customers_record_holds_is_found() -> None:
    ticket = make_ticket(customer=make_customer("Zażółcona Firma", emails=("biuro@firma.example",)))
    make_ticket()
    assert found("zazolcona firma") == {ticket}
    assert found("biuro@firma.example") == {ticket}


def test_names_of_files_are_found() -> None:
    ticket = make_ticket()
    Attachment.objects.create(message=make_message(ticket), name="faktura_2026.pdf")
    search.index(ticket)
    assert found("faktura 2026") == {ticket}


def test_replies_and_comments_are_found_as_soon_as_they_are_written() -> None:
    agent = make_user()
    with dummy_market():
        ticket = make_ticket()
        replies.comment(ticket, agent, "Ask the courier", submission=UUID(int=1))
        replies.write(ticket, agent, "A new lamp follows", submission=UUID(int=2))
    assert found("courier lamp") == {ticket}


def test_what_was_undone_is_not_found_any_more() -> None:
    agent = make_user()
    with dummy_market():
        ticket = make_ticket()
        replies.undo(replies.write(ticket, agent, "Nonsense", submission=UUID(int=2)), agent)
    assert found("nonsense") == set()


def test_a_deleted_ticket_leaves_nothing_behind() -> None:
    make_ticket(subject="Gone").delete()
    assert found("gone") == set()
    assert not SearchText.objects.exists()


def test_nothing_asked_finds_all_and_marks_alone_find_nothing() -> None:
    ticket = make_ticket()
    assert found("  ") == {ticket}
    assert found("!?*") == set()


@pytest.mark.parametrize(
    "hostile", ["'", '"', "a' | 'b", "a AND b", "NEAR(a b)", "a:*", "\\", "x" * 5000, "\x00", "a*", "-a"]
)
def test_signs_of_query_languages_are_nothing_but_text(hostile: str) -> None:
    make_ticket(subject="Something else")
    assert found(hostile) == set()


class AnyWords(TestCase):
    """Whatever a text holds, each of its words finds it, in any case; on whichever database the suite runs."""

    @settings(max_examples=60, deadline=None)
    @given(st.text(alphabet=string.ascii_letters + "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ0123456789 -_.,;:'\"/\\%", max_size=60))
    def test_a_text_is_found_by_each_of_its_words(self, text: str) -> None:
        Customer.objects.all().delete()
        ticket = make_ticket(subject=text or "x")
        for word in search.words_of([text]):
            assert ticket in found(word.upper())
