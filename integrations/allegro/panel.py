"""What the ticket page shows of a case on Allegro: words for Allegro's values, links for people."""

from decimal import Decimal, InvalidOperation

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.allegro.environments import environment
from integrations.allegro.models import Case
from integrations.allegro.reasons import reason_words
from integrations.allegro.translate import CLAIM, PURCHASE_PROBLEM, STATES
from tickets.channels import Panel
from tickets.facts import CaseState

STATUS_WORDS: dict[str, str | Promise] = {
    "DISPUTE_ONGOING": _("Ongoing"),
    "DISPUTE_CLOSED": _("Closed"),
    "DISPUTE_UNRESOLVED": _("Ended without a solution"),
    "CLAIM_SUBMITTED": _("Submitted, waiting for a decision"),
    "CLAIM_ACCEPTED": _("Accepted"),
    "CLAIM_REJECTED": _("Rejected"),
    "OPEN": _("Open"),
    "CLOSED": _("Closed"),
}
EXPECTATION_WORDS: dict[str, str | Promise] = {
    "REPAIR": _("repair"),
    "EXCHANGE": _("exchange"),
    "REFUND": _("refund"),
    "PARTIAL_REFUND": _("partial refund"),
}
RIGHT_WORDS: dict[str, str | Promise] = {
    "COMPLAINT": _("complaint under the law"),
    "WARRANTY": _("the seller's warranty"),
}


def case_panel(case: Case) -> Panel:
    """The box of the ticket page. Values that nobody announced are shown as they came (F22)."""
    web = environment().web_url
    return Panel(
        "allegro/panel.html",
        {
            "case": case,
            "case_url": case_url(case),
            "kind": dict(Case.Kind.choices).get(case.kind, case.kind),
            "reason": reason_words(case.reason) if case.reason else case.ticket.subject,
            "status": STATUS_WORDS.get(case.status, case.status),
            "order_url": f"{web}/moje-allegro/sprzedaz/zamowienia/{case.order_id}" if case.order_id else "",
            "total": _money(*case.order_total.split(" ")) if case.order_total.count(" ") == 1 else case.order_total,
            "products": [
                {**one, "url": f"{web}/oferta/{one['offer_id']}", "paid": _money(one["price"], one["currency"])}
                for one in case.products
            ],
            "right": RIGHT_WORDS.get(case.right, case.right),
            "expectations": [_expectation(raw) for raw in case.expectations],
            "is_claim": case.kind == CLAIM,
            "is_open": STATES.get(case.status, CaseState.UNKNOWN) in (CaseState.ONGOING, CaseState.UNKNOWN),
        },
    )


def _money(amount: str, currency: str) -> str:
    """Allegro's "49.90" as the reader writes it; anything else as it came."""
    try:
        value = Decimal(amount)
    except InvalidOperation:
        return f"{amount} {currency}".strip()
    if not value.is_finite():
        return f"{amount} {currency}".strip()
    return f"{number_format(value, decimal_pos=2, force_grouping=True)} {currency}".strip()


def case_url(case: Case) -> str:
    """The case's page for people: each kind has a place of its own."""
    pages = environment()
    if case.kind == PURCHASE_PROBLEM:
        return f"{pages.web_url}/wiadomosci/{case.external_id}"
    if case.kind == CLAIM and pages.sales_center_url:
        return f"{pages.sales_center_url}/claims/{case.external_id}"
    return f"{pages.web_url}/moje-allegro/sprzedaz/dyskusje/{case.external_id}"


def _expectation(raw: str) -> str:
    """ "PARTIAL_REFUND 50.00 PLN" → "partial refund 50.00 PLN"."""
    name, _space, amount = raw.partition(" ")
    sum_, _gap, currency = amount.partition(" ")
    return f"{EXPECTATION_WORDS.get(name, name)} {_money(sum_, currency) if sum_ else ''}".strip()
