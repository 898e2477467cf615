"""The variables of canned replies: {{buyer}} becomes the buyer's name. What is not known stays as it is."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models import Ticket

_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")

VARIABLES: dict[str, Promise] = {
    "buyer": _("the buyer's name, or login where no name is known"),
    "buyer_login": _("the buyer's login"),
    "order": _("the order's number"),
    "case_number": _("the number of the claim"),
    "product": _("the product, or all of them"),
    "agent": _("the name of the agent who writes"),
    "ticket": _("the ticket's number in Parley"),
}


def fill(text: str, ticket: Ticket, author: User) -> str:
    """The text as it enters the composer. What is not known keeps its braces, for the agent to see."""
    values = {
        "buyer": ticket.buyer_name or ticket.buyer_login,
        "buyer_login": ticket.buyer_login,
        "order": ticket.order_id,
        "case_number": ticket.reference,
        "product": ", ".join(ticket.products.splitlines()),
        "agent": author.name,
        "ticket": str(ticket.pk),
    }
    return _VARIABLE.sub(lambda found: values.get(found[1]) or found[0], text)


def unknown_variables(text: str) -> list[str]:
    """The names in braces that stand for nothing."""
    return sorted({found[1] for found in _VARIABLE.finditer(text)} - set(VARIABLES))


def left_open(text: str) -> list[str]:
    """The variables that nobody has filled in, as they stand in the text."""
    return [found[0] for found in _VARIABLE.finditer(text) if found[1] in VARIABLES]
