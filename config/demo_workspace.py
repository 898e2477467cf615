"""The demo's workspace: a small shop with its people, queues, statuses, canned replies, tags and a shared view."""

from datetime import time as clock_time
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from crm.models import CustomField
from integrations.allegro.forms import DEFAULT_CLOSURE_MESSAGE
from tickets.models import CannedReply, Category, Queue, SavedView, Status, Tag, WorkingHours

PASSWORD = "parley-demo"  # noqa: S105 - printed on the screen: it guards made-up data on one machine
PEOPLE = {
    "admin@example.com": ("Anna Administrator", Role.ADMINISTRATOR),
    "agent1@example.com": ("Piotr Agent", Role.AGENT),
    "agent2@example.com": ("Ewa Agentka", Role.AGENT),
}


def make_workspace() -> dict[str, Any]:
    """A workspace as a small shop would set it up; returns the integration's *Other data*."""
    for email, (name, role) in PEOPLE.items():
        signature = _("Kind regards,\n%(name)s") % {"name": name} if role == Role.AGENT else ""
        User.objects.create_user(email, PASSWORD, name=name, role=role, signature=signature)
    new, waiting, solved, unsolved = (
        Status.objects.create(name=name, kind=kind, position=position)
        for position, (name, kind) in enumerate(
            [
                (_("New"), Status.Kind.OPEN),
                (_("Waiting for the warehouse"), Status.Kind.PENDING),
                (_("Solved"), Status.Kind.CLOSED),
                (_("Not solved"), Status.Kind.CLOSED),
            ],
            start=1,
        )
    )
    queue = Queue.objects.create(name=_("Customer care"), open_status=new, position=1)
    Queue.objects.create(name=_("Complaints"), open_status=waiting, position=2)
    for weekday in range(5):
        WorkingHours.objects.create(queue=queue, weekday=weekday, opens=clock_time(8), closes=clock_time(16))
    category = Category.objects.create(name=_("Allegro"), position=1)
    Category.objects.create(name=_("Returns"), position=2)
    _helps(supervisor=User.objects.get(email="admin@example.com"))
    field = CustomField.objects.create(name=_("Allegro login"), type=CustomField.Type.TEXT)
    return {
        "name": _("Allegro: house and garden"),
        "login_field": field,
        "queue": queue,
        "category": category,
        "status_resolved": solved,
        "status_unresolved": unsolved,
        "closure_message": str(DEFAULT_CLOSURE_MESSAGE),
    }


def _helps(supervisor: User) -> None:
    """What a supervisor would have prepared for the agents."""
    replies = {
        _("Thank you for the photos"): _(
            "Good morning {{buyer}},\n\nthank you for the photos. We answer within two working days."
        ),
        _("Please send photos"): _(
            "Good morning {{buyer}},\n\nplease send us photos of the product ({{product}}) and of the whole parcel."
        ),
        _("The parcel is on its way"): _(
            "Good morning {{buyer}},\n\nthe parcel with your order {{order}} is on its way; it should arrive tomorrow."
        ),
        _("The refund is made"): _(
            "Good morning {{buyer}},\n\nwe have refunded your order {{order}}. The money takes three days."
        ),
    }
    for position, (name, text) in enumerate(replies.items(), start=1):
        CannedReply.objects.create(name=name, text=text, position=position)
    for name in (_("courier"), _("photos missing"), _("regular customer")):
        Tag.objects.create(name=name)
    SavedView.objects.create(
        name=_("Claims waiting for us"), query="state=open&waiting_for=us&kind=claim", owner=supervisor, is_shared=True
    )
