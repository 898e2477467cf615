"""Messages of which the marketplace told something in a way that nobody foresaw, as the ticket page shows them."""

from django.test import Client

from tests.factories import make_message, make_ticket
from tests.tickets.dummy import DummyChannel
from tests.tickets.views.test_detail import read, version_of
from tickets.facts import Author
from tickets.models import Message


def test_a_message_whose_time_is_not_told_says_so(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    make_message(ticket, is_time_known=False)
    assert "time not known" in read(browser, ticket)
    assert "<time" not in read(browser, ticket).partition('class="message ')[2].partition("</article>")[0]


def test_a_message_of_which_something_was_not_understood_says_so(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    make_message(ticket, Author.UNKNOWN, "", author_name="", is_partial=True)
    page = read(browser, ticket)
    assert "Something of this message was not understood" in page
    assert "unknown author" in page


def test_an_open_page_hears_when_a_message_is_understood_after_all(browser: Client, market: DummyChannel) -> None:
    ticket = make_ticket()
    message = make_message(ticket, is_time_known=False, is_partial=True)
    version = version_of(browser, ticket)
    for changed in ({"is_time_known": True}, {"is_partial": False}, {"author_type": Author.SELLER}):
        Message.objects.filter(pk=message.pk).update(**changed)
        newer = version_of(browser, ticket)
        assert newer != version
        version = newer
