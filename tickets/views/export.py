"""The list as a CSV file."""

from collections.abc import Iterator

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from accounts.csv import stream_csv
from tickets import filters
from tickets.listing import OVERDUE_FIRST, with_marks
from tickets.models import Ticket
from tickets.templatetags.ticket_words import kind_name, source_name, waits_for


@require_GET
@permission_required("tickets.view_ticket", raise_exception=True)
def export_tickets(request: HttpRequest) -> StreamingHttpResponse:
    """Every ticket that fits the filters of the address, not only a page of them."""
    tickets = with_marks(filters.chosen(request).qs).order_by(*OVERDUE_FIRST)
    header = [
        pgettext("ticket", "Number"), _("Subject"), _("Source"), _("Account"), _("Kind of case"), _("Waits for"),
        _("Status"), _("Priority"), _("Queue"), _("Category"), _("Assignee"), _("Buyer"), _("Customer"),
        _("Order number"), _("Case number"), _("Products"), _("Tags"), _("Deadline"), _("Opened"), _("First answer"),
        _("Closed"), _("Last activity"),
    ]  # fmt: skip
    rows = (list(_cells(ticket)) for ticket in tickets.iterator(chunk_size=500))
    return stream_csv(f"tickets-{timezone.localdate():%Y-%m-%d}.csv", header, rows)


def _cells(ticket: Ticket) -> Iterator[str | int]:
    yield from (ticket.pk, ticket.subject, source_name(ticket), ticket.account, kind_name(ticket))
    yield from (
        waits_for(ticket),
        str(ticket.status),
        ticket.get_priority_display(),
        str(ticket.queue),
        str(ticket.category),
    )
    yield from (str(ticket.assignee or ""), ticket.buyer_login, str(ticket.customer or ""))
    yield from (ticket.order_id, ticket.reference)
    yield from (ticket.products.replace("\n", ", "), ", ".join(str(tag) for tag in ticket.tags.all()))
    moments = (ticket.due_at, ticket.opened_at, ticket.first_response_at, ticket.closed_at, ticket.last_activity_at)
    yield from (date_format(timezone.localtime(moment), "Y-m-d H:i") if moment else "" for moment in moments)
