"""The audit log: a page to look through and a file to keep. Nothing here changes an entry."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.audit_log import ChoiceForm, in_words, page_of
from accounts.csv import stream_csv
from accounts.models import AuditEntry
from accounts.paging import cursors

views_audit_log = permission_required("accounts.view_audit_log", raise_exception=True)


@require_GET
@views_audit_log
def audit_log(request: HttpRequest) -> HttpResponse:
    """The newest entries first; a filter in the address chooses, a cursor pages."""
    form = ChoiceForm(request.GET)
    page = page_of(form.chosen, request.GET)
    context = {
        "form": form,
        "rows": [in_words(entry) for entry in page],
        "is_filtered": any(form.cleaned_data.values()),
        **cursors(page),
    }
    return render(request, "accounts/audit_log.html", context)


@require_GET
@views_audit_log
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Every entry that fits the filters of the address, not only a page of them."""
    entries = ChoiceForm(request.GET).chosen
    header = [_("When"), _("Person"), _("Action"), _("Kind"), _("Name"), _("What was changed")]
    rows = (_cells(entry) for entry in entries.iterator(chunk_size=500))
    return stream_csv(f"audit-log-{timezone.localdate():%Y-%m-%d}.csv", header, rows)


def _cells(entry: AuditEntry) -> list[str]:
    row = in_words(entry)
    when = date_format(timezone.localtime(entry.occurred_at), "Y-m-d H:i:s")
    return [when, entry.actor_name, entry.get_action_display(), row.kind, entry.name, row.sentence]
