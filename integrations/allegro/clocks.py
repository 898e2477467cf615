"""How far Allegro's clock is ahead of ours: measured at every answer, kept on the account for all processes."""

from datetime import timedelta

from django.utils import timezone

from integrations import clock
from integrations.allegro.client.http import Call
from integrations.allegro.models import Account, Case

# Whole seconds and slow answers leave about a second open: what changes by less is no news.
NOTICEABLE = 2.0
KEPT_FOR = timedelta(minutes=1)


def note(account: Account, call: Call) -> None:
    """Keep what a reading tells of the clocks: once a minute, or when it has changed noticeably.

    The answers to writes are left out: between such an answer and its record nothing else is to be done.
    """
    if call.clock_ahead is None or call.method != "GET" or _is_known(account, call.clock_ahead):
        return
    account.clock_ahead, account.clock_measured_at = round(call.clock_ahead, 1), timezone.now()
    measured = {"clock_ahead": account.clock_ahead, "clock_measured_at": account.clock_measured_at}
    Account.objects.filter(pk=account.pk).update(**measured)


def ahead(ticket_id: int) -> timedelta | None:
    """How far Allegro was ahead when it was last measured, for the account of this ticket; None without a case."""
    accounts = Case.objects.filter(ticket_id=ticket_id).order_by()
    found = accounts.values_list("account__clock_ahead", flat=True).first()
    has_case = found is not None or accounts.exists()
    return timedelta(seconds=found or 0) if has_case else None


def _is_known(account: Account, seconds: float) -> bool:
    measured_at = clock.known(account.clock_measured_at)
    if account.clock_ahead is None or measured_at is None or timezone.now() - measured_at > KEPT_FOR:
        return False
    return abs(seconds - account.clock_ahead) < NOTICEABLE
