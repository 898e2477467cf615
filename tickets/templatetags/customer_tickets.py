"""The customer's tickets on the customer's page, which knows nothing of tickets itself."""

from typing import Any

from django import template
from django.template import Context

from crm.models import Customer
from tickets.access import tickets_for

register = template.Library()
SHOWN = 20


@register.inclusion_tag("tickets/of_customer.html", takes_context=True)
def tickets_of(context: Context, customer: Customer) -> dict[str, Any]:
    """The customer's newest tickets that this person may see, and how many there are."""
    tickets = tickets_for(context["request"].user).filter(customer=customer)
    newest = tickets.select_related("status", "queue").order_by("-last_activity_at", "-id")
    return {"customer": customer, "tickets": newest[:SHOWN], "count": tickets.count()}
