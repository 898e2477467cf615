"""One of everything that an address can name, and the people who come to it."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from crm.models import Note
from integrations.models import UnreadableCase
from simulator.testing import Running
from tests.factories import (
    make_category,
    make_customer,
    make_login_field,
    make_message,
    make_queue,
    make_reply,
    make_status,
    make_ticket,
    make_user,
)
from tests.integrations.allegro.desk import PICTURE, connected_integration, make_unproven_case
from tickets.models import Attachment, CannedReply, Draft, Message, SavedView, Tag, Ticket


def make_people() -> dict[str, User | None]:
    """One of each column of the table, by its heading."""
    return {"anonymous": None, **{role: make_user(role) for role in (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR)}}


def make_things(allegro: Running) -> dict[str, int]:
    """The ids of what belongs to the house, by the names that the table puts between braces."""
    ticket, customer = make_ticket(), make_customer(emails=("anna@example.com",))
    integration = connected_integration(allegro)
    return {
        "ticket": ticket.pk,
        "failed_reply": make_reply(ticket, make_user(), delivery=Message.Delivery.FAILED).pk,
        "file": _stored(message=make_message(ticket)).pk,
        "person": make_user().pk,
        "customer": customer.pk,
        "note": Note.objects.create(customer=customer, author=make_user(), text="Called").pk,
        "field": make_login_field().pk,
        "queue": make_queue().pk,
        "category": make_category().pk,
        "status": make_status().pk,
        "canned_reply": CannedReply.objects.create(name="Hello", text="Hello").pk,
        "tag": Tag.objects.create(name="Urgent").pk,
        "integration": integration.pk,
        "unreadable_case": UnreadableCase.objects.create(integration=integration, external_id="lost").pk,
        "case": make_unproven_case(integration).pk,
        **{f"their_{name}": pk for name, pk in make_own_things(ticket.pk, make_user()).items()},
        "shared_view": SavedView.objects.create(name="Team", query="state=any", owner=make_user(), is_shared=True).pk,
    }


def make_own_things(ticket_id: int, owner: User) -> dict[str, int]:
    """The ids of what belongs to one person alone."""
    ticket = Ticket.objects.get(pk=ticket_id)
    kept = _stored()
    Draft.objects.create(ticket=ticket, author=owner, attachment=kept, text="Not sent yet")
    return {
        "view": SavedView.objects.create(name="Mine", query="state=any", owner=owner).pk,
        "fresh_reply": _just_written(ticket, owner).pk,
        "draft_file": kept.pk,
    }


def _just_written(ticket: Ticket, author: User) -> Message:
    """A reply that can still be undone."""
    return make_reply(ticket, author, due_at=timezone.now() + timedelta(hours=1))


def _stored(message: Message | None = None) -> Attachment:
    attachment = Attachment(message=message, name="a.png", content_type="image/png", state=Attachment.State.STORED)
    attachment.file.save("a.png", ContentFile(PICTURE))
    return attachment
