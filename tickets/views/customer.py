"""Take a buyer who is outside the CRM into it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import person
from crm.models import Customer
from crm.records import add_buyer
from tickets import channels, workflow
from tickets.models import Ticket
from tickets.views.detail import find_ticket


@require_POST
@permission_required("crm.change_customer", raise_exception=True)
def add_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: the record gets the login in the integration's field and both forms of the masked address."""
    ticket = find_ticket(request, pk)
    if ticket.customer is not None:
        messages.info(request, _("The buyer is in the CRM already."))
        return redirect("tickets:detail", pk)
    try:
        customer = _record_of_buyer(ticket)
    except channels.CaseGone:
        messages.error(request, _("The marketplace of this ticket is not connected any more: its buyer is not known."))
        return redirect("tickets:detail", pk)
    workflow.set_customer(ticket, customer, person(request))
    messages.success(request, _("%(name)s is in the CRM now.") % {"name": customer})
    return redirect("tickets:detail", pk)


def _record_of_buyer(ticket: Ticket) -> Customer:
    channel = channels.get(ticket.source)
    buyer = channel.buyer(ticket.pk)
    return add_buyer(
        source=ticket.source,
        field_id=channel.login_field_id(ticket.pk),
        login=buyer.login or ticket.buyer_login,
        external_id=buyer.external_id,
        name=buyer.name or ticket.buyer_name,
        company=buyer.company,
        emails=buyer.emails,
        phones=buyer.phones,
    )
