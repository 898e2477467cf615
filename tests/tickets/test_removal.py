import pytest

from accounts.models import AuditEntry
from integrations.models import Integration
from tests.factories import make_category, make_queue, make_status, make_ticket, make_user
from tickets.models import CannedReply, Category, Event, Queue, Status, Tag
from tickets.removal import InUse, remove, replacements, uses_of

pytestmark = pytest.mark.django_db


def test_what_nothing_uses_goes() -> None:
    category = make_category()
    remove(category, None, make_user())
    assert not Category.objects.exists()


def test_tickets_move_to_the_replacement_and_remember_it() -> None:
    old, new, actor = make_category("Old"), make_category("New"), make_user()
    ticket = make_ticket(category=old)

    remove(old, new, actor)

    ticket.refresh_from_db()
    event = Event.objects.get()
    assert ticket.category == new
    assert (event.ticket, event.kind, event.old, event.new, event.actor) == (ticket, "category", "Old", "New", actor)


def test_tickets_without_a_replacement_keep_it() -> None:
    ticket = make_ticket()
    with pytest.raises(InUse):
        remove(ticket.queue, None, make_user())
    assert Queue.objects.get() == ticket.queue


def test_queues_that_open_with_a_status_open_with_its_replacement() -> None:
    queue, new = make_queue(), make_status("New")
    ticket = make_ticket(queue=queue)

    remove(queue.open_status, new, make_user())

    queue.refresh_from_db()
    ticket.refresh_from_db()
    assert (queue.open_status, ticket.status) == (new, new)


def test_what_an_integration_needs_stays_and_no_ticket_moves() -> None:
    old, new = make_queue("Old"), make_queue("New")
    ticket = make_ticket(queue=old)
    Integration.objects.create(name="My shop", marketplace="dummy", queue=old)

    with pytest.raises(InUse):
        remove(old, new, make_user())

    ticket.refresh_from_db()
    assert ticket.queue == old
    assert [holder.name for holder in uses_of(old).others] == ["My shop"]


def test_a_status_is_replaced_by_one_of_its_kind_only() -> None:
    closed, also_closed = make_status(kind=Status.Kind.CLOSED), make_status(kind=Status.Kind.CLOSED)
    make_status(kind=Status.Kind.OPEN)
    assert list(replacements(closed)) == [also_closed]


def test_tickets_lose_a_deleted_tag_and_remember_it() -> None:
    tag, ticket, actor = Tag.objects.create(name="courier"), make_ticket(), make_user()
    ticket.tags.add(tag)
    assert (uses_of(tag).tagged, uses_of(tag).needs_replacement) == (1, False)

    remove(tag, None, actor)

    event = Event.objects.get()
    assert not ticket.tags.exists()
    assert (event.ticket, event.kind, event.old, event.new, event.actor) == (ticket, "untagged", "courier", "", actor)


def test_a_canned_reply_just_goes() -> None:
    remove(CannedReply.objects.create(name="Sorry", text="Sorry"), None, make_user())
    assert not CannedReply.objects.exists()


def test_the_audit_log_tells_what_was_deleted_and_where_its_tickets_went() -> None:
    old = make_category("Old")
    make_ticket(category=old)
    remove(old, make_category("New"), make_user(name="Ewa"))
    entry = AuditEntry.objects.get()
    assert (entry.actor_name, entry.action, entry.kind, entry.name) == ("Ewa", "deleted", "category", "Old")
    assert [(change["label"], change["new"]) for change in entry.changes] == [("tickets moved to", "New")]


def test_what_stays_is_not_in_the_audit_log() -> None:
    with pytest.raises(InUse):
        remove(make_ticket().queue, None, make_user())
    assert not AuditEntry.objects.exists()


def test_who_deletes_second_finds_nothing_left_to_do() -> None:
    category = make_category()
    same = Category.objects.get()
    remove(category, None, make_user())
    remove(same, None, make_user())
    assert AuditEntry.objects.count() == 1
