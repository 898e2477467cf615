"""The page of all reports, and each of them as a file."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from reports.catalogue import REPORTS, all_reports, one_report
from reports.charts import draw
from reports.choosing import FILTERS, RANGES, SpanForm, choose, filters_of
from reports.csv import report_csv


@require_GET
@permission_required("tickets.view_reports", raise_exception=True)
@gzip_page  # tables of days with an address in each cell
def index(request: HttpRequest) -> HttpResponse:
    """All reports on what the address asks for; only the form while its days make no sense."""
    form, filters = SpanForm(request.GET), filters_of(request)
    chosen = choose(form, filters)
    kept = {name: value for name in FILTERS if (value := request.GET.get(name))}
    context = {
        "form": form,
        "filters": [filters.form[name] for name in FILTERS],
        "is_filtered": bool(kept),
        "ranges": [(count, urlencode({"days": count, **kept})) for count in RANGES],
        "query": urlencode({**form.kept, **kept}),
        "without_filters": urlencode(form.kept),
        "span": chosen.span if chosen else None,
        "cards": [(report, draw(report)) for report in all_reports(chosen)] if chosen else [],
    }
    return render(request, "reports/index.html", context)


@require_GET
@permission_required("tickets.view_reports", raise_exception=True)
def download(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One report with all its rows."""
    if slug not in REPORTS:
        raise Http404
    chosen = choose(SpanForm(request.GET), filters_of(request))
    if chosen is None:
        # The page says what is wrong with the days.
        return redirect(f"{reverse('reports:index')}?{request.GET.urlencode()}")
    return report_csv(one_report(slug, chosen), chosen.span)
