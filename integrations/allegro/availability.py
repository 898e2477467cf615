"""What accounts and cases do not allow now, in words for agents."""

from django.urls import reverse
from django.utils.translation import gettext as _

from integrations.allegro.models import Account, Case
from integrations.allegro.permissions import scope_of
from tickets.channels import Availability, Trouble


def availability(case: Case) -> Availability:
    """Whether a reply can be written to the case now."""
    if not case.chat_active:
        return Availability(can_reply=False, reason=_("The case has ended on Allegro: only comments can be added."))
    if case.account.disconnected_at is not None:
        return Availability(can_reply=False, temporary=True, reason=_disconnected(case.account.seller_login))
    if case.account.lacks(scope_of(case.kind)):
        words = _(
            "The Allegro account %(seller)s did not grant the permission to answer such cases: an administrator must "
            "authenticate again and approve it."
        )
        return Availability(can_reply=False, reason=words % {"seller": case.account.seller_login})
    return Availability(can_reply=True)


def trouble_of(account: Account) -> Trouble:
    """What agents are told of an account that is cut off, restricted or stopped."""
    seller, address = account.seller_login, reverse("integrations:detail", args=[account.integration_id])
    if account.integration.is_running and account.disconnected_at is not None:
        return Trouble(_disconnected(seller), address)
    if account.integration.is_running:
        words = _(
            "Allegro has restricted the account %(seller)s: new messages of its buyers do not arrive, and replies may "
            "be refused. Only Allegro can lift that."
        )
        return Trouble(words % {"seller": seller}, address)
    words = _("The Allegro account %(seller)s is stopped: new messages of its buyers do not arrive.")
    return Trouble(words % {"seller": seller}, address, is_stopped=True)


def _disconnected(seller: str) -> str:
    words = _(
        "The Allegro account %(seller)s is disconnected: replies cannot be sent until an administrator connects it "
        "again."
    )
    return words % {"seller": seller}
