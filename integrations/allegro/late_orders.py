"""Orders that did not come with their cases."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils import timezone

from integrations import unreadable
from integrations.allegro.ahead import read_ahead
from integrations.allegro.cases import ORDER_ROUTE, RETRY_ORDER, UNSTORABLE, Reader, order_of
from integrations.allegro.client.errors import AllegroError, OtherAnswer, RateLimited
from integrations.allegro.models import Case
from integrations.allegro.storing import OrderFacts, store_order
from integrations.allegro.words import explain
from tickets.due import is_due

logger = logging.getLogger(__name__)

ORDERS_LATEST = timedelta(days=7)  # what cannot be read is asked for again by then
ORDERS = 200  # read by one sweep when there is nothing else to do
# So many that fail in passing, one after the other: it is not these orders, and messages must not wait for them.
IN_A_ROW, ORDERS_REST = 5, timedelta(minutes=5)


def read_late_orders(reader: Reader) -> None:
    """Orders that did not come with their cases, each once: of open cases first, then of the newest."""
    waiting = Case.objects.filter(is_due(ORDERS_LATEST, "order_due_at"), account=reader.account)
    ids = waiting.order_by("-chat_active", "-opened_at").values_list("order_id", flat=True)[:ORDERS]
    cases: dict[str, list[Case]] = {order_id: [] for order_id in ids}
    for case in waiting.filter(order_id__in=cases).select_related("ticket"):
        cases[case.order_id].append(case)
    noted = unreadable.noted(reader.account.integration_id) if cases else set()
    try:
        failed = 0
        for order_id, outcome in read_ahead(reader.session, ORDER_ROUTE, list(cases), order_of, tries_again=False):
            if isinstance(outcome, AllegroError):
                logger.info("order %s was not read: %s", order_id, outcome)
            for case in cases[order_id]:
                _keep_order(reader, case, outcome, noted)
            failed = failed + 1 if isinstance(outcome, AllegroError) and outcome.transient else 0
            if failed == IN_A_ROW:
                waiting.update(order_due_at=timezone.now() + ORDERS_REST)
                return
    except RateLimited:
        logger.info("orders wait: no more requests are left for them now")


def _keep_order(reader: Reader, case: Case, outcome: OrderFacts | AllegroError, noted: Collection[str]) -> None:
    try:
        if not isinstance(outcome, AllegroError):
            store_order(case, outcome, reader.rules)
            if not case.failure and case.external_id in noted:
                unreadable.settle(reader.account.integration_id, [case.external_id])
            return
    except UNSTORABLE as error:
        logger.warning("order of case %s was not stored: %s", case.external_id, type(error).__name__)
    if isinstance(outcome, OtherAnswer):
        unreadable.note(reader.account.integration_id, case.external_id, explain(outcome), case.kind)
    Case.objects.filter(pk=case.pk).update(order_due_at=_next_try(case.ticket.created_at))


def _next_try(here_since: datetime) -> datetime:
    """Not by the age on Allegro: an import during an outage would have its oldest cases wait for weeks."""
    now = timezone.now()
    return now + min(max(RETRY_ORDER, now - here_since), ORDERS_LATEST)
