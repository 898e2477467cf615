"""Known cases that no list showed, asked for by their ids."""

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from integrations.allegro.cases import Reader
from integrations.allegro.models import Case
from integrations.allegro.permissions import DISPUTES, MESSAGING
from integrations.allegro.proving import LATEST
from integrations.allegro.translate import PURCHASE_PROBLEM
from integrations.clock import due, known_since, pending

LOOK_UPS = 20  # known cases that no list showed, asked for by id in one sweep
LOOK_AGAIN = timedelta(minutes=5)  # a list that goes on hiding an open case must not cost a request every time


def look_up_vanished(reader: Reader, cases: QuerySet[Case], most: int) -> None:
    """Known cases that no list showed are asked for by their ids, the longest not asked for first (F07)."""
    waiting = (
        _permitted(reader, cases)
        .exclude(pending("retry_at", LATEST))
        .order_by(F("looked_up_at").asc(nulls_first=True), "pk")
    )
    keys = [key for key, external_id in waiting.values_list("pk", "external_id") if external_id not in reader.taken]
    for case in Case.objects.filter(pk__in=keys[:most]):
        reader.look_up(case)


def _permitted(reader: Reader, cases: QuerySet[Case]) -> QuerySet[Case]:
    if reader.account.lacks(DISPUTES):
        cases = cases.filter(kind=PURCHASE_PROBLEM)
    return cases.exclude(kind=PURCHASE_PROBLEM) if reader.account.lacks(MESSAGING) else cases


def just_looked_up() -> Q:
    """Not long enough ago to cost another request."""
    return known_since("looked_up_at", timezone.now() - LOOK_AGAIN)


def look_up_failed(reader: Reader) -> None:
    """Cases that could not be read before, though no list may ever show them again: they have ended, or are old."""
    look_up_vanished(reader, reader.account.cases.filter(due("retry_at", LATEST)), LOOK_UPS)
