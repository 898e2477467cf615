"""The list of customers as a CSV file."""

from collections.abc import Iterator

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.csv import stream_csv
from crm.models import Customer, CustomField
from crm.searching import search


@require_GET
@permission_required("crm.view_customer", raise_exception=True)
def export_customers(request: HttpRequest) -> StreamingHttpResponse:
    """Every customer that the search finds, with a column for each custom field."""
    found = search(request.GET.get("q", "").replace("\x00", "")[:200])
    fields = list(CustomField.objects.all())
    header = [_("Name"), _("Company"), _("E-mails"), _("Phones"), _("Added"), *(field.name for field in fields)]
    return stream_csv(f"customers-{timezone.localdate():%Y-%m-%d}.csv", header, _rows(found, fields))


def _rows(customers: QuerySet[Customer], fields: list[CustomField]) -> Iterator[list[str]]:
    parts = customers.prefetch_related("emails", "phones", "field_values")
    for customer in parts.iterator(chunk_size=500):
        values = {value.field_id: value.value for value in customer.field_values.all()}
        yield [
            customer.name,
            customer.company,
            ", ".join(str(email) for email in customer.emails.all()),
            ", ".join(str(phone) for phone in customer.phones.all()),
            f"{timezone.localtime(customer.created_at):%Y-%m-%d %H:%M}",
            *(values.get(field.pk, "") for field in fields),
        ]
