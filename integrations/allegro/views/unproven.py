"""The cases whose messages are not proven to be complete, and accepting a difference that stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cursor_pagination import CursorPage
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import paging
from accounts.paging import KeyPages, cursors
from accounts.requests import person
from integrations.allegro.accepting import accept_difference
from integrations.allegro.doubts import doubt_words
from integrations.allegro.models import Account, Case
from integrations.allegro.panel import case_url
from integrations.allegro.proving import ACCEPTABLE
from integrations.views.pages import manages

PAGE_SIZE = 50
KEY = ("unproven_since", "id")


@dataclass(frozen=True)
class Row:
    """A case, why it is not proven in words, whether a person may accept that, and its page on Allegro."""

    case: Case
    words: str
    may_accept: bool
    url: str


@require_GET
@manages
def unproven(request: HttpRequest, pk: int) -> HttpResponse:
    """The longest unproven first; a cursor pages."""
    account = get_object_or_404(Account.objects.select_related("integration"), integration_id=pk)
    page = _page_of(account, request.GET)
    context = {
        "account": account,
        "integration": account.integration,
        "rows": [_row(case) for case in page],
        **cursors(page),
    }
    return render(request, "allegro/unproven.html", context)


@require_POST
@manages
def accept(request: HttpRequest, pk: int, case: int) -> HttpResponse:
    """Let the difference be, as it is now."""
    found = get_object_or_404(Case, pk=case, account__integration_id=pk)
    if accept_difference(found, person(request)):
        messages.success(request, _("Accepted. Parley asks again when something changes."))
    else:
        messages.error(request, _("There is nothing to accept any more. Nothing was changed."))
    return redirect("allegro:unproven", pk)


class _Pages(KeyPages):
    """Upwards by age; the id tells cases of one moment apart."""

    def place_of(self, parts: Sequence[str | None]) -> tuple[datetime, int]:
        since, number = parts
        moment = parse_datetime(since or "")
        if moment is None:
            raise ValueError("no moment")
        return moment, int(number or "")

    def beyond(self, queryset: QuerySet[Case], place: tuple[datetime, int], *, newer: bool) -> QuerySet[Case]:
        return paging.beyond(queryset, KEY, place, newer=not newer)


def _page_of(account: Account, params: Mapping[str, Any]) -> CursorPage:
    cases = account.cases.filter(unproven_since__isnull=False).select_related("ticket")
    return paging.page_of(_Pages(cases, ordering=KEY), params, PAGE_SIZE)


def _row(case: Case) -> Row:
    return Row(case, doubt_words(case), case.unproven_reason in ACCEPTABLE, case_url(case))
