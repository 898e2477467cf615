"""Who may see which tickets, messages and files: each kind of person against each kind of thing."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.roles import PERMISSIONS, Role
from tests.factories import make_message, make_ticket, make_user
from tickets.access import Person, attachments_for, messages_for, tickets_for
from tickets.facts import Author
from tickets.models import Attachment, Draft, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["agent", "supervisor", "administrator"])
def colleague(request: pytest.FixtureRequest) -> User:
    """Somebody of each role."""
    return make_user(Role(request.param))


@pytest.fixture(params=["anonymous", "inactive", "without the permission"])
def outsider(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody who may see nothing: not signed in, put out of action, or of a role that does not see tickets."""
    if request.param == "anonymous":
        return AnonymousUser()
    if request.param == "inactive":
        return make_user(Role.ADMINISTRATOR, is_active=False)
    monkeypatch.setitem(PERMISSIONS, "agent", PERMISSIONS["agent"] - {"tickets.view_ticket"})
    return make_user()


def file_of_message(ticket: Ticket) -> Attachment:
    return Attachment.objects.create(name="damage.png", message=make_message(ticket))


def file_of_draft(ticket: Ticket, author: User) -> Attachment:
    attachment = Attachment.objects.create(name="answer.png")
    Draft.objects.create(ticket=ticket, author=author, attachment=attachment)
    return attachment


def test_everybody_of_the_team_sees_every_ticket_whoever_it_is_assigned_to(colleague: User) -> None:
    tickets = {make_ticket(), make_ticket(assignee=colleague), make_ticket(assignee=make_user())}
    assert set(tickets_for(colleague)) == tickets


def test_an_outsider_sees_no_ticket(outsider: Person) -> None:
    make_ticket()
    assert list(tickets_for(outsider)) == []


def test_everybody_of_the_team_sees_every_message_comments_included(colleague: User) -> None:
    ticket = make_ticket()
    messages = {
        make_message(ticket),
        make_message(ticket, Author.SELLER, is_comment=True),
        make_message(make_ticket(assignee=make_user())),
    }
    assert set(messages_for(colleague)) == messages


def test_an_outsider_sees_no_message(outsider: Person) -> None:
    make_message(make_ticket())
    assert list(messages_for(outsider)) == []


def test_everybody_of_the_team_sees_the_files_of_every_message_once(colleague: User) -> None:
    files = [file_of_message(make_ticket()), file_of_message(make_ticket(assignee=make_user()))]
    assert sorted(attachments_for(colleague), key=lambda one: one.pk) == files


def test_an_outsider_sees_no_file_of_a_message(outsider: Person) -> None:
    file_of_message(make_ticket())
    assert list(attachments_for(outsider)) == []


def test_the_author_of_a_draft_sees_its_file(colleague: User) -> None:
    ticket = make_ticket()
    files = {file_of_message(ticket), file_of_draft(ticket, colleague)}
    assert set(attachments_for(colleague)) == files


def test_nobody_else_sees_the_file_of_a_draft_not_even_an_administrator(colleague: User) -> None:
    file_of_draft(make_ticket(assignee=colleague), make_user(Role.ADMINISTRATOR))
    assert list(attachments_for(colleague)) == []


def test_two_drafts_on_one_ticket_each_show_their_file_to_their_author(colleague: User) -> None:
    ticket, another = make_ticket(), make_user()
    mine, theirs = file_of_draft(ticket, colleague), file_of_draft(ticket, another)

    assert list(attachments_for(colleague)) == [mine]
    assert list(attachments_for(another)) == [theirs]


def test_an_author_who_lost_the_tickets_sees_no_file_of_their_draft(outsider: Person) -> None:
    if isinstance(outsider, User):
        file_of_draft(make_ticket(), outsider)
    file_of_draft(make_ticket(), make_user())
    assert list(attachments_for(outsider)) == []


def test_a_file_that_belongs_to_nothing_is_seen_by_nobody(colleague: User) -> None:
    Attachment.objects.create(name="left-over.png")
    assert list(attachments_for(colleague)) == []


def test_a_file_that_belongs_to_nothing_is_hidden_from_an_outsider(outsider: Person) -> None:
    """To an anonymous person, too, who has no key: no draft at all must not read as one of theirs."""
    Attachment.objects.create(name="left-over.png")
    assert list(attachments_for(outsider)) == []
